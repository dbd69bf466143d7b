"""PEtab: the test suite of its versions 1 and 2 and its mathematics, and twelve published estimation problems."""
import csv
import json
import math
import random
import re
import subprocess

NO_SHARED = "no ../shared: the PEtab test suite and the benchmark problems are there"

# References of AMICI at the published parameters are reached within max(1e-3, 1e-5 relative); these within 1e-4.
WIDER = {"Brannmark_JBC2010", "Smith_BMCSystBiol2013", "Isensee_JCB2018"}
SUITE_CASES = 13 + 21

# Where the suite's own evaluations are the plain meaning of a formula, this is it: the cases are few and short.
MATHS_PARAMETERS = {"a": 2.0, "b": 3.0}


def unpacked(env, name):
    archive = env.need(env.shared and env.shared / "data" / "process" / name, NO_SHARED)
    subprocess.run(["tar", "--zstd", "-xf", str(archive), "-C", str(env.folder)], check=True)
    return env.folder


def yaml_scalars(path):
    """The plain `key: value` lines of a small YAML file."""
    return dict(re.findall(r"^(\w+): (\S+)$", path.read_text(), re.M))


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def likelihood(env, yaml, *words, exit=0):
    done = env.run("process", "likelihood", yaml, "-q", *words, exit=exit)
    return json.loads(done.stdout) if done.stdout else None


def near(found, expected, tolerance):
    return found == expected or abs(found - expected) <= tolerance


def case_faults(env, folder):
    """What of a case of the suite does not agree with its solution."""
    number = folder.name
    expected = yaml_scalars(folder / f"_{number}_solution.yaml")
    out = env.folder / f"simulations_{number}.tsv"
    found = likelihood(env, folder / f"_{number}.yaml", "--simulations", out, "--overwrite")
    faults = [f"{name} {found[name]} and not {expected[name]}" for name in ("llh", "chi2")
              if not near(found[name], float(expected[name]), float(expected[f"tol_{name}"]))]
    wanted, made = table(folder / "_simulations.tsv"), table(out)
    if len(wanted) != len(made):
        faults.append(f"{len(made)} rows of simulations and not {len(wanted)}")
    for row, (want, got) in enumerate(zip(wanted, made)):
        if not near(float(got["simulation"]), float(want["simulation"]), float(expected["tol_simulations"])):
            faults.append(f"simulation {row} is {got['simulation']} and not {want['simulation']}")
    if "unnorm_log_posterior" in expected and not near(found["llh"] + found["log_prior"], float(expected["unnorm_log_posterior"]), 1e-9):
        faults.append(f"posterior {found['llh'] + found['log_prior']} and not {expected['unnorm_log_posterior']}")
    return faults


def test_every_sbml_problem_of_the_suite(env):
    suite = unpacked(env, "petab-test-suite-45.tar.zst") / "petab_test_suite"
    folders = sorted(folder for version in ("v1.0.0", "v2.0.0") for folder in (suite / version / "sbml").iterdir())
    assert len(folders) == SUITE_CASES
    wrong = {str(folder.relative_to(suite)): faults for folder in folders if (faults := case_faults(env, folder))}
    assert not wrong, wrong


def test_models_in_python_are_refused(env):
    suite = unpacked(env, "petab-test-suite-45.tar.zst") / "petab_test_suite"
    folders = sorted((suite / "v2.0.0" / "pysb").iterdir())
    assert len(folders) == 11
    for folder in folders:
        said = env.run("process", "likelihood", folder / f"_{folder.name}.yaml", exit=2).stderr
        assert "petab.language" in said and "language: sbml" in said and "export the model to SBML" in said, said


def maths_cases(path):
    """(expression, expected) of the suite's list."""
    text = path.read_text()
    pairs = re.findall(r"- expression: (.*)\n\s+expected: (.*)\n", text + "\n")
    assert len(pairs) == text.count("expression:"), "a case that was not understood"
    return [(re.sub(r'^"(.*)"$', r"\1", expression.strip()), expected.strip()) for expression, expected in pairs]


