"""Fits of published PEtab problems: at least as likely as what was published, the same for any number of threads."""
import json
import shutil
import signal
import subprocess
import time

from harness import program_environment

NO_SHARED = "no ../shared: the benchmark problems are there"
PUBLISHED = {"Boehm_JProteomeRes2014": -138.221997, "Bruno_JExpBot2016": 46.688177, "Crauste_CellSystems2017": -190.965219,
             "Elowitz_Nature2000": 63.202800, "Fujita_SciSignal2010": 53.083777}


def problems(env):
    archive = env.need(env.shared and env.shared / "data" / "process" / "petab-benchmark-12.tar.zst", NO_SHARED)
    subprocess.run(["tar", "--zstd", "-xf", str(archive), "-C", str(env.folder)], check=True)
    return {path.stem: path for path in env.folder.rglob("*.yaml") if path.stem in PUBLISHED}


def fit(env, yaml, *words):
    return json.loads(env.run("process", "fit", yaml, "-q", "--seed", "1", *words).stdout)


def test_from_the_published_values_it_only_gets_better(env):
    found = problems(env)
    assert set(found) == set(PUBLISHED), sorted(found)
    for name, yaml in found.items():
        llh = fit(env, yaml, "--starts", "1", "--from-nominal", "--max-iterations", "100")["llh"]
        assert llh >= PUBLISHED[name] - max(1e-3, 1e-5 * abs(PUBLISHED[name])), (name, llh)


def test_the_optimum_of_boehm_is_found_from_random_starts(env):
    yaml = problems(env)["Boehm_JProteomeRes2014"]
    one = fit(env, yaml, "--starts", "40", "-t", "1")
    assert abs(one["llh"] - PUBLISHED["Boehm_JProteomeRes2014"]) < 2e-3, one["llh"]
    assert one["status"] == "converged"
    assert one == fit(env, yaml, "--starts", "40", "-t", "2")


def interrupted(env, *words):
    command = [env.program, "process", "fit", "problem.yaml", "--starts", "200000", "--seed", "1", "-q", *words]
    process = subprocess.Popen(command, cwd=env.folder, env=program_environment(env), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130, process.stderr.read()


def test_an_interrupted_fit_goes_on_from_its_checkpoint(env):
    for path in (env.project / "src/engines/process/tests/petab/decay").iterdir():
        shutil.copy(path, env.folder)
    interrupted(env, "--checkpoint", "first.jsonl")
    first = (env.folder / "first.jsonl").read_text().splitlines()
    assert len(first) > 1, first
    interrupted(env, "--resume", "first.jsonl", "--checkpoint", "second.jsonl")
    second = (env.folder / "second.jsonl").read_text().splitlines()
    assert set(first) < set(second), (len(first), len(second))
