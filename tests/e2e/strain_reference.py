"""strain against the figures that COBRApy 0.26.2 with GLPK gives on public models (the field's reference)."""
import csv
import decimal
import gzip
import json

NO_SHARED = "no ../shared: the reference models are there"

# optimum, total flux of pFBA, lethal genes, sum of growth without each gene, lethal reactions, their sum
FIGURES = {
    "textbook.xml.gz": (0.873921506968, 518.4220855, 7, 99.508364, 18, 61.485613),
    "iJO1366.xml.gz": (0.982371812727, 699.0222752, 208, 1131.385, 289, 2246.9385),
    "iML1515.json": (0.876997214427, 769.7902399, 196, 1150.1751, 271, 2134.4076),
    "iMM904.xml": (0.287865703704, 392.6242162, 110, 225.24737, 173, 448.46096),
}
ENVELOPES = {"EX_succ_e": (16.384167, 165.311664), "EX_etoh_e": (20, 215.282106), "EX_ac_e": (20, 245.954561), "EX_lac__D_e": (20, 211.246553)}


def table(path, separator="\t"):
    opened = gzip.open(path, "rt", newline="") if path.suffix == ".gz" else open(path, newline="")
    with opened as file:
        return list(csv.DictReader(file, delimiter=separator))


def members(text):
    """{'b0767', 'b3738'} as COBRApy writes a set."""
    return frozenset(text.strip("{}").replace("'", "").replace(" ", "").split(","))


def near(ours, theirs, tolerance, what):
    assert abs(ours - theirs) <= tolerance * max(1, abs(theirs)), f"{what}: {ours}, the reference says {theirs}"


def data(env):
    return env.need(env.shared and env.shared / "data" / "strain", NO_SHARED)


def growth(row):
    return 0.0 if row["growth"] == "NA" else float(row["growth"])   # NA: no steady state at all


def test_objectives_and_parsimonious_totals(env):
    models = data(env) / "models"
    for name, (optimum, total, *_) in FIGURES.items():
        env.run("strain", "fba", models / name, "-o", "fba.json", "--overwrite")
        near(json.loads((env.folder / "fba.json").read_text())["objective"], optimum, 1e-6, name)
        env.run("strain", "pfba", models / name, "-o", "pfba.json", "--overwrite")
        near(json.loads((env.folder / "pfba.json").read_text())["total_flux"], total, 1e-6, f"pFBA of {name}")
    for name, optimum in (("e_coli_core.xml", 0.211662949735), ("iML1515.json", 0.157539816938)):
        env.run("strain", "fba", models / name, "--set", "EX_o2_e=0:", "-o", "fba.json", "--overwrite")
        near(json.loads((env.folder / "fba.json").read_text())["objective"], optimum, 1e-6, f"{name} without oxygen")


def test_single_deletions(env):
    for name, (_, _, genes, genes_sum, reactions, reactions_sum) in FIGURES.items():
        for of, lethal, total in (("--genes", genes, genes_sum), ("--reactions", reactions, reactions_sum)):
            env.run("strain", "knockouts", data(env) / "models" / name, of, "--order", 1, "-o", "single.tsv", "--overwrite")
            rows = table(env.folder / "single.tsv")
            assert sum(growth(row) < 1e-6 for row in rows) == lethal, (name, of)
            near(sum(map(growth, rows)), total, 1e-6, f"{name} {of}")


def test_lethal_lists(env):
    folder = data(env)
    for name in ("textbook.xml.gz", "e_coli_core.xml", "iJO1366.xml.gz"):
        reference = {next(iter(members(row["ids"]))): float(row["growth"] or 0) for row in table(folder / "reference" / f"sgd_{name}.csv", ",")}
        env.run("strain", "knockouts", folder / "models" / name, "--genes", "--order", 1, "-o", "single.tsv", "--overwrite")
        ours = {row["ids"]: growth(row) for row in table(env.folder / "single.tsv")}
        assert ours.keys() == reference.keys(), name
        assert {i for i in ours if ours[i] < 1e-6} == {i for i in ours if reference[i] < 1e-6}, name
        for gene, value in reference.items():
            near(ours[gene], value, 1e-6, f"{name} without {gene}")


