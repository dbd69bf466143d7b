"""Models in all forms: the same answer from each, and nothing lost on the way."""
import bz2
import gzip
import json


def model():
    metabolites = [{"id": f"m{i}_c", "name": f"metabolite {i}", "compartment": "c"} for i in range(5)]
    reactions = [{"id": "EX_in", "name": "", "metabolites": {"m0_c": -1}, "lower_bound": -7.5, "upper_bound": "inf", "gene_reaction_rule": ""}]
    for i in range(4):
        reactions.append({"id": f"R{i}", "name": f"step {i}", "metabolites": {f"m{i}_c": -1, f"m{i + 1}_c": 1}, "lower_bound": 0,
                          "upper_bound": 1000, "gene_reaction_rule": f"g{i} and (h-{i} or k.{i})", "subsystem": "Chain"})
    reactions.append({"id": "EX_out", "name": "", "metabolites": {"m4_c": -1}, "lower_bound": 0, "upper_bound": 1000, "gene_reaction_rule": "",
                      "objective_coefficient": 1})
    return {"id": "chain", "version": "1", "metabolites": metabolites, "reactions": reactions, "genes": [{"id": "g0", "name": "first"}]}


def test_every_form_of_a_model_gives_the_same_fluxes(env):
    (env.folder / "m.json").write_text(json.dumps(model()))
    env.run("strain", "convert", "m.json", "--to", "sbml", "-o", "m.xml", "-q")
    env.run("strain", "convert", "m.xml", "-o", "again.json", "-q")
    env.run("strain", "convert", "again.json", "--to", "sbml", "-o", "again.xml", "-q")
    assert (env.folder / "m.xml").read_bytes() == (env.folder / "again.xml").read_bytes()
    sbml = (env.folder / "m.xml").read_bytes()
    (env.folder / "m.xml.bz2").write_bytes(bz2.compress(sbml))
    (env.folder / "m.xml.gz").write_bytes(gzip.compress(sbml))
    expected = env.run("strain", "fba", "m.json", "-q").stdout
    assert json.loads(expected)["objective"] == 7.5
    for form in ("m.xml", "again.json", "again.xml", "m.xml.bz2", "m.xml.gz"):
        assert env.run("strain", "fba", form, "-q").stdout == expected, form


def test_yaml_of_the_same_model(env):
    made = model()
    lines = ["!!omap", "- metabolites:"]
    for each in made["metabolites"]:
        lines += ["  - !!omap", f"    - id: {each['id']}", "    - compartment: c"]
    lines += ["- reactions:"]
    for each in made["reactions"]:
        lines += ["  - !!omap", f"    - id: {each['id']}", "    - metabolites: !!omap"]
        lines += [f"      - {name}: {value}" for name, value in each["metabolites"].items()]
        upper = ".inf" if each["upper_bound"] == "inf" else each["upper_bound"]
        lines += [f"    - lower_bound: {each['lower_bound']}", f"    - upper_bound: {upper}", f"    - objective_coefficient: {each.get('objective_coefficient', 0)}"]
    (env.folder / "m.yml").write_text("\n".join(lines) + "\n")
    (env.folder / "m.json").write_text(json.dumps(made))
    assert env.run("strain", "fba", "m.yml", "-q").stdout == env.run("strain", "fba", "m.json", "-q").stdout


def test_a_matlab_file_of_level_7_3_is_refused(env):
    (env.folder / "m.mat").write_bytes(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(512, b" ") + b"\x89HDF\r\n\x1a\n" + bytes(100))
    told = env.run("strain", "fba", "m.mat", "-q", exit=2).stderr
    assert "matlab.hdf5" in told and "-v7" in told
