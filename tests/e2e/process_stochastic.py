"""The stochastic cases of the SBML test suite: jump processes, and draws from distributions.

The suite's rule: of n runs, Z = sqrt(n) (mean - mu) / sigma and Y = sqrt(n / 2) (sd^2 / sigma^2 - 1) lie within the
ranges of a case's settings, at each of 50 times; "Z or Y failing 0-1 times per test is great, and failing 2-3 times
should probably be checked". With a fixed seed nothing is left to chance from one run of this test to the next.
"""
import collections
import concurrent.futures
import csv
import math
import os
import re
import subprocess

NO_SHARED = "no ../shared: the SBML stochastic test suite is there"
RUNS = {"StochasticTimeCourse": 10_000, "StatisticalDistribution": 1_000}
MOST_MISSES = 3            # of Z and of Y each, a file


def unpacked(env):
    archive = env.need(env.shared and env.shared / "data" / "process" / "sbml-stochastic-67.tar.zst", NO_SHARED)
    subprocess.run(["tar", "--zstd", "-xf", str(archive), "-C", str(env.folder)], check=True)
    return next(path for path in sorted(env.folder.rglob("00001")) if path.is_dir()).parent


def settings_of(folder):
    lines = (folder / f"{folder.name}-settings.txt").read_text().splitlines()
    return {key.strip(): value.strip() for key, value in (line.split(":", 1) for line in lines if ":" in line)}


def words(text):
    return [word.strip() for word in text.split(",") if word.strip()]


def range_of(text):
    return tuple(float(number) for number in text.strip("()").split(","))


def rows_of(text):
    return list(csv.DictReader(text.splitlines(), skipinitialspace=True))


def values_by_time(folder, name):
    values = collections.defaultdict(list)
    for row in rows_of((folder / "trajectories.csv").read_text()):
        values[row["time"]].append(float(row[name]))
    return values.values()


def medians(folder, name):
    """Median of X at each time, and what the deviation of one value would be for a mean as good as that: of the Cauchy
    distribution, pi / 2 times its scale, which is half of the distance between its quartiles."""
    made = []
    for values in values_by_time(folder, name):
        values.sort()
        count = len(values)
        made.append((values[count // 2], math.pi / 4 * (values[3 * count // 4] - values[count // 4])))
    return made


def logarithms(folder, name):
    """Mean and standard deviation of ln X at each time, from every run."""
    made = []
    for values in values_by_time(folder, name):
        all_runs = [math.log(value) if value > 0 else math.nan for value in values]
        mean = sum(all_runs) / len(all_runs)
        made.append((mean, math.sqrt(sum((x - mean) ** 2 for x in all_runs) / (len(all_runs) - 1))))
    return made


def misses(expected, found, settings, runs):
    """Times at which Z is out of its range, and Y, by column; a difference where nothing may differ counts as one."""
    missed = collections.Counter()
    for column in words(settings["output"]):
        name, kind = column.rsplit("-", 1)
        low, high = range_of(settings["meanRange" if kind == "mean" else "sdRange"])
        for want, have in zip(expected, found):
            mu, sigma = float(want[f"{name}-mean"]), float(want[f"{name}-sd"])
            mean, deviation = float(have[f"{name}-mean"]), float(have[f"{name}-sd"])
            if kind == "mean":
                off = mean - mu
                z = math.sqrt(runs) * off / sigma if sigma > 0 else (0 if abs(off) <= 1e-4 * abs(mu) + 1e-9 else math.inf)
            else:
                z = math.sqrt(runs / 2) * (deviation**2 / sigma**2 - 1) if sigma > 0 else (0 if deviation <= 1e-9 else math.inf)
            missed[column] += not low < z < high
    return {column: count for column, count in missed.items() if count}


def check(env, folder, file, kind, work):
    settings = settings_of(folder)
    runs, names = RUNS[kind], words(settings["variables"])
    method = "ssa" if kind == "StochasticTimeCourse" else "ode"
    out = work / file.stem
    out.mkdir()
    expected = rows_of((folder / f"{folder.name}-results.csv").read_text())
    logarithmic = "ln(" in settings["output"]
    without_mean = f"{names[0]}-sd" not in expected[0] and not logarithmic     # Cauchy: the "mean" is the median
    run = subprocess.run(
        [str(env.program), "process", "simulate", str(file), "--method", method, "--runs", str(runs), "--seed", "1",
         "--end", settings["duration"], "--steps", settings["steps"], "--variables", ",".join(names),
         "--amounts", ",".join(words(settings["amount"])), "--keep", str(runs if logarithmic or without_mean else 0),
         "--table", str(out / "table.csv"), "--trajectories", str(out / "trajectories.csv"), "-q"],
        capture_output=True, text=True, cwd=out)
    if run.returncode != 0:
        return {run.stderr.strip().splitlines()[0] if run.stderr.strip() else f"status {run.returncode}": MOST_MISSES + 1}
    found = rows_of((out / "table.csv").read_text())
    if logarithmic:
        for row, (mean, deviation) in zip(found, logarithms(out, names[0])):
            row[f"ln({names[0]})-mean"], row[f"ln({names[0]})-sd"] = mean, deviation
    if without_mean:
        for want, have, (median, deviation) in zip(expected, found, medians(out, names[0])):
            have[f"{names[0]}-mean"], want[f"{names[0]}-sd"] = median, deviation
    drop = 1 if kind == "StatisticalDistribution" or logarithmic else 0      # nothing is drawn at the start
    if len(found) != len(expected):
        return {f"{len(found)} rows, not {len(expected)}": MOST_MISSES + 1}
    return misses(expected[drop:], found[drop:], settings, runs)


def test_every_case(env):
    cases = unpacked(env)
    jobs = []
    for folder in sorted(path for path in cases.iterdir() if path.is_dir()):
        kind = re.search(r"testType:\s*(\w+)", (folder / f"{folder.name}-model.m").read_text())[1]
        jobs += [(folder, file, kind) for file in sorted(folder.glob("*-sbml-l*.xml"))]
    work = env.folder / "work"
    work.mkdir()
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        results = list(pool.map(lambda job: check(env, *job, work), jobs))
    wrong, passing, total = [], collections.Counter(), collections.Counter()
    by_case = collections.defaultdict(list)
    for (folder, file, kind), missed in zip(jobs, results):
        by_case[kind, folder.name].append(max(missed.values(), default=0) <= MOST_MISSES)
        if missed:
            wrong.append(f"{file.name}: {', '.join(f'{column} {count}' for column, count in missed.items())}")
    for (kind, _), fine in by_case.items():
        total[kind] += 1
        passing[kind] += all(fine)
    lines = [f"{kind}: {passing[kind]} of {total[kind]} cases in every file, {RUNS[kind]} runs" for kind in sorted(total)]
    assert passing == total, "\n".join(lines + wrong)
    return "\n".join(lines + ["misses: " + "; ".join(wrong)])
