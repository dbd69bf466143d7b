#!/usr/bin/env python3
"""Metabolic models: strandline beside COBRApy (GLPK and HiGHS, one and two processes) and StrainDesign (open solver).

usage: run.py --strandline PROGRAM --shared FOLDER [--only TEXT] [--runs N]

Equal answers first, then wall times in turn, both sides in one run; of the peers' ways the fastest counts. Our time is
the whole process, from file to result on disk; theirs is the call alone, the model already loaded, unless a row says
otherwise. Peers that are not installed are left out and named.
"""
import argparse
import csv
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

PEER = pathlib.Path(__file__).resolve().parent / "peer.py"
# Python, solver: Debian's COBRApy with Debian's GLPK, and the newest from PyPI with HiGHS ("hybrid"). The GLPK of PyPI's swiglpk is many
# times slower than Debian's (FVA of iML1515: 77 s instead of 5), so that it is not asked where another is.
PYTHONS = [("/usr/bin/python3", "glpk"), (sys.executable, "hybrid")]
SOLVERS = {"glpk": "GLPK", "hybrid": "HiGHS"}
TOO_LONG = 900     # seconds after which a way of the peer is given up: another was faster


class Bench:
    def __init__(self, options, folder):
        self.program, self.runs, self.only = options.strandline, options.runs, options.only
        self.models = pathlib.Path(options.shared) / "data" / "strain" / "models"
        self.folder = pathlib.Path(folder)

    def ours(self, *words, output="out"):
        """Best wall time of `runs` runs, and the path of what was written."""
        path = self.folder / output
        best = float("inf")
        for _ in range(self.runs):
            began = time.perf_counter()
            subprocess.run([self.program, *map(str, words), "-o", path, "--overwrite", "-q"], cwd=self.folder, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            best = min(best, time.perf_counter() - began)
        return best, path

    def once(self, *words, output="out"):
        runs, self.runs = self.runs, 1
        try:
            return self.ours(*words, output=output)
        finally:
            self.runs = runs

    def wanted(self, name):
        return not self.only or self.only in name


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def number(text):
    return 0.0 if text == "NA" else float(text)     # NA: no steady state at all


def near(a, b, tolerance, what):
    assert abs(a - b) <= tolerance * max(1.0, abs(b)), f"{what}: {a} is not {b}"


def row(what, ours, peer, name, target):
    shown = f"{peer:.3f} s" if peer is not None else "–"
    ratio = f"{peer / ours:.1f}" if peer is not None else "–"
    print(f"| {what} | {ours:.3f} s | {shown} | {name} | {ratio} | {target} |", flush=True)


def output_of(command, seconds):
    """What a command prints, or nothing when it fails or takes longer; its own processes end with it."""
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
    except OSError:
        return ""
    try:
        text, _ = process.communicate(timeout=seconds)
        return text if process.returncode == 0 else ""
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return ""


def peer(task, model, ways=tuple((python, solver, n) for python, solver in PYTHONS for n in (1, 2)), step=1, loaded=False):
    """(seconds, name, answer) of the fastest of the peer's ways, or Nones where none is there. Each way once; `loaded`
    counts the loading of the model as well, as it is in ours."""
    best = None
    for python, solver, processes in ways:
        limit = TOO_LONG if best is None else 30 + 2 * best[0]     # loading included
        text = output_of([python, PEER, task, str(model), solver, str(processes), str(step)], limit)
        if not text:
            continue
        found = json.loads(text.splitlines()[-1])
        name = f"COBRApy {found['version']}, {SOLVERS[solver]}, {processes} process{'es' if processes > 1 else ''}"
        seconds = found["seconds"] + (found["loading"] if loaded else 0)
        if best is None or seconds < best[0]:
            best = (seconds, name, found["answer"])
    return best or (None, "none is installed", None)


def objective_of(path):
    return json.loads(path.read_text())["objective"]


def loading(bench):
    for name in ("iML1515.json", "iJO1366.xml.gz"):
        taken, path = bench.ours("strain", "fba", bench.models / name)
        seconds, way, answer = peer("load", bench.models / name, [("/usr/bin/python3", "glpk", 1), (sys.executable, "glpk", 1)])
        if seconds:
            near(objective_of(path), answer, 1e-6, name)
        row(f"load {name}; ours with FBA and its output", taken, seconds, f"{way}, loading alone", "10")


def ranges_agree(path, answer):
    ours = {r["reaction"]: r for r in table(path)}
    for at, column in enumerate(("minimum", "maximum")):
        near(sum(number(ours[i][column]) for i in answer), sum(both[at] for both in answer.values()), 1e-4, f"sum of {column}")


def variability(bench):
    taken, path = bench.ours("strain", "fva", bench.models / "iML1515.json", "--fraction", 0.9)
    seconds, way, answer = peer("fva", bench.models / "iML1515.json")
    if seconds:
        ranges_agree(path, answer)
    row("FVA 90 %, iML1515, 2,712 reactions", taken, seconds, way, "5")


def recon(bench):
    """The peer reads our JSON; every 40th reaction, scaled."""
    _, converted = bench.ours("strain", "convert", bench.models / "Recon3D.mat", "--to", "json", output="Recon3D.json")
    taken, path = bench.once("strain", "fva", converted, "--fraction", 0.9)
    count = len(json.loads(converted.read_text())["reactions"])
    ways = [(python, solver, 2) for python, solver in PYTHONS]
    seconds, way, answer = peer("fva", converted, ways, step=40)
    if seconds:
        ranges_agree(path, answer)
        seconds, way = seconds * count / len(answer), f"{way}; {len(answer)} of {count:,} reactions, scaled"
    row("FVA 90 %, Recon3D, 10,600 reactions", taken, seconds, way, "25")


def single_deletions(bench):
    taken, path = bench.ours("strain", "knockouts", bench.models / "iML1515.json", "--genes", "--order", 1)
    seconds, way, theirs = peer("singles", bench.models / "iML1515.json")
    if seconds:
        ours = {r["ids"]: number(r["growth"]) for r in table(path)}
        assert ours.keys() == theirs.keys()
        assert {i for i in ours if ours[i] < 1e-6} == {i for i in theirs if theirs[i] < 1e-6}, "lethal genes"
        near(sum(ours.values()), sum(theirs.values()), 1e-6, "sum of growth")
    row("all single gene deletions, iML1515; the peer's call alone", taken, seconds, way, "–")
    seconds, way, _ = peer("singles", bench.models / "iML1515.json", loaded=True)
    row("all single gene deletions, iML1515; from file to result, both", taken, seconds, way, "10")


def double_deletions(bench):
    taken, path = bench.ours("strain", "knockouts", bench.models / "iML1515.json", "--genes", "--order", 2)
    ours = {frozenset(r["ids"].split(";")): number(r["growth"]) for r in table(path)}
    seconds, way, answer = peer("doubles", bench.models / "iML1515.json", [("/usr/bin/python3", "glpk", 2)], step=25)
    if seconds:
        for ids, growth in answer:
            near(ours[frozenset(ids)], growth, 1e-6, f"growth without {ids}")
        seconds, way = seconds * len(ours) / len(answer), f"{way}; {len(answer):,} of {len(ours):,} pairs, scaled"
    row("all double gene deletions, iML1515, complete", taken, seconds, way, "5 s")


def cut_sets(bench):
    taken, path = bench.ours("strain", "cutsets", bench.models / "e_coli_core.xml", "--genes", "--suppress", "growth >= 0.001", "--max-size", 3)
    assert len(table(path)) == 455
    seconds, way, found = peer("cut_sets", bench.models / "e_coli_core.xml", [(sys.executable, "glpk", 1)])
    if seconds:
        way = "StrainDesign 1.19.1, GLPK" + ("" if found == 455 else f"; found {found}")
    row("gene cut sets up to 3, e_coli_core: 455", taken, seconds, way, "–")
    taken, path = bench.once("strain", "cutsets", bench.models / "iML1515.json", "--genes", "--suppress", "growth >= 0.001", "--max-size", 3)
    row(f"gene cut sets up to 3, iML1515: {len(table(path)):,}", taken, None, "no open peer ends in useful time", "60 s")


def designs(bench):
    for model in ("iML1515.json", "iJO1366.xml.gz"):
        for method in ("optknock", "robustknock"):
            taken, path = bench.once("strain", "design", bench.models / model, "--target", "EX_succ_e", "--method", method, "--reactions", "--max-knockouts", 3,
                                     "--min-growth", 0.05, "--set", "EX_o2_e=0:")
            best = table(path)[0]
            row(f"{method}, succinate, anaerobic, 3 reactions, {model}: {best['knockouts']}, product {best['product_min']} to {best['product_max']}, {best['status']}",
                taken, None, "no open peer ends in useful time", "60 s")


def dynamic(bench):
    kinetics = bench.folder / "glucose.tsv"
    kinetics.write_text("exchange\tinitial_mmol_L\tvmax_mmol_gdw_h\tkm_mmol_L\nEX_glc__D_e\t10\t10\t0.5\n")
    taken, _ = bench.ours("strain", "simulate", bench.models / "e_coli_core.xml", "--kinetics", kinetics, "--hours", 20)
    seconds, way, _ = peer("batch", bench.models / "e_coli_core.xml", [(python, solver, 1) for python, solver in PYTHONS])
    row("dynamic FBA, batch, core model, 20 h", taken, seconds, f"{way}, explicit Euler, 0.01 h", "50 ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strandline", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only")
    options = parser.parse_args()
    if not (pathlib.Path(options.shared) / "data" / "strain" / "models").is_dir():
        print(f"no models in {options.shared}: nothing measured")
        return
    print("| work | strandline | peer | peer's way | ratio | target |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(options, folder)
        for work in (loading, variability, single_deletions, double_deletions, cut_sets, designs, dynamic, recon):
            if bench.wanted(work.__name__):
                work(bench)
    print()


if __name__ == "__main__":
    main()
