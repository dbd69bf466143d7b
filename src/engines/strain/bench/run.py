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
import logging
import pathlib
import subprocess
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
try:
    import cobra
    import cobra.flux_analysis
except ImportError:
    cobra = None
try:
    import straindesign
except ImportError:
    straindesign = None

PEER_WAYS = [("glpk", 1), ("glpk", 2), ("hybrid", 1), ("hybrid", 2)]   # solver, processes; hybrid is HiGHS


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

    def wanted(self, name):
        return not self.only or self.only in name


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def number(text):
    return float(text)


def near(a, b, tolerance, what):
    assert abs(a - b) <= tolerance * max(1.0, abs(b)), f"{what}: {a} is not {b}"


def row(what, ours, peer, name, target):
    shown = f"{peer:.3f} s" if peer is not None else "–"
    ratio = f"{peer / ours:.1f}" if peer is not None else "–"
    print(f"| {what} | {ours:.3f} s | {shown} | {name} | {ratio} | {target} |", flush=True)


def fastest(model, work, runs=1):
    """(seconds, name, answer) of the fastest of the peer's ways; each is tried, slow ones once."""
    best = None
    for solver, processes in PEER_WAYS:
        model.solver = solver
        for _ in range(runs):
            began = time.perf_counter()
            answer = work(model, processes)
            taken = time.perf_counter() - began
            if best is None or taken < best[0]:
                best = (taken, f"COBRApy {cobra.__version__}, {'HiGHS' if solver == 'hybrid' else 'GLPK'}, {processes} process{'es' if processes > 1 else ''}", answer)
    return best


def growth_of(path):
    return json.loads(path.read_text())["objective"]


def loading(bench):
    for name, load, target in (("iML1515.json", "load_json_model", "10"), ("iJO1366.xml.gz", "read_sbml_model", "10")):
        taken, path = bench.ours("strain", "fba", bench.models / name)
        if cobra is None:
            row(f"load {name}; ours with FBA and its output", taken, None, "not installed", target)
            continue
        began = time.perf_counter()
        model = getattr(cobra.io, load)(str(bench.models / name))
        peer = time.perf_counter() - began
        near(growth_of(path), model.slim_optimize(), 1e-6, name)
        row(f"load {name}; ours with FBA and its output", taken, peer, f"COBRApy {cobra.__version__}, loading alone", target)


def variability(bench):
    taken, path = bench.ours("strain", "fva", bench.models / "iML1515.json", "--fraction", 0.9)
    peer = name = None
    if cobra:
        model = cobra.io.load_json_model(str(bench.models / "iML1515.json"))
        peer, name, answer = fastest(model, lambda m, n: cobra.flux_analysis.flux_variability_analysis(m, fraction_of_optimum=0.9, processes=n))
        rows = {r["reaction"]: r for r in table(path)}
        near(sum(number(rows[i]["minimum"]) for i in answer.index), answer["minimum"].sum(), 1e-4, "sum of minima")
        near(sum(number(rows[i]["maximum"]) for i in answer.index), answer["maximum"].sum(), 1e-4, "sum of maxima")
    row("FVA 90 %, iML1515, 2,712 reactions", taken, peer, name or "not installed", "5")


def recon(bench):
    """The peer reads our JSON; every 40th reaction, scaled."""
    _, converted = bench.ours("strain", "convert", bench.models / "Recon3D.mat", "--to", "json", output="Recon3D.json")
    runs, bench.runs = bench.runs, 1
    taken, path = bench.ours("strain", "fva", converted, "--fraction", 0.9)
    bench.runs = runs
    peer = name = None
    if cobra:
        model = cobra.io.load_json_model(str(converted))
        some = [r.id for r in model.reactions][::40]
        scale = len(model.reactions) / len(some)
        best = None
        for solver in ("glpk", "hybrid"):
            model.solver = solver
            model.slim_optimize()
            began = time.perf_counter()
            answer = cobra.flux_analysis.flux_variability_analysis(model, reaction_list=some, fraction_of_optimum=0.9, processes=2)
            seconds = (time.perf_counter() - began) * scale
            if best is None or seconds < best[0]:
                best = (seconds, solver, answer)
        peer, solver, answer = best
        name = f"COBRApy {cobra.__version__}, {'HiGHS' if solver == 'hybrid' else 'GLPK'}, 2 processes; {len(some)} of {len(model.reactions)} reactions, scaled"
        rows = {r["reaction"]: r for r in table(path)}
        near(sum(number(rows[i]["minimum"]) for i in some), answer["minimum"].sum(), 1e-4, "sum of minima")
        near(sum(number(rows[i]["maximum"]) for i in some), answer["maximum"].sum(), 1e-4, "sum of maxima")
    row("FVA 90 %, Recon3D, 10,600 reactions", taken, peer, name or "not installed", "25")


