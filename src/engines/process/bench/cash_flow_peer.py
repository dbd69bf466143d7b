#!/usr/bin/env python3
"""BioSTEAM's cash flow analysis (its class TEA) on figures instead of a flowsheet.

usage: cash_flow_peer.py plants COUNT SEED FOLDER   writes FOLDER/plants.json for cash_flow_speed, and FOLDER/peer.json, BioSTEAM's answers
       cash_flow_peer.py speed PLANT COUNT          seconds of COUNT plants, each with new sales, costs and capital: net present value alone, and with rate of return and minimum sales
"""
import json
import math
import pathlib
import random
import sys
import time
import warnings

import numpy

import biosteam

warnings.filterwarnings("ignore")
MILLION = 1e6


class Figures:
    """What TEA asks of a flowsheet."""

    def __init__(self, plant):
        self.material_cost = plant["variable_operating_cost"] * MILLION
        self.utility_cost = 0.0
        self.sales = plant["sales"] * MILLION
        self.installed_equipment_cost = plant["total_depreciable_capital"] * MILLION
        self.lang_factor = None
        self.cost_units = ()
        self.operating_hours = 8000


class Plant(biosteam.TEA):
    __slots__ = ("fixed_over_depreciable", "fixed_cost")

    def __init__(self, plant):
        schemes = {"macrs": "MACRS", "straight_line": "SL", "double_declining": "DDB", "sum_of_years": "SYD"}
        loan = plant["loan"]
        super().__init__(
            Figures(plant), IRR=plant["discount_rate"], duration=(2020, 2020 + plant["years"]), depreciation=schemes[plant["depreciation"]] + str(plant["depreciation_years"]),
            income_tax=plant["income_tax"], operating_days=330, lang_factor=None, construction_schedule=plant["construction"], startup_months=plant["startup_months"],
            startup_FOCfrac=plant["startup_fixed_share"], startup_VOCfrac=plant["startup_variable_share"], startup_salesfrac=plant["startup_sales_share"],
            WC_over_FCI=plant["working_capital_fraction"], finance_interest=loan["interest"] if loan["fraction"] else 0, finance_years=loan["years"],
            finance_fraction=loan["fraction"], accumulate_interest_during_construction=loan["interest_accumulates"])
        self.fixed_over_depreciable = plant["fixed_capital"] / plant["total_depreciable_capital"]
        self.fixed_cost = plant["fixed_operating_cost"] * MILLION

    def _DPI(self, installed):
        return installed

    def _TDC(self, permanent):
        return permanent

    def _FCI(self, depreciable):
        return depreciable * self.fixed_over_depreciable

    def _FOC(self, fixed):
        return self.fixed_cost


def plant_at_random(rng):
    scheme = rng.choice(["macrs", "straight_line", "double_declining", "sum_of_years"])
    over = rng.choice([3, 5, 7, 10, 15, 20]) if scheme == "macrs" else rng.randint(2, 20)
    years = rng.randint(over + 1, 35)
    shares = [rng.random() + 0.05 for _ in range(rng.randint(1, 4))]
    shares = [share / sum(shares) for share in shares]
    shares[-1] = 1 - sum(shares[:-1])
    capital = 10 ** rng.uniform(0, 2.5)
    borrows = rng.random() < 0.7
    return {"total_depreciable_capital": capital, "fixed_capital": capital * rng.uniform(1, 1.3), "working_capital_fraction": rng.choice([0, rng.uniform(0, 0.2)]),
            "variable_operating_cost": capital * rng.uniform(0, 0.3), "fixed_operating_cost": capital * rng.uniform(0, 0.3), "sales": capital * rng.uniform(0.1, 1.2),
            "income_tax": rng.choice([0, rng.uniform(0.1, 0.5)]), "construction": shares, "years": years, "depreciation": scheme, "depreciation_years": over,
            "startup_months": rng.choice([0, 12, rng.uniform(0, 12)]), "startup_fixed_share": rng.uniform(0, 1.2), "startup_variable_share": rng.uniform(0, 1.2),
            "startup_sales_share": rng.random(), "discount_rate": rng.uniform(0.02, 0.3),
            "loan": {"fraction": rng.uniform(0.05, 0.95) if borrows else 0, "interest": rng.uniform(0.01, 0.15), "years": rng.randint(1, years), "interest_accumulates": rng.random() < 0.5}}


def rate(tea):
    """BioSTEAM's rate of return, where its search ends at one."""
    try:
        tea._IRR = 0.1
        found = float(tea.solve_IRR())
    except Exception:
        return None
    return found if math.isfinite(found) else None


def answers(plant):
    tea = Plant(plant)
    # get_cashflow_table fails for loans longer than the plant; payments are in the flow, too.
    loan = plant["loan"]
    made = {"npv": float(tea.NPV / MILLION), "flow": [float(flow / MILLION) for flow in tea.cashflow_array], "sales": plant["sales"] + float(tea.solve_sales() / MILLION), "irr": rate(tea)}
    if loan["fraction"]:
        made["loan_payment"] = float(tea.get_cashflow_table()["Loan payment [MM$]"].iloc[len(plant["construction"])])
    return made


def speed(plant, count):
    rng = random.Random(1)
    tea = Plant(plant)
    draws = [[rng.uniform(0.8, 1.2) for _ in range(3)] for _ in range(count)]
    base = plant["sales"] * MILLION, plant["variable_operating_cost"] * MILLION, plant["total_depreciable_capital"] * MILLION
    taken = {}
    for what, work in {"npv": lambda: tea.NPV, "all": lambda: (tea.NPV, rate(tea), tea.solve_sales())}.items():
        work()
        began = time.process_time()
        for factors in draws:
            tea.system.sales, tea.system.material_cost, tea.system.installed_equipment_cost = (f * b for f, b in zip(factors, base))
            work()
        taken[what] = (time.process_time() - began) / count
    return taken


def main():
    if sys.argv[1] == "plants":
        count, seed, folder = int(sys.argv[2]), int(sys.argv[3]), pathlib.Path(sys.argv[4])
        rng = random.Random(seed)
        plants = [plant_at_random(rng) for _ in range(count)]
        (folder / "plants.json").write_text(json.dumps(plants))
        (folder / "peer.json").write_text(json.dumps([answers(plant) for plant in plants]))
        print(json.dumps({"version": biosteam.__version__, "numpy": numpy.__version__}))
    else:
        print(json.dumps(speed(json.loads(sys.argv[2]), int(sys.argv[3]))))


if __name__ == "__main__":
    main()
