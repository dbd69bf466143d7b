"""Fits of published PEtab problems: at least as likely as what was published, the same for any number of threads."""
import json
import subprocess

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
