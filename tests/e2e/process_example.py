"""The example of a batch culture: fitted, profiled, and traced; what made its runs is found again."""
import csv
import json
import shutil


def example(env):
    shutil.copytree(env.project / "examples" / "ecoli-batch", env.folder / "batch")
    return env.folder / "batch"


def test_the_values_that_made_the_runs_are_found(env):
    folder = example(env)
    env.run("init", "--no-passphrase", "-q")
    env.run("process", "fit", folder / "problem.yaml", "--starts", "5", "--seed", "1", "-q", "-o", "fit.json", "--page", "fit.html")
    fit = json.loads((env.folder / "fit.json").read_text())
    with open(folder / "parameters.tsv", newline="") as file:
        made = {row["parameterId"]: float(row["nominalValue"]) for row in csv.DictReader(file, delimiter="\t")}
    missed = [name for name, value in made.items() if not fit["estimates"][name]["lower"] <= value <= fit["estimates"][name]["upper"]]
    assert fit["status"] == "converged" and len(missed) <= 2, missed
    assert "<svg" in (env.folder / "fit.html").read_text()
    env.run("process", "profile", folder / "problem.yaml", "--parameters", "fit.json", "--parameter", "mu_max,mu_acetate", "-q", "-o", "profiles.tsv",
            "--summary", "profiles.json")
    summary = json.loads((env.folder / "profiles.json").read_text())["parameters"]
    assert {each["verdict"] for each in summary.values()} == {"identifiable"}
    assert all(summary[name]["lower"] < fit["parameters"][name] < summary[name]["upper"] for name in summary)
    trace = env.run("thread", "trace", "profiles.tsv").stdout
    assert "process fit" in trace and "model.xml" in trace and "runs.tsv" in trace


def test_changing_a_table_changes_the_answer(env):
    folder = example(env)
    env.run("init", "--no-passphrase", "-q")
    first = json.loads(env.run("process", "likelihood", folder / "problem.yaml", "-q").stdout)["llh"]
    runs = (folder / "runs.tsv").read_text().replace("4.758", "4.858", 1)
    (folder / "runs.tsv").write_text(runs)
    second = json.loads(env.run("process", "likelihood", folder / "problem.yaml", "-q").stdout)["llh"]
    assert first != second
