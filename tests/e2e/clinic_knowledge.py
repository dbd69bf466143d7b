"""Knowledge packs from a release of the field: those that are committed are what the release says, and nothing else."""
import json
import subprocess

NO_SHARED = "no ../shared: the release of PharmCAT's data is there"


def release(env):
    return env.need(env.shared and env.shared / "data" / "clinic" / "knowledge_pharmcat_3.1.1.tar.gz", NO_SHARED)


def test_the_committed_packs_are_made_of_the_release(env):
    archive, data = release(env), env.project / "src/engines/clinic/data"
    subprocess.run([data / "make_packs.sh", env.program, archive, env.folder], check=True, capture_output=True)
    for name in ("cpic.pgx", "dpwg.pgx"):
        assert (env.folder / name).read_bytes() == (data / name).read_bytes(), f"{name} is not what make_packs.sh makes: commit it anew"
        assert (data / name).stat().st_size < 2 << 20


def test_a_pack_does_not_depend_on_the_order_of_files(env):
    subprocess.run(["tar", "-xzf", str(release(env)), "-C", str(env.folder)], check=True)
    files = sorted(str(file) for kind in ("definition", "phenotype", "phenotype_older", "guidelines") for file in (env.folder / kind).glob("*.json"))
    env.run("clinic", "knowledge", "build", *files, "-o", "one.pgx")
    env.run("clinic", "knowledge", "build", *reversed(files), "-o", "other.pgx")
    assert (env.folder / "one.pgx").read_bytes() == (env.folder / "other.pgx").read_bytes()


def test_the_knowledge_inside_is_shown_with_its_licences(env):
    env.run("clinic", "knowledge", "show", "--report", "shown.json")
    shown = json.loads((env.folder / "shown.json").read_text())
    assert {source["licence"] for source in shown["sources"]} == {"CC0-1.0"}
    assert len(shown["genes"]) == 23 and len(shown["guidelines"]) == 56
    assert all(gene["definition"]["version"] for gene in shown["genes"] if "definition" in gene)
    pack = env.project / "src/engines/clinic/data/cpic.pgx"
    assert env.run("clinic", "knowledge", "show", pack).stdout == env.run("clinic", "knowledge", "show").stdout
    assert "CC-BY-SA-4.0" in env.run("clinic", "knowledge", "show", pack.with_name("dpwg.pgx")).stdout