def single_deletions(bench):
    taken, path = bench.ours("strain", "knockouts", bench.models / "iML1515.json", "--genes", "--order", 1)
    peer = name = None
    if cobra:
        model = cobra.io.load_json_model(str(bench.models / "iML1515.json"))
        peer, name, answer = fastest(model, lambda m, n: cobra.flux_analysis.single_gene_deletion(m, processes=n))
        theirs = {next(iter(ids)): growth for ids, growth in zip(answer["ids"], answer["growth"].fillna(0))}
        ours = {r["ids"]: number(r["growth"] or 0) for r in table(path)}
        assert ours.keys() == theirs.keys()
        assert {i for i in ours if ours[i] < 1e-6} == {i for i in theirs if theirs[i] < 1e-6}, "lethal genes"
        near(sum(ours.values()), sum(theirs.values()), 1e-6, "sum of growth")
    row("all single gene deletions, iML1515", taken, peer, name or "not installed", "10")


def double_deletions(bench):
    taken, path = bench.ours("strain", "knockouts", bench.models / "iML1515.json", "--genes", "--order", 2)
    peer = name = None
    if cobra:
        model = cobra.io.load_json_model(str(bench.models / "iML1515.json"))
        some = [g.id for g in model.genes][::25]
        pairs = len(some) * (len(some) + 1) // 2
        whole = len(model.genes) * (len(model.genes) + 1) // 2
        model.solver = "glpk"
        began = time.perf_counter()
        answer = cobra.flux_analysis.double_gene_deletion(model, gene_list1=some, processes=2)
        peer = (time.perf_counter() - began) * whole / pairs
        name = f"COBRApy {cobra.__version__}, GLPK, 2 processes; {pairs:,} of {whole:,} pairs, scaled"
        ours = {frozenset(r["ids"].split(";")): number(r["growth"] or 0) for r in table(path)}
        assert len(ours) == whole
        for ids, growth in zip(answer["ids"], answer["growth"].fillna(0)):
            near(ours[frozenset(ids)], growth, 1e-6, f"growth without {set(ids)}")
    row("all double gene deletions, iML1515, complete", taken, peer, name or "not installed", "5 s")


def cut_sets(bench):
    runs, bench.runs = bench.runs, 1
    taken, path = bench.ours("strain", "cutsets", bench.models / "e_coli_core.xml", "--genes", "--suppress", "growth >= 0.001", "--max-size", 3)
    found = len(table(path))
    assert found == 455, found
    peer = name = None
    if straindesign:
        model = cobra.io.read_sbml_model(str(bench.models / "e_coli_core.xml"))
        biomass = next(r.id for r in model.reactions if r.objective_coefficient)
        module = straindesign.SDModule(model, straindesign.names.SUPPRESS, constraints=f"{biomass} >= 0.001")
        began = time.perf_counter()
        answer = straindesign.compute_strain_designs(model, sd_modules=[module], max_cost=3, gene_kos=True, solution_approach=straindesign.names.POPULATE,
                                                     solver="glpk", time_limit=600)
        peer = time.perf_counter() - began
        complete = len(answer.gene_sd) == found
        name = f"StrainDesign {straindesign.__version__ if hasattr(straindesign, '__version__') else ''}, GLPK" + ("" if complete else f"; {len(answer.gene_sd)} of {found} sets")
    row("gene cut sets up to 3, e_coli_core: 455", taken, peer, name or "not installed", "–")
    taken, path = bench.ours("strain", "cutsets", bench.models / "iML1515.json", "--genes", "--suppress", "growth >= 0.001", "--max-size", 3)
    row(f"gene cut sets up to 3, iML1515: {len(table(path)):,}", taken, None, "no open peer ends in useful time", "60 s")
    bench.runs = runs


def designs(bench):
    runs, bench.runs = bench.runs, 1
    for model in ("iML1515.json", "iJO1366.xml.gz"):
        for method in ("optknock", "robustknock"):
            taken, path = bench.ours("strain", "design", bench.models / model, "--target", "EX_succ_e", "--method", method, "--reactions", "--max-knockouts", 3,
                                     "--min-growth", 0.05, "--set", "EX_o2_e=0:")
            best = table(path)[0]
            row(f"{method}, succinate, anaerobic, 3 reactions, {model}: {best['knockouts']}, product {best['product_min']} to {best['product_max']}, {best['status']}",
                taken, None, "no open peer ends in useful time", "60 s")
    bench.runs = runs


def dynamic(bench):
    taken, _ = bench.ours("strain", "simulate", bench.models / "e_coli_core.xml", "--hours", 20)
    peer = name = None
    if cobra:
        model = cobra.io.read_sbml_model(str(bench.models / "e_coli_core.xml"))
        biomass = next(r.id for r in model.reactions if r.objective_coefficient)
        glucose, growth = model.reactions.EX_glc__D_e, model.reactions.get_by_id(biomass)
        began = time.perf_counter()
        x, s, step = 0.1, 10.0, 0.01       # explicit Euler, as dynamicFBA does, 2,000 steps
        for _ in range(2000):
            glucose.lower_bound = -min(10 * s / (0.5 + s), s / (x * step)) if s > 1e-9 else 0
            if not model.slim_optimize(error_value=0) > 0:
                break
            mu, uptake = growth.flux, glucose.flux
            x, s = x + mu * x * step, max(0.0, s + uptake * x * step)
        peer = time.perf_counter() - began
        name = f"COBRApy {cobra.__version__}, explicit Euler, 0.01 h"
    row("dynamic FBA, batch, core model, 20 h", taken, peer, name or "not installed", "50 ms")


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
