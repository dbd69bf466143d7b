"""One piece of work of a peer, timed; run by the Python that has it.

usage: peer.py TASK MODEL SOLVER PROCESSES [STEP]
stdout: {"seconds": …, "loading": …, "version": …, "answer": …}; the model is loaded before the clock starts, but for the task "load".
"""
import json
import logging
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
import cobra  # noqa: E402
import cobra.flux_analysis  # noqa: E402


def load(path):
    return cobra.io.load_json_model(path) if path.endswith(".json") else cobra.io.read_sbml_model(path)


def fva(model, processes, step):
    some = [reaction.id for reaction in model.reactions][::step]
    found = cobra.flux_analysis.flux_variability_analysis(model, reaction_list=some, fraction_of_optimum=0.9, processes=processes)
    return {name: [row["minimum"], row["maximum"]] for name, row in found.iterrows()}


def singles(model, processes, step):
    found = cobra.flux_analysis.single_gene_deletion(model, processes=processes)
    return {next(iter(ids)): growth for ids, growth in zip(found["ids"], found["growth"].fillna(0))}


def doubles(model, processes, step):
    some = [gene.id for gene in model.genes][::step]
    found = cobra.flux_analysis.double_gene_deletion(model, gene_list1=some, processes=processes)
    return [[sorted(ids), growth] for ids, growth in zip(found["ids"], found["growth"].fillna(0))]


def batch(model, processes, step):
    """Explicit Euler with 2,000 steps of 0.01 h, as the dynamicFBA of the COBRA Toolbox does it."""
    biomass = next(reaction for reaction in model.reactions if reaction.objective_coefficient)
    glucose = model.reactions.EX_glc__D_e
    x, s, hours = 0.1, 10.0, 0.01
    for _ in range(2000):
        glucose.lower_bound = -min(10 * s / (0.5 + s), s / (x * hours)) if s > 1e-9 else 0
        if not model.slim_optimize(error_value=0) > 0:
            break
        growth, uptake = biomass.flux, glucose.flux
        x, s = x + growth * x * hours, max(0.0, s + uptake * x * hours)
    return x


def cut_sets(path):
    import straindesign
    model = load(path)
    biomass = next(reaction.id for reaction in model.reactions if reaction.objective_coefficient)
    module = straindesign.SDModule(model, straindesign.names.SUPPRESS, constraints=f"{biomass} >= 0.001")
    began = time.perf_counter()
    found = straindesign.compute_strain_designs(model, sd_modules=[module], max_cost=3, gene_kos=True, solution_approach=straindesign.names.POPULATE,
                                                solver="glpk", time_limit=120)
    return time.perf_counter() - began, len(found.gene_sd)


def main():
    task, path, solver, processes = sys.argv[1:5]
    step = int(sys.argv[5]) if len(sys.argv) > 5 else 1
    loading = 0
    if task == "load":
        began = time.perf_counter()
        model = load(path)
        seconds = time.perf_counter() - began
        answer = model.slim_optimize()
    elif task == "cut_sets":
        seconds, answer = cut_sets(path)
    else:
        began = time.perf_counter()
        model = load(path)
        loading = time.perf_counter() - began
        model.solver = solver
        model.slim_optimize()
        began = time.perf_counter()
        answer = {"fva": fva, "singles": singles, "doubles": doubles, "batch": batch}[task](model, int(processes), step)
        seconds = time.perf_counter() - began
    print("\n" + json.dumps({"seconds": seconds, "loading": loading, "version": cobra.__version__, "answer": answer}))


if __name__ == "__main__":
    main()
