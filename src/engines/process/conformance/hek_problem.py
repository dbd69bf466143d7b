"""PEtab problems of the HEK293 fed-batches in ../shared/data/process/ferment: a model of growth, production and uptake by saturating
rates, and beside it plain Monod kinetics with constant yields.

    hek_problem.py SHARED FOLDER

writes FOLDER/{fed-batch,monod}/problem.yaml with the runs to fit (Br1, 2, 4, 5) and their models; the runs to predict (Br7, Br8) are
conditions of the same tables, measured in predict.tsv. The models are our own; data stay where they are.

Amounts are N_i (mmol; 1e9 cells; mg), concentrations C_i = N_i / V, rates q_i per 1e9 cells and hour, V in L, time in h. Cells are induced
at 96 h: growth stops, antibody is made.
"""
import csv
import math
import sys
from pathlib import Path

FIT, PREDICT, INDUCTION = (1, 2, 4, 5), (7, 8), 96
SPECIES = ["mAb", "Ala", "Arg", "Asn", "Asp", "Cys", "Glc", "Gln", "Glu", "Pyr", "Gly", "His", "Ile", "Lac", "Leu", "Lys", "Met", "Nh4", "Phe", "Pro",
           "Ser", "Thr", "Tyr", "Val"]
# Made by the cells for the most part: their rates follow those of others.
MADE = {"Ala": ["Asn", "Thr", "Arg"], "Gly": ["Thr", "Ser", "Glc"], "Nh4": ["Asn", "Thr", "Ser"], "Gln": ["Arg", "Thr", "Asn"], "Glu": ["Arg", "Asn", "Thr"]}


# --- formulas as MathML --------------------------------------------------------------------------------------

def ci(name):
    return f"<ci>{name}</ci>"


def term(value):
    return value if isinstance(value, str) and value.startswith("<") else ci(value) if isinstance(value, str) else f"<cn>{value!r}</cn>"


def apply(op, *arguments):
    return f"<apply><{op}/>" + "".join(term(one) for one in arguments) + "</apply>"


def plus(*terms):
    return apply("plus", *terms)


def times(*factors):
    return apply("times", *factors)


def over(a, b):
    return apply("divide", a, b)


def saturation(substrate, constant):
    return over(substrate, plus(constant, substrate))


TIME = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>'


def before(moment, early, late):
    return f"<piecewise><piece>{term(early)}{apply('lt', TIME, moment)}</piece><otherwise>{term(late)}</otherwise></piecewise>"


# --- models --------------------------------------------------------------------------------------------------

class Model:
    def __init__(self, name, start, feed):
        self.name, self.values, self.rates, self.assigned, self.free = name, {}, {}, {}, {}
        for one, value in (("f_early", 0.0), ("k_early", 0.0), ("f_late", 0.0), ("t_feed", float(INDUCTION))):
            self.values[one] = value
        self.assign("F", before("t_feed", times("f_early", apply("exp", times("k_early", TIME))), "f_late"))
        self.assign("early", before(INDUCTION, 1, 0))
        self.assign("late", apply("minus", 1, "early"))
        self.state("V", start["V"], "F")
        self.start, self.feed = start, feed
        for one in ["X"] + SPECIES:
            self.assign(f"C_{one}", over(f"N_{one}", "V"))

    def state(self, name, value, rate):
        self.values[name], self.rates[name] = value, rate

    def assign(self, name, formula):
        self.assigned[name] = formula

    def estimate(self, name, value, low, high):
        """A parameter that is fitted, from `value`."""
        self.values[name], self.free[name] = value, (low, high)
        return name

    def balance(self, species, rate):
        self.assign(f"q_{species}", rate)
        self.state(f"N_{species}", self.start[species] * self.start["V"], plus(times("F", float(self.feed.get(species, 0))), times(f"q_{species}", "N_X")))

    def cells(self, growth):
        self.assign("mu", growth)
        self.state("N_X", self.start["X"] * self.start["V"], times("mu", "N_X"))

    def sbml(self):
        math_of = lambda body: f'<math xmlns="http://www.w3.org/1998/Math/MathML">{body}</math>'
        parameters = "".join(f'<parameter id="{n}" value="{v!r}" constant="{"false" if n in self.rates else "true"}"/>' for n, v in self.values.items())
        parameters += "".join(f'<parameter id="{n}" constant="false"/>' for n in self.assigned)
        rules = "".join(f'<assignmentRule variable="{n}">{math_of(term(b))}</assignmentRule>' for n, b in self.assigned.items())
        rules += "".join(f'<rateRule variable="{n}">{math_of(term(b))}</rateRule>' for n, b in self.rates.items())
        return (f'<?xml version="1.0" encoding="UTF-8"?>\n<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="{self.name}">'
                f"<listOfParameters>{parameters}</listOfParameters><listOfRules>{rules}</listOfRules></model></sbml>\n")


