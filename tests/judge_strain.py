"""COBRApy's judgement on knock-outs; run by the Python of cache/judges, not by ours.

stdin:  {"model": FILE, "set": {REACTION: [LB, UB]}, "target": REACTION or null, "knockouts": [[ID, …], …]}
stdout: [{"status": …, "growth": …, "product_min": …, "product_max": …}, …]; ids are genes where the model has such genes
"""
import json
import logging
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
import cobra  # noqa: E402


def judge(model, knocked, target):
    with model:
        for name in knocked:
            (model.genes if model.genes.has_id(name) else model.reactions).get_by_id(name).knock_out()
        solution = model.optimize()
        made = {"status": solution.status, "growth": solution.objective_value if solution.status == "optimal" else 0.0}
        if target and solution.status == "optimal":
            model.add_cons_vars(model.problem.Constraint(model.objective.expression, lb=made["growth"] * (1 - 1e-7) - 1e-9))
            flux = model.reactions.get_by_id(target)
            for sense in ("min", "max"):
                model.objective = flux
                model.objective_direction = sense
                made[f"product_{sense}"] = model.slim_optimize(error_value=None)
        return made


def main():
    asked = json.load(sys.stdin)
    read = cobra.io.load_json_model if asked["model"].endswith(".json") else cobra.io.read_sbml_model
    model = read(asked["model"])
    for reaction, bounds in asked.get("set", {}).items():
        model.reactions.get_by_id(reaction).bounds = bounds
    json.dump([judge(model, knocked, asked.get("target")) for knocked in asked["knockouts"]], sys.stdout)


main()
