"""From genotypes to phenotypes with a workspace: what is a person's stays sealed; threads and forms change nothing."""
import gzip
import json

NO_SHARED = "no ../shared: the random samples are there"
CASE = "src/engines/clinic/tests/cases/pgx_two_samples/two.vcf"


def stored_bytes(env):
    return b"".join(p.read_bytes() for p in sorted((env.folder / ".strandline").rglob("*")) if p.is_file())


def test_a_workspace_keeps_a_person_sealed(env):
    """Written without the passphrase, read with it alone; nothing of it stands in the folder in the clear."""
    vcf = env.project / CASE
    plain = env.run("clinic", "pgx", vcf, "--format", "tsv").stdout
    (env.folder / "word").write_text("a passphrase of a test\n")
    env.run("init", "--passphrase-file", "word")
    kept = env.run("clinic", "pgx", vcf, "--samples", "ann,bo", "--format", "tsv").stdout
    assert kept == plain and "CYP2C19\t" in plain
    stored = stored_bytes(env)
    for words in (b"rs4244285", b"Metabolizer", b"two.vcf", b"ann"):
        assert words not in stored, words
    log = json.loads(env.run("thread", "log", "--format", "json").stdout)
    record = next(r for r in log["records"] if r["operation"] == "clinic pgx")
    header = json.loads(env.run("thread", "show", record["record"], "--format", "json").stdout)["header"]
    assert {part["role"] for part in header["inputs"]} == {"genotypes", "samples"}
    for part in header["inputs"] + header["outputs"]:
        shown = json.loads(env.run("thread", "show", part["artefact"], "--format", "json").stdout)
        assert shown["private"] and shown["body"] == "sealed", shown
    calls = header["outputs"][0]["artefact"]
    assert "key.locked" in env.run("thread", "show", calls, "--content", exit=3).stderr
    assert env.run("thread", "show", calls, "--content", "--format", "tsv", "--passphrase-file", "word").stdout == plain
    env.run("thread", "verify")
    again = env.run("clinic", "pgx", vcf, "--samples", "ann,bo", "--format", "tsv")
    assert "cannot be opened" in again.stderr and "sealed by a passphrase" in again.stderr, again.stderr
    assert "damaged" not in again.stderr and again.stdout == plain
    again = env.run("clinic", "pgx", vcf, "--samples", "ann,bo", "--format", "tsv", "--passphrase-file", "word")
    assert "cannot be opened" not in again.stderr and again.stdout == plain


def test_threads_change_nothing(env):
    vcf = env.need(env.shared and env.shared / "data/clinic/random/missing100.vcf.gz", NO_SHARED)
    one = env.run("clinic", "pgx", vcf, "--format", "tsv", "-t", "1", "-q").stdout
    assert one == env.run("clinic", "pgx", vcf, "--format", "tsv", "-t", "3", "-q").stdout
    samples = next(line for line in gzip.open(vcf, "rt") if line.startswith("#CHROM")).split()[9:]
    assert one.count("\n") == 1 + 20 * len(samples)


def test_it_says_what_it_is_for_and_rests_on(env):
    told = env.run("clinic", "pgx", env.project / CASE).stderr
    assert "research use" in told and "clinic knowledge " in told, told
    pack = env.project / "src/engines/clinic/data/dpwg.pgx"
    told = env.run("clinic", "pgx", env.project / CASE, "--knowledge", pack).stderr
    assert told.count("clinic knowledge ") == 2, "guidelines alone add to the pack inside"
