"""Cash flows of plants: strandline beside BioSTEAM's class TEA. A part of run.py."""
import json
import math
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[3]
PLANTS, SEED, SAMPLES, PEER_SAMPLES = 1000, 7, 100_000, 1000
EXAMPLE = {"total_depreciable_capital": 100, "fixed_capital": 110, "working_capital_fraction": 0.05, "variable_operating_cost": 15, "fixed_operating_cost": 10, "sales": 60,
           "income_tax": 0.21, "construction": [0.08, 0.6, 0.32], "years": 30, "depreciation": "macrs", "depreciation_years": 7, "startup_months": 3, "startup_fixed_share": 1,
           "startup_variable_share": 0.75, "startup_sales_share": 0.5, "discount_rate": 0.1, "loan": {"fraction": 0.6, "interest": 0.08, "years": 10, "interest_accumulates": False}}


def biosteam_python():
    """BioSTEAM needs an older numpy than the other peers."""
    folder = PROJECT / "cache" / "peers-biosteam"
    python = folder / "bin" / "python3"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", HERE / "requirements-biosteam.txt"], check=True)
        subprocess.run([python, "-c", "import biosteam"], check=True, capture_output=True)
        return python
    except (subprocess.CalledProcessError, OSError):
        return None


def answer_of(command):
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    return json.loads(run.stdout.strip().splitlines()[-1])


def compare(plants, ours, theirs):
    """Largest differences over the capital; rates where BioSTEAM's search ended at one."""
    worst = {"flow": 0, "npv": 0, "loan_payment": 0, "sales": 0, "irr": 0}
    counts = {"rates": 0, "no root of BioSTEAM": 0, "rates that do not exist": 0}
    for plant, our, their in zip(plants, ours, theirs):
        capital = plant["fixed_capital"]
        worst["flow"] = max(worst["flow"], *(abs(a - b) / capital for a, b in zip(our["flow"], their["flow"])))
        for name in ("npv", "sales", "loan_payment"):
            worst[name] = max(worst[name], abs(our[name] - their.get(name, our[name])) / capital)
        if our["irr"] is None:
            counts["rates that do not exist"] += 1
        elif our["sign_changes"] == 1:      # then there is one rate alone
            apart = math.inf if their["irr"] is None else abs(our["irr"] - their["irr"])
            counts["rates" if apart < 1e-3 else "no root of BioSTEAM"] += 1
            worst["irr"] = max(worst["irr"], apart if apart < 1e-3 else 0)
    return worst, counts


def cash_flows(bench):
    """Equal figures for plants drawn at random, then the time of many plants."""
    subprocess.run(["ninja", "-C", bench.speed.parent.parent, "cash_flow_speed"], check=True, stdout=subprocess.DEVNULL)
    speed, peer, folder = bench.speed.parent / "cash_flow_speed", HERE / "cash_flow_peer.py", bench.folder
    (folder / "plant.json").write_text(json.dumps([EXAMPLE]))
    runs = {threads: [answer_of([speed, "speed", folder / "plant.json", SAMPLES, threads]) for _ in range(5)] for threads in (1, 2)}
    python = biosteam_python()
    theirs = None
    if python is not None:
        version = answer_of([python, peer, "plants", PLANTS, SEED, folder])["version"]
        plants = json.loads((folder / "plants.json").read_text())
        worst, counts = compare(plants, answer_of([speed, "answers", folder / "plants.json"]), json.loads((folder / "peer.json").read_text()))
        print(f"{PLANTS} plants at random beside BioSTEAM {version}, largest differences over the fixed capital: cash flow of a year {worst['flow']:.0e}, net present value {worst['npv']:.0e}, "
              f"loan payment {worst['loan_payment']:.0e}, sales at break-even {worst['sales']:.0e} (BioSTEAM seeks to 10 of a million); rate of return {worst['irr']:.0e} where both find one "
              f"({counts['rates']}). BioSTEAM's search ended at no root {counts['no root of BioSTEAM']} times; {counts['rates that do not exist']} plants have no rate, which is said here.\n")
        if max(worst["flow"], worst["npv"], worst["loan_payment"]) < 1e-9 and worst["sales"] < 1e-4 and worst["irr"] < 1e-3:
            theirs = answer_of([python, peer, "speed", json.dumps(EXAMPLE), PEER_SAMPLES])
        else:
            print("other answers: BioSTEAM is not timed\n")
    print(f"| {SAMPLES:,} sampled plants | strandline, processor time | wall time, 2 threads | BioSTEAM, processor time, scaled from {PEER_SAMPLES:,} | ratio | target |\n" + "|---" * 6 + "|")
    for what, name in (("net present value alone", "npv"), ("with rate of return and minimum sales", "all")):
        seconds = min(run[name + "_processor"] for run in runs[1])
        cells = [what, f"{seconds:.3f} s", f"{min(run[name] for run in runs[2]):.3f} s"]
        cells += [f"{theirs[name] * SAMPLES:.1f} s", f"{theirs[name] * SAMPLES / seconds:.0f}"] if theirs else ["not installed", "–"]
        print("| " + " | ".join([*cells, "1 s"]) + " |", flush=True)
    print(flush=True)
