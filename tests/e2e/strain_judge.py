"""Designs, cut sets and lethal genes of strain, judged again by COBRApy, a program of others with another solver."""
import csv
import json
import subprocess

NO_JUDGE = "COBRApy is not there (cache/judges): ./dev test installs it from the network"
ANAEROBIC = {"EX_o2_e": [0, 1000]}


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def judged(env, model, knockouts, target=None, bounds=None):
    env.need(env.judge, NO_JUDGE)
    asked = {"model": str(model), "set": bounds or {}, "target": target, "knockouts": knockouts}
    done = subprocess.run([env.judge, env.project / "tests" / "judge_strain.py"], input=json.dumps(asked), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def core(env):
    return env.need(env.models and env.models / "e_coli_core.xml", "e_coli_core.xml is not there: ./dev test fetches it")


def near(ours, theirs, what, tolerance=1e-5):
    assert abs(ours - theirs) <= tolerance * max(1, abs(theirs)), f"{what}: {ours}, COBRApy says {theirs}"


def test_every_design_holds(env):
    model, count = core(env), 0
    env.need(env.judge, NO_JUDGE)
    for method in ("optknock", "robustknock", "growth-coupled"):
        for of in ("--reactions", "--genes"):
            env.run("strain", "design", model, "--target", "EX_succ_e", "--method", method, of, "--max-knockouts", 3, "--min-growth", 0.05, "--set", "EX_o2_e=0:",
                    "-o", "designs.tsv", "--overwrite")
            rows = table(env.folder / "designs.tsv")
            knockouts = [row["knockouts"].split(";") for row in rows]
            for row, found in zip(rows, judged(env, model, knockouts, "EX_succ_e", ANAEROBIC)):
                what = f"{method} {of} {row['knockouts']}"
                assert found["status"] == "optimal", what
                assert len(row["knockouts"].split(";")) == int(row["size"]) <= 3, what
                near(float(row["growth"]), found["growth"], what)
                assert found["growth"] >= 0.05 - 1e-6, what
                near(float(row["product_min"]), found["product_min"], what, 1e-4)
                near(float(row["product_max"]), found["product_max"], what, 1e-4)
                count += 1
    assert count >= 6
    return f"{count} designs judged"


def test_genes_of_a_reaction_design_do_it(env):
    model = core(env)
    env.need(env.judge, NO_JUDGE)
    env.run("strain", "design", model, "--target", "EX_succ_e", "--method", "robustknock", "--reactions", "--max-knockouts", 3, "--min-growth", 0.05, "--set", "EX_o2_e=0:",
            "-o", "designs.tsv")
    row = table(env.folder / "designs.tsv")[0]
    (found,) = judged(env, model, [row["genes"].split(";")], "EX_succ_e", ANAEROBIC)
    assert found["growth"] >= 0.05 - 1e-6 and found["product_min"] > 1, found


def test_every_cut_set_cuts(env):
    model = core(env)
    env.need(env.judge, NO_JUDGE)
    env.run("strain", "cutsets", model, "--genes", "--suppress", "growth >= 0.001", "--max-size", 3, "-o", "sets.tsv")
    sets = [row["ids"].split(";") for row in table(env.folder / "sets.tsv")]
    assert len(sets) == 455
    for ids, found in zip(sets, judged(env, model, sets)):
        assert found["status"] == "infeasible" or found["growth"] < 0.001, (ids, found)
    fewer = sorted({tuple(ids[:i] + ids[i + 1:]) for ids in sets for i in range(len(ids)) if len(ids) > 1})
    for ids, found in zip(fewer, judged(env, model, [list(ids) for ids in fewer])):
        assert found["growth"] >= 0.001, f"not minimal: {ids} is enough"
    return f"{len(sets)} cut sets and {len(fewer)} of their subsets judged"


def test_every_lethal_gene_is_lethal(env):
    model = core(env)
    env.need(env.judge, NO_JUDGE)
    env.run("strain", "knockouts", model, "--genes", "--order", 1, "-o", "genes.tsv")
    rows = table(env.folder / "genes.tsv")
    assert len(rows) == 137
    for row, found in zip(rows, judged(env, model, [[row["ids"]] for row in rows])):
        near(0.0 if row["growth"] == "NA" else float(row["growth"]), found["growth"], row["ids"])
    return f"{len(rows)} genes judged"