TOY = """<?xml version="1.0" encoding="UTF-8"?><sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="m">
<listOfParameters><parameter id="k" value="1" constant="true"/></listOfParameters></model></sbml>"""


def write_maths_problem(folder, expressions):
    rows = lambda header, lines: "\n".join([header, *lines]) + "\n"
    (folder / "model.xml").write_text(TOY)
    (folder / "parameters.tsv").write_text(rows("parameterId\testimate\tnominalValue", [f"{id}\tfalse\t{value}" for id, value in MATHS_PARAMETERS.items()]))
    (folder / "observables.tsv").write_text(rows("observableId\tobservableFormula\tnoiseFormula", [f"o{i}\t{e}\t1" for i, e in enumerate(expressions)]))
    (folder / "measurements.tsv").write_text(rows("observableId\texperimentId\ttime\tmeasurement", [f"o{i}\t\t0\t0" for i in range(len(expressions))]))
    (folder / "maths.yaml").write_text("format_version: 2.0.0\nparameter_files: [parameters.tsv]\nobservable_files: [observables.tsv]\n"
                                       "measurement_files: [measurements.tsv]\nmodel_files: {m: {location: model.xml, language: sbml}}\n")


def test_all_mathematics_of_the_suite(env):
    cases = maths_cases(unpacked(env, "petab-test-suite-45.tar.zst") / "petab_test_suite" / "v2.0.0" / "math" / "math_tests.yaml")
    write_maths_problem(env.folder, [expression for expression, _ in cases])
    out = env.folder / "out.tsv"
    likelihood(env, env.folder / "maths.yaml", "--simulations", out, exit=1)     # infinite values have no likelihood
    wrong = []
    for (expression, expected), row in zip(cases, table(out), strict=True):
        value = MATHS_PARAMETERS["a"] * MATHS_PARAMETERS["b"] if expected == "a * b" else float(expected)
        found = float(row["simulation"])
        if found != value and not math.isclose(found, value, rel_tol=1e-14, abs_tol=1e-15):
            wrong.append(f"{expression}: {found} and not {expected}")
    assert not wrong, wrong
    return f"{len(cases)} expressions"


def benchmark_problems(env):
    folder = unpacked(env, "petab-benchmark-12.tar.zst") / "petab-benchmark"
    return {path.name: path / f"{path.name}.yaml" for path in sorted(folder.iterdir()) if path.is_dir()}


def references(env):
    return {row["problem"]: float(row["llh_nominal_AMICI"]) for row in table(env.shared / "data" / "process" / "petab_reference_llh.tsv")}


def test_likelihoods_of_published_problems(env):
    problems = benchmark_problems(env)
    reference = references(env)
    assert len(problems) == 12 and len(reference) == 11
    lines, wrong = [], []
    for name, yaml in problems.items():
        llh = likelihood(env, yaml)["llh"]
        lines.append(f"{name:28}{llh:.9g}")
        if name not in reference:
            assert math.isfinite(llh)
            continue
        within = max(1e-3, (1e-4 if name in WIDER else 1e-5) * abs(reference[name]))
        if not near(llh, reference[name], within):
            wrong.append(f"{name}: {llh} and not {reference[name]}")
    assert not wrong, wrong
    return "\n".join(lines)


