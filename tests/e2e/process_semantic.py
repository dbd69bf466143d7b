"""The SBML semantic test suite: every time course case, each level and version, against the suite's results."""
import collections
import concurrent.futures
import csv
import json
import os
import subprocess

NO_SHARED = "no ../shared: the SBML semantic test suite is there"
BATCH = 40                 # cases a process
BATCH_SECONDS = 300


def unpacked(env):
    archive = env.need(env.shared and env.shared / "data" / "process" / "sbml-semantic-1214.tar.zst", NO_SHARED)
    subprocess.run(["tar", "--zstd", "-xf", str(archive), "-C", str(env.folder)], check=True)
    return env.folder / "sbml-semantic"


def run_cases(program, folder, cases):
    """(case, file) -> "ok" or what is wrong. A case that ends the process is the only one that it takes with it."""
    done = {}
    try:
        run = subprocess.run([str(program), str(folder), *cases], capture_output=True, text=True, errors="replace", timeout=BATCH_SECONDS)
        ended, why = run.returncode == 0, (run.stderr.strip().splitlines() or [f"ended with status {run.returncode}"])[-1]
        text = run.stdout
    except subprocess.TimeoutExpired as late:
        ended, why, text = False, f"more than {BATCH_SECONDS} s", (late.stdout or b"").decode(errors="replace")
    for line in text.splitlines():
        case, file, state = line.split("\t", 2)
        done[case, file] = state
    if ended:
        return done
    if len(cases) == 1:
        return {**done, (cases[0], "*"): why}
    for case in cases:
        done.update(run_cases(program, folder, [case]))
    return done


def known_failures(env):
    with open(env.project / "tests" / "e2e" / "process_semantic_known.tsv", newline="") as file:
        return {(row["case"], row["file"]): row["reason"] for row in csv.DictReader(file, delimiter="\t")}


def tag_table(index, failing):
    """Lines: tag, cases that pass, cases in all; tags where one fails first."""
    passed, total = collections.Counter(), collections.Counter()
    for row in index:
        for tag in filter(None, (row["componentTags"] + "," + row["testTags"]).split(",")):
            total[tag] += 1
            passed[tag] += row["case"] not in failing
    order = sorted(total, key=lambda tag: (passed[tag] == total[tag], tag))
    return [f"{tag:32}{passed[tag]:5} of {total[tag]:5}" for tag in order]


def test_every_time_course_case(env):
    program = env.need(env.build / "conformance" / "process_semantic_suite", "process_semantic_suite is not built")
    folder = unpacked(env)
    with open(folder / "INDEX.tsv", newline="") as file:
        index = [row for row in csv.DictReader(file, delimiter="\t") if row["testType"] == "TimeCourse"]
    cases = [row["case"] for row in index]
    count = -(-len(cases) // BATCH)
    batches = [cases[i::count] for i in range(count)]       # neighbours are alike: slow ones are dealt out
    results = {}
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for done in pool.map(lambda batch: run_cases(program, folder, batch), batches):
            results.update(done)
    wrong = {key: state for key, state in results.items() if state != "ok"}
    failing = {case for case, _ in wrong}
    assert {case for case, _ in results} == set(cases), "a case without any result"
    known = known_failures(env)
    lines = [f"{len(cases) - len(failing)} of {len(cases)} cases in every level and version; {len(results) - len(wrong)} of {len(results)} files"]
    lines += tag_table(index, failing)
    lines += [f"{case} {file}: {wrong[case, file]} [{known.get((case, file), 'not in the list of known failures')}]" for case, file in sorted(wrong)]
    passing_known = sorted(set(known) - set(wrong))
    assert not set(wrong) - set(known) and not passing_known, "\n".join(lines + [f"listed as failing, but passes: {key}" for key in passing_known])
    return "\n".join(lines)


def number(text):
    return float(text.replace("INF", "inf").replace("NaN", "nan"))


def flux_balance_difference(env, folder, case, path):
    """What is wrong with the fluxes and the objective that `strain fba` finds for a file, or None."""
    settings = dict(line.split(":", 1) for line in (folder / case / f"{case}-settings.txt").read_text().splitlines() if ":" in line)
    absolute, relative = float(settings["absolute"]), float(settings["relative"])
    with open(folder / case / f"{case}-results.csv", newline="") as file:
        want = {name.strip(): number(text) for name, text in next(csv.DictReader(file)).items()}
    answer = json.loads(env.run("strain", "fba", path, "-q", exit=None).stdout or "{}")
    for name, value in want.items():
        fluxes = answer.get("fluxes") or {}
        found = fluxes.get(name, fluxes.get(name.removeprefix("R_"), answer.get("objective")))
        if found is None:
            if value == value:
                return f"no {name}, which is {value}: {answer.get('status')}"
        elif not abs(number(str(found)) - value) <= absolute + relative * abs(value):
            return f"{name} is {found}, not {value}"
    return None


def test_flux_balance_cases_by_strain(env):
    """The cases of the suite that are no time courses: they are the strain engine's."""
    folder = unpacked(env)
    with open(folder / "INDEX.tsv", newline="") as file:
        cases = [row["case"] for row in csv.DictReader(file, delimiter="\t") if row["testType"] == "FluxBalanceSteadyState"]
    files = [(case, path) for case in cases for path in sorted((folder / case).glob(f"{case}-sbml-l*v*.xml"))]
    wrong = [(path.name, told) for case, path in files if (told := flux_balance_difference(env, folder, case, path))]
    assert len(cases) == 23 and not wrong, "\n".join(f"{name}: {told}" for name, told in wrong)
    return f"{len(cases)} cases, {len(files)} files"