def fed_batch(start, feed):
    m = Model("hek_fed_batch", start, feed)
    glucose = saturation("C_Glc", m.estimate("K_growth_Glc", 30.0, 1e-2, 1e3))
    aspartate = plus(m.estimate("share_without_Asp", 0.7, 1e-2, 1.0), times(apply("minus", 1, "share_without_Asp"), saturation("C_Asp", 0.05)))
    # Once glucose is gone, cells live on what is fed: all that needs it runs at the share that the supply allows.
    m.assign("supplied", saturation("C_Glc", 0.01))
    ammonia = over(m.estimate("K_Nh4", 20.0, 1e-1, 1e4), plus("K_Nh4", "C_Nh4"))
    made = saturation("C_Asn", m.estimate("K_late_Asn", 0.2, 1e-2, 1e1))
    m.assign("growth", plus(times("early", m.estimate("mu_early", 0.08, 1e-3, 1.0), glucose, aspartate, ammonia),
                            times("late", m.estimate("mu_late", 0.008, 1e-4, 0.1), made)))
    m.cells(apply("minus", "growth", times("late", m.estimate("death", 0.0033, 1e-6, 1.0))))
    m.assign("q_mAb_made", times("late", m.estimate("q_max", 14.0, 1e-1, 1e2), saturation("C_Asn", m.estimate("K_mAb_Asn", 3.5, 1e-1, 2e1)), "supplied"))
    m.balance("mAb", "q_mAb_made")
    for one in SPECIES[1:]:
        if one in MADE or one in ("Lac", "Glc"):
            continue
        demand = plus(times(m.estimate(f"a_{one}", START.get(f"a_{one}", 0.05), 1e-6, 10.0), "growth"), times(m.estimate(f"p_{one}", 1e-4, 1e-9, 1.0), "q_mAb_made"),
                      times("early", m.estimate(f"m_{one}", START.get(f"m_{one}", 1e-4), 1e-9, 1.0)), times("late", m.estimate(f"n_{one}", START.get(f"n_{one}", 1e-3), 1e-9, 10.0)))
        m.balance(one, times(-1, demand, saturation(f"C_{one}", m.estimate(f"K_{one}", START.get(f"K_{one}", 0.1), 1e-4, 1e3))))
    m.balance("Glc", times(-1, "supplied", plus(times(m.estimate("a_Glc", 2.7, 1e-2, 10.0), "growth"),
                                                   times(m.estimate("p_Glc", 1e-3, 1e-9, 1.0), "q_mAb_made"), times("early", m.estimate("m_Glc", 0.006, 1e-9, 1.0)),
                                                   times("late", plus(m.estimate("n_Glc", 0.01, 1e-9, 1.0), times(m.estimate("e_Glc", 0.6, 1e-3, 1.0), over(times("F", float(feed["Glc"])), "N_X")))))))
    m.balance("Lac", plus(times(m.estimate("a_Lac", 5.0, 1e-3, 50.0), "growth"), times("late", m.estimate("n_Lac", 1e-3, 1e-6, 1.0)),
                          times(-1, plus(times("early", m.estimate("m_Lac", 0.06, 1e-5, 1.0)), times("late", m.estimate("u_Lac", 0.06, 1e-5, 1.0))),
                                saturation("C_Lac", m.estimate("K_Lac", 1.0, 1e-3, 1e3)))))
    for one, sources in MADE.items():
        parts = [times(m.estimate(f"a_{one}", 0.0, -5.0, 5.0), "growth"), times(m.estimate(f"p_{one}", 0.0, -0.1, 0.1), "q_mAb_made"),
                 times("early", m.estimate(f"m_{one}", 0.0, -0.1, 0.1)), times("late", m.estimate(f"n_{one}", 0.0, -0.1, 0.1))]
        for source in sources:
            parts.append(times(-1, m.estimate(f"y_{one}_{source}", 0.1, -5.0, 5.0), f"q_{source}"))
        parts.append(times(-1, m.estimate(f"u_{one}", 0.001, 0.0, 1.0), saturation(f"C_{one}", 1.0)))
        m.balance(one, plus(*parts))
    return m


def monod(start, feed):
    m = Model("hek_monod", start, feed)
    m.assign("growth", times("early", m.estimate("mu_max", 0.05, 1e-4, 1.0), saturation("C_Glc", m.estimate("K_Glc", 10.0, 1e-3, 1e3))))
    m.cells(apply("minus", "growth", m.estimate("death", 0.003, 1e-6, 1.0)))
    limited = saturation("C_Glc", 0.05)
    for one in SPECIES:
        y = m.estimate(f"y_{one}", 0.01, -1e4, 1e4)
        b = m.estimate(f"b_{one}", 1e-3, -1e2, 1e2)
        body = plus(times(y, "growth"), times(b, "late" if one == "mAb" else limited))
        m.balance(one, body if one in MADE or one in ("Lac", "mAb") else times(body, -1, saturation(f"C_{one}", 0.05)))
    return m