class Shifted:
    """A problem of version 1 whose parameters are moved on their scales."""

    def __init__(self, env, yaml):
        self.env, self.yaml = env, yaml
        found = re.search(r"parameter_file: (\S+)", yaml.read_text())
        self.rows = {row["parameterId"]: row for row in table(yaml.parent / found[1])}

    def linear(self, id, by):
        """The value moved by `by` on its scale; by shares of itself on the linear one."""
        value, scale = float(self.rows[id]["nominalValue"]), self.rows[id]["parameterScale"]
        return value * (1 + by) if scale == "lin" else value * (10 ** by if scale == "log10" else math.exp(by))

    def unit(self, id):
        """d scaled / d move: gradients are by parameters on their scales."""
        return abs(float(self.rows[id]["nominalValue"])) if self.rows[id]["parameterScale"] == "lin" else 1.0

    def evaluate(self, moves, *words):
        lines = ["parameterId\tnominalValue", *(f"{id}\t{self.linear(id, by)!r}" for id, by in moves.items())]
        (self.env.folder / "moved.tsv").write_text("\n".join(lines) + "\n")
        return likelihood(self.env, self.yaml, "--parameters", self.env.folder / "moved.tsv", *PRECISE, *words)

    def slope(self, base, direction, expected, floor):
        """The central difference of fourth order whose step suits it best."""
        best = math.inf
        for step in (1e-2, 1e-3, 1e-4):
            llh = lambda by: self.evaluate({id: base[id] + by * direction.get(id, 0.0) for id in base})["llh"]
            simple, double = (llh(step) - llh(-step)) / (2 * step), (llh(2 * step) - llh(-2 * step)) / (4 * step)
            difference = (4 * simple - double) / 3
            if abs(difference - expected) < abs(best - expected):
                best = difference
            if agrees(best, expected, floor, 1e-4):
                break
        return best


PRECISE = ("--relative-tolerance", "1e-10", "--absolute-tolerance", "1e-14")
MOST_PARAMETERS = 30        # of larger problems: random directions through all of them, and some one by one


# Crauste's model explodes in finite time at parameters a 1e-5 away from the published ones: with less growth it is tame.
FARTHER = {"Crauste_CellSystems2017": {"rho_E": -0.6, "rho_P": -0.6}}


def agrees(difference, gradient, floor, tolerance=1e-3):
    return abs(difference - gradient) <= tolerance * max(abs(difference), abs(gradient), floor)


def test_gradients_against_differences(env):
    """Away from the optimum, where gradients are not what is left of cancelled terms."""
    chance, wrong, lines = random.Random(1), [], []
    for name, yaml in benchmark_problems(env).items():
        ids = list(likelihood(env, yaml, "--gradient")["gradient"])
        problem = Shifted(env, yaml)
        base = {id: FARTHER.get(name, {}).get(id, 0.0 if name in FARTHER else chance.uniform(-0.05, 0.05)) for id in ids}
        gradient = {id: slope * problem.unit(id) for id, slope in problem.evaluate(base, "--gradient")["gradient"].items()}
        floor = 1e-4 * max(map(abs, gradient.values()))
        directions = [{id: 1.0} for id in ids]
        if len(ids) > MOST_PARAMETERS:
            directions = chance.sample(directions, 8) + [{id: chance.choice((-1.0, 1.0)) for id in ids} for _ in range(3)]
        for direction in directions:
            expected = sum(gradient[id] * by for id, by in direction.items())
            if not agrees(difference := problem.slope(base, direction, expected, floor), expected, floor):
                wrong.append(f"{name} {', '.join(direction) if len(direction) < 3 else 'all'}: {expected} and {difference} by differences")
        lines.append(f"{name:28}{len(ids):4} parameters, {len(directions)} directions")
    assert not wrong, wrong
    return "\n".join(lines)


def test_adjoint_gradients_are_the_forward_ones(env):
    """Away from the optimum, as above."""
    chance, wrong, lines = random.Random(1), [], []
    for name, yaml in benchmark_problems(env).items():
        ids = list(likelihood(env, yaml, "--gradient")["gradient"])
        problem = Shifted(env, yaml)
        base = {id: FARTHER.get(name, {}).get(id, 0.0 if name in FARTHER else chance.uniform(-0.05, 0.05)) for id in ids}
        forward, adjoint = (problem.evaluate(base, "--gradient", "--sensitivities", how)["gradient"] for how in ("forward", "adjoint"))
        floor = 1e-3 * max(map(abs, forward.values()))
        worst = max(abs(forward[id] - adjoint[id]) / max(abs(forward[id]), floor) for id in ids)
        lines.append(f"{name:28}{worst:.1e}")
        if not worst <= 1e-4:
            wrong.append(lines[-1])
    assert not wrong, wrong
    return "\n".join(lines)
