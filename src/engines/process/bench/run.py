#!/usr/bin/env python3
"""Kinetic models: strandline beside libRoadRunner, COPASI and AMICI; cash flows beside BioSTEAM; estimates beside FilterPy.

usage: run.py --strandline PROGRAM --shared FOLDER [--only TEXT]

Equal answers first, with tolerances of 1e-10 and 1e-14. Times with 1e-6 and 1e-12 are of the work alone (the best of seven runs in one process), loading and compiling (to native code, as libRoadRunner does)
shown apart, both sides in one run. A model that a peer cannot run is named. AMICI is built from source and needs minutes: it is measured where it is installed.
"""
import argparse
import json
import math
import pathlib
import subprocess
import sys
import tempfile

from cash_flows import cash_flows
from estimates import estimates

HERE = pathlib.Path(__file__).resolve().parent
STEPS = 100
ENDS = {"Bachmann_MSB2011": 360, "Boehm_JProteomeRes2014": 240, "Borghans_BiophysChem1997": 9, "Brannmark_JBC2010": 30, "Bruno_JExpBot2016": 180,
        "Crauste_CellSystems2017": 28, "Elowitz_Nature2000": 600, "Fujita_SciSignal2010": 3600, "Isensee_JCB2018": 180, "Laske_PLOSComputBiol2019": 28,
        "Smith_BMCSystBiol2013": 960, "Weber_BMC2015": 30}
TOO_LONG = 1200