START = {"a_Glc": 2.4, "m_Glc": 0.02, "n_Glc": 0.08, "K_Glc": 1.0, "a_Ser": 0.06, "m_Ser": 0.009, "n_Ser": 0.009, "a_Asn": 0.08, "m_Asn": 0.005, "n_Asn": 0.003,
         "m_Asp": 0.007, "K_Asp": 0.1, "a_Thr": 0.05, "m_Thr": 0.005, "n_Thr": 0.03, "K_Thr": 5.0, "m_Arg": 0.002, "n_Arg": 0.003, "m_His": 0.002, "n_His": 0.003,
         "m_Pyr": 0.001, "n_Pyr": 0.002, "a_Pyr": 1e-3}


# --- tables --------------------------------------------------------------------------------------------------

def read_run(folder, number):
    rows = list(csv.reader((folder / f"Br{number}.csv").open()))
    return [{name: float(cell) for name, cell in zip(rows[0], row)} for row in rows[2:]]


def read_feed(folder):
    """Concentrations of the feed, from the table of the design."""
    rows = list(csv.reader((folder / "synthetic_DoE.csv").open()))
    names = next(row for row in rows if row[5:7] == ["X", "mAb"])
    values = rows[next(i for i, row in enumerate(rows) if row[5:7] == ["Mcell", "mg"]) + 1]
    return {name: float(value) for name, value in zip(names[5:], values[5:]) if name}


def feeding(run):
    """An exponential feed, then a constant one; the volumes tell when it changes."""
    early, late = run[1]["Feed Rate"], run[-1]["Feed Rate"]
    k = math.log(run[2]["Feed Rate"] / early) / (run[2]["Time"] - run[1]["Time"]) if early > 0 else 0.0
    first = early * math.exp(-k * run[1]["Time"])
    fed = lambda t: first * t if k == 0 else first * math.expm1(k * t) / k
    at = next(i for i, row in enumerate(run) if row["Time"] == INDUCTION)
    gone = (run[at]["V"] - run[0]["V"]) / 1000
    low, high = run[at - 1]["Time"], run[at]["Time"]
    for _ in range(80):
        middle = (low + high) / 2
        total = fed(middle) + late * (INDUCTION - middle)
        if (total < gone) == (fed(low) + late * (INDUCTION - low) < gone):
            low = middle
        else:
            high = middle
    return first, k, late, low


def write(folder, model, runs):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.xml").write_text(model.sbml())
    conditions = ["conditionId\tf_early\tk_early\tf_late\tt_feed"]
    for number, run in runs.items():
        conditions.append("\t".join([f"Br{number}"] + [repr(v) for v in feeding(run)]))
    observables = ["observableId\tobservableFormula\tnoiseFormula"]
    for one in ["X"] + SPECIES:
        largest = max(row[one] for number in FIT for row in runs[number])
        observables.append(f"obs_{one}\tC_{one}\t{0.02 * largest!r}")
    for file, numbers in (("measurements.tsv", FIT), ("predict.tsv", PREDICT)):
        lines = ["observableId\tsimulationConditionId\tmeasurement\ttime"]
        lines += [f"obs_{one}\tBr{number}\t{row[one]!r}\t{row['Time']!r}" for number in numbers for one in ["X"] + SPECIES for row in runs[number][1:]]
        (folder / file).write_text("\n".join(lines) + "\n")
    parameters = ["parameterId\tparameterScale\tlowerBound\tupperBound\tnominalValue\testimate"]
    for name, (low, high) in model.free.items():
        parameters.append(f"{name}\t{'log10' if low > 0 else 'lin'}\t{low!r}\t{high!r}\t{model.values[name]!r}\t1")
    for file, lines in (("conditions.tsv", conditions), ("observables.tsv", observables), ("parameters.tsv", parameters)):
        (folder / file).write_text("\n".join(lines) + "\n")
    for file, measured in (("problem.yaml", "measurements.tsv"), ("predict.yaml", "predict.tsv")):
        (folder / file).write_text("format_version: 1\nparameter_file: parameters.tsv\nproblems:\n- condition_files: [conditions.tsv]\n"
                                   f"  measurement_files: [{measured}]\n  observable_files: [observables.tsv]\n  sbml_files: [model.xml]\n")


def make(shared, folder):
    source = Path(shared) / "data" / "process" / "ferment" / "hek293_synthetic_fedbatch"
    runs = {number: read_run(source, number) for number in FIT + PREDICT}
    start = {**runs[1][0], "V": runs[1][0]["V"] / 1000}
    feed = read_feed(source)
    write(Path(folder) / "fed-batch", fed_batch(start, feed), runs)
    write(Path(folder) / "monod", monod(start, feed), runs)


if __name__ == "__main__":
    make(sys.argv[1], sys.argv[2])
