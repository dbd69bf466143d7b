"""Runs of bioreactors in ../shared: fitted and predicted beside a plain Monod model."""
import csv
import json
import math
import subprocess
import sys

NO_SHARED = "no ../shared: the runs are there"


def shared(env, *parts):
    path = env.shared and env.shared.joinpath("data", "process", "ferment", *parts)
    return env.need(path, NO_SHARED)


def errors(env, folder, problem, measured, fit):
    """Root mean square error of each species over the range of its measurements."""
    env.run("process", "likelihood", folder / problem, "--parameters", fit, "--simulations", "simulated.tsv", "-o", "llh.json", "--overwrite", "-q")
    rows = list(csv.DictReader((folder / measured).open(), delimiter="\t"))
    simulated = list(csv.DictReader((env.folder / "simulated.tsv").open(), delimiter="\t"))
    by_species = {}
    for row, other in zip(rows, simulated, strict=True):
        by_species.setdefault(row["observableId"][4:], []).append((float(row["measurement"]), float(other["simulation"])))
    return {one: math.sqrt(sum((a - b) ** 2 for a, b in pairs) / len(pairs)) / (max(a for a, _ in pairs) - min(a for a, _ in pairs))
            for one, pairs in by_species.items()}


def test_hek_runs_that_were_not_fitted_are_predicted(env):
    shared(env, "hek293_synthetic_fedbatch")
    maker = env.project / "src" / "engines" / "process" / "conformance" / "hek_problem.py"
    subprocess.run([sys.executable, str(maker), str(env.shared), str(env.folder)], check=True)
    mean, predicted = {}, {}
    for name in ("monod", "fed-batch"):
        fit = env.folder / f"{name}.json"
        env.run("process", "fit", env.folder / name / "problem.yaml", "--from-nominal", "--starts", "1", "--max-iterations", "300", "-o", fit, "-q")
        assert math.isfinite(json.loads(fit.read_text())["llh"])
        fitted = errors(env, env.folder / name, "problem.yaml", "measurements.tsv", fit)
        predicted[name] = errors(env, env.folder / name, "predict.yaml", "predict.tsv", fit)
        mean[name] = (sum(fitted.values()) / len(fitted), sum(predicted[name].values()) / len(fitted))
    ours, plain = predicted["fed-batch"], predicted["monod"]
    table = [f"{one}: {100 * ours[one]:.1f} % (Monod {100 * plain[one]:.1f} %)" for one in ours]
    assert len(ours) == 25
    assert mean["fed-batch"][0] < 0.02 and mean["fed-batch"][1] < 0.04, (mean, table)
    assert mean["fed-batch"][1] < mean["monod"][1] / 3, (mean, table)
    assert sum(ours[one] < plain[one] for one in ours) >= 23, table
    assert ours["X"] < 0.08 and ours["mAb"] < 0.08, table
    return (f"fitted Br1, 2, 4, 5, predicted Br7 and Br8: mean error {100 * mean['fed-batch'][1]:.1f} % of the range (Monod {100 * mean['monod'][1]:.1f} %); "
            + ", ".join(table))