def answer_of(command):
    """The last line of what a command prints, as JSON; None when it fails."""
    try:
        run = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=TOO_LONG, check=True)
        return json.loads(run.stdout.strip().splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None


def differing(ours, theirs):
    """The id that differs most, or None: 1e-3 of the value, or 1e-6 of the largest, is taken as equal."""
    shared = sorted(ours.keys() & theirs.keys())
    floor = 1e-6 * max((abs(ours[i]) for i in shared), default=0)
    apart = [i for i in shared if not math.isclose(ours[i], theirs[i], rel_tol=1e-3, abs_tol=floor)]
    return (apart or [None])[0] if shared else "(nothing in common)"


def error(found, exact):
    """Largest relative error of a run with the usual tolerances."""
    floor = 1e-6 * max(map(abs, exact.values()), default=0)
    return max((abs(found[i] - exact[i]) / max(abs(exact[i]), floor) for i in found.keys() & exact.keys() if max(abs(exact[i]), floor) > 0), default=0)


def mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else float("nan")


def simulate(bench):
    """Time courses of the models with the values that their files give."""
    print("| model, time course | strandline | error | read + compile | libRoadRunner | error | load | ratio | COPASI | error | load | ratio |\n" + "|---" * 12 + "|")
    ratios = {"roadrunner": [], "copasi": []}
    for name, end in [*ENDS.items(), ("mass action, 500 species", 100)]:
        model = bench.mass_action if name.startswith("mass") else next((bench.problems / name).glob("model*.xml"))
        ours = answer_of([bench.speed, model, end, STEPS, "native"])
        if ours is None or ours["failed"]:
            print(f"| {name}, 0 to {end} | failed |")
            continue
        cells = [f"{name}, 0 to {end}", f"{ours['simulate'] * 1e3:.3f} ms", f"{error(ours['rough'], ours['values']):.0e}", f"{(ours['read'] + ours['equations'] + ours['compile']) * 1e3:.0f} ms"]
        for peer in ratios:
            found = answer_of([sys.executable, HERE / "peer.py", peer, model, end, STEPS])
            if found is None:
                cells += ["cannot run it", "–", "–", "–"]
                continue
            apart = differing(ours["values"], found["values"])
            ratio = found["seconds"] / ours["simulate"]
            cells += [f"{found['seconds'] * 1e3:.3f} ms", f"{error(found['rough'], ours['values']):.0e}", f"{found['load'] * 1e3:.0f} ms", f"{ratio:.1f}" if apart is None else f"another answer for {apart}"]
            if apart is None:
                ratios[peer].append(ratio)
        print("| " + " | ".join(cells) + " |", flush=True)
    print(f"\nGeometric mean: {mean(ratios['roadrunner']):.1f} times libRoadRunner (target 3), {mean(ratios['copasi']):.1f} times COPASI (target 5).\n", flush=True)


def first_result(bench):
    """From the file to rates, Jacobian and parameter derivatives."""
    print("| model, from file to first rates, Jacobian and parameter derivatives | strandline | AMICI's import and compilation | ratio | target |\n|---|---|---|---|---|")
    smith = next((bench.problems / "Smith_BMCSystBiol2013").glob("model*.xml"))
    for name, model in (("mass action, 500 species, 1,000 reactions", bench.mass_action), ("Smith_BMCSystBiol2013", smith)):
        ours = answer_of([bench.speed, model, 1, 1, "first"])
        taken = ours["read"] + ours["equations"] + ours["compile"] + ours["first"]
        theirs = answer_of([sys.executable, HERE / "peer.py", "amici-import", model, bench.folder / "amici"])
        shown, ratio = (f"{theirs['seconds']:.0f} s", f"{theirs['seconds'] / taken:.0f}") if theirs else (f"not installed, or more than {TOO_LONG} s", "–")
        print(f"| {name} | {taken:.3f} s | {shown} | {ratio} | 1 s, 100 times |", flush=True)
    print(flush=True)


def gradients(bench):
    """Likelihood and its gradient by forward sensitivities, at the nominal parameters, one thread. Tolerances 1e-9 and 1e-14 here, 1e-8 and 1e-12 for
    AMICI, which makes the gradients about equally exact."""
    print("| gradient by forward sensitivities | strandline | AMICI, its solver alone | ratio | AMICI, whole call | ratio | target |\n" + "|---" * 7 + "|")
    for name in ("Boehm_JProteomeRes2014", "Bachmann_MSB2011"):
        problem = bench.problems / name / f"{name}.yaml"
        ours = answer_of([bench.speed.parent / "gradient_speed", problem, "forward"])
        theirs = answer_of([sys.executable, HERE / "peer.py", "amici-gradient", problem, bench.folder / f"amici-{name}"])
        cells = [name, f"{ours['gradient'] * 1e3:.2f} ms"]
        if theirs is None:
            cells += ["not installed", "–", "–", "–"]
        else:
            floor = 1e-3 * max(abs(value) for value in theirs["values"].values() if value != theirs["values"]["llh"])
            apart = [i for i in ours["values"] if not math.isclose(ours["values"][i], theirs["values"][i], rel_tol=1e-2, abs_tol=floor)]
            for seconds in (theirs["solver_seconds"], theirs["seconds"]):
                cells += [f"{seconds * 1e3:.1f} ms", f"{seconds / ours['gradient']:.1f}" if not apart else f"another answer for {apart[0]}"]
        print("| " + " | ".join([*cells, "3 (Bachmann)"]) + " |", flush=True)
    print(flush=True)


def lanes(bench):
    """Parameter sets eight at a time: Rodas5P in vector lanes, beside itself with one set, and beside single simulations."""
    print("| eight parameter sets at once, throughput of one core | against one at a time, same method | against single simulations | target |\n|---|---|---|---|")
    ratios = []
    for name, end in [*ENDS.items(), ("mass action, 500 species", 100)]:
        model = bench.mass_action if name.startswith("mass") else next((bench.problems / name).glob("model*.xml"))
        ours = answer_of([bench.speed.parent / "lane_speed", model, end, STEPS])
        if ours is None:
            print(f"| {name} | not by lanes |")
            continue
        note = f"; {ours['alone']} sets left the lanes" if ours["alone"] else ""
        ratios.append(ours["against_one_lane"])
        print(f"| {name}{note} | {ours['against_one_lane']:.1f} | {ours['against_scalar']:.1f} | 4 (AVX-512), 2.5 (AVX2) |", flush=True)
    print(f"\nGeometric mean: {mean(ratios):.1f} times one at a time.\n", flush=True)


def feeds(bench):
    """Optimal feeding of Park and Ramirez' fed-batch, 30 constant pieces, from five even feeds: processor time of one solution, expressions made before on
    the peer's side. CasADi with Ipopt in the quicker of two ways of its users; eight steps of order 4 a piece give its objective to 1e-4."""
    print("| optimal feeding, 30 pieces, from u = | strandline | objective | CasADi, multiple shooting | objective, by CVODES | ratio | CasADi, collocation | objective, by CVODES | ratio |\n" + "|---" * 9 + "|")
    for start in (0, 0.2, 0.5, 1, 2):
        ours = answer_of([bench.speed.parent / "feed_speed", 30, start])
        cells = [str(start), f"{ours['seconds']:.2f} s", f"{ours['objective']:.4f}"]
        for way, steps in (("shooting", 8), ("collocation", 4)):
            found = answer_of([sys.executable, HERE / "feed_peer.py", way, 30, start, steps])
            cells += [f"{found['seconds']:.2f} s", f"{found['checked']:.4f}"] if found else ["failed", "–"]
            equal = found and math.isclose(found["checked"], ours["objective"], rel_tol=1e-4)
            cells.append(f"{found['seconds'] / ours['seconds']:.1f}" if equal else "another answer" if found else "–")
        print("| " + " | ".join(cells) + " |", flush=True)
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strandline", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    archive = pathlib.Path(options.shared) / "data" / "process" / "petab-benchmark-12.tar.zst"
    if not archive.exists():
        print(f"no {archive}: nothing measured")
        return
    build = pathlib.Path(options.strandline).resolve().parent.parent
    subprocess.run(["ninja", "-C", build, "simulation_speed", "gradient_speed", "lane_speed", "feed_speed"], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        folder = pathlib.Path(folder)
        subprocess.run(["tar", "--zstd", "-xf", archive, "-C", folder], check=True)
        bench = argparse.Namespace(program=options.strandline, speed=build / "bench" / "simulation_speed", problems=folder / "petab-benchmark", folder=folder,
                                   mass_action=folder / "mass_action.xml")
        bench.mass_action.write_text(subprocess.run([sys.executable, HERE / "mass_action.py"], capture_output=True, text=True, check=True).stdout)
        for work in (simulate, gradients, lanes, first_result, feeds, cash_flows, estimates):
            if options.only in work.__name__:
                work(bench)


if __name__ == "__main__":
    main()