def test_double_deletions(env):
    folder = data(env)
    reference = {members(row["ids"]): float(row["growth"] or 0) for row in table(folder / "reference" / "dgd_textbook.xml.gz.csv.gz", ",")}
    env.run("strain", "knockouts", folder / "models" / "textbook.xml.gz", "--genes", "--order", 2, "-o", "double.tsv")
    ours = {frozenset(row["ids"].split(";")): growth(row) for row in table(env.folder / "double.tsv")}
    assert len(ours) == 9453 and ours.keys() == reference.keys()
    assert sum(value < 1e-6 for value in ours.values()) == 991
    near(sum(ours.values()), 5721.685, 1e-6, "sum")
    for ids, value in reference.items():
        near(ours[ids], value, 1e-6, sorted(ids))


def test_flux_variability(env):
    folder = data(env)
    for name, fraction, each in (("textbook.xml.gz", "0.9", 1e-5), ("e_coli_core.xml", "0.9", 1e-5), ("iJO1366.xml.gz", "0.9", 1e-4), ("textbook.xml.gz", "1.0", 1e-2),
                                 ("e_coli_core.xml", "1.0", 1e-2)):
        reference = table(folder / "reference" / f"fva_{name}_{fraction}.csv", ",")
        env.run("strain", "fva", folder / "models" / name, "--fraction", fraction, "-o", "fva.tsv", "--overwrite")
        ours = {row["reaction"]: row for row in table(env.folder / "fva.tsv")}
        for column in ("minimum", "maximum"):
            near(sum(float(ours[row[""]][column]) for row in reference), sum(float(row[column]) for row in reference), 1e-4 if fraction == "0.9" else 1e-2,
                 f"{name} {fraction}, sum of {column}")
            for row in reference:
                near(float(ours[row[""]][column]), float(row[column]), each, f"{name} {fraction} {row['']} {column}")


def test_envelopes(env):
    for product, (most, total) in ENVELOPES.items():
        env.run("strain", "envelope", data(env) / "models" / "e_coli_core.xml", "--product", product, "--points", 20, "-o", "envelope.tsv", "--overwrite")
        rows = table(env.folder / "envelope.tsv")
        assert len(rows) == 20
        near(max(float(row["product_max"]) for row in rows), most, 1e-6, product)
        near(sum(float(row["product_max"]) for row in rows), total, 1e-6, product)


def test_gene_cut_sets_of_the_core_model(env):
    folder = data(env)
    lines = (folder / "reference" / "mcs455_e_coli_core_genes.txt").read_text().split("\n")
    reference = {frozenset(line.replace(";", " ").replace(",", " ").split()) for line in lines if line.strip() and not line.startswith("#")}
    env.run("strain", "cutsets", folder / "models" / "e_coli_core.xml", "--genes", "--suppress", "growth >= 0.001", "--max-size", 3, "-o", "sets.tsv")
    assert {frozenset(row["ids"].split(";")) for row in table(env.folder / "sets.tsv")} == reference and len(reference) == 455


def scaled(text, factor):
    """A COBRA JSON whose every metabolite is counted in a unit of its own: coefficients times or by 1000, or as they are."""
    model = json.loads(text)
    for reaction in model["reactions"]:
        for metabolite in reaction["metabolites"]:
            power = (3, 0, -3)[sum(map(ord, metabolite)) % 3] * factor
            reaction["metabolites"][metabolite] = float(decimal.Decimal(repr(reaction["metabolites"][metabolite])).scaleb(power))
    return json.dumps(model)


def test_units_and_threads_change_no_bit(env):
    """What is exact is the decimal: 0.000223 mmol written as 0.223 umol."""
    model = data(env) / "models" / "iML1515.json"
    for name, factor in (("up.json", 1), ("down.json", -1)):
        (env.folder / name).write_text(scaled(model.read_text(), factor))
    for words in (["fba"], ["knockouts", "--genes", "--order", "1"], ["fva", "--fraction", "0.9"], ["cutsets", "--genes", "--suppress", "growth >= 0.001", "--max-size", "1"],
                  ["design", "--target", "EX_succ_e", "--method", "robustknock", "--reactions", "--max-knockouts", "1", "--min-growth", "0.05", "--set", "EX_o2_e=0:"]):
        made = [env.run("strain", words[0], path, *words[1:], "--threads", threads, exit=None).stdout
                for path, threads in ((model, 1), (model, 2), (env.folder / "up.json", 1), (env.folder / "down.json", 2))]
        assert len(made[0]) > 20 and made.count(made[0]) == len(made), f"strain {words[0]} differs"
