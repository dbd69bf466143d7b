"""Documents of samples: which are made when, that they are whole, and that a pseudonym hides a name everywhere."""
import json

CASE = "src/engines/clinic/tests/cases/pgx_two_samples/two.vcf"
OF_ONE = {"calls.tsv", "match.json", "phenotype.json", "report.json", "report.html", "fhir.json", "missing_pgx_var.vcf",
          "answers.jsonl"}
NO_SHARED = "no ../shared: the report example is there"


def files_in(folder):
    return {path.name for path in folder.iterdir()}


def test_a_folder_takes_every_document_of_one(env):
    vcf = env.project / CASE
    env.run("clinic", "pgx", vcf, "--samples", "ann", "-o", "out/")
    assert files_in(env.folder / "out") >= OF_ONE, files_in(env.folder / "out")
    for name in ("match.json", "phenotype.json", "report.json", "fhir.json"):
        json.loads((env.folder / "out" / name).read_text())
    assert (env.folder / "out/calls.tsv").read_text() == env.run(
        "clinic", "pgx", vcf, "--samples", "ann", "--format", "tsv").stdout
    for to, name in (("html", "report.html"), ("fhir", "fhir.json"), ("missing", "missing_pgx_var.vcf")):
        alone = env.run("clinic", "pgx", vcf, "--samples", "ann", "--to", to, "--format", "tsv").stdout
        assert alone == (env.folder / "out" / name).read_text(), to


def test_of_several_only_what_is_asked_for(env):
    vcf = env.project / CASE
    env.run("clinic", "pgx", vcf, "-o", "both/")
    assert files_in(env.folder / "both") == {"calls.tsv"}
    for to in ("match", "phenotype", "report", "fhir", "lines"):
        lines = env.run("clinic", "pgx", vcf, "--to", to, "--format", "tsv").stdout.splitlines()
        assert len(lines) == 2, to
        one = env.run("clinic", "pgx", vcf, "--samples", "bo", "--to", to, "--format", "tsv").stdout
        assert json.loads(lines[1]) == json.loads(one), to
    env.run("clinic", "pgx", vcf, "--to", "documents", "-o", "each/")
    made = files_in(env.folder / "each")
    assert {f"{sample}.{name}" for sample in ("ann", "bo") for name in OF_ONE - {"calls.tsv", "answers.jsonl"}} <= made, made
    page = env.run("clinic", "pgx", vcf, "--samples", "bo", "--to", "html", "--format", "tsv").stdout
    assert (env.folder / "each/bo.report.html").read_text() == page


def test_names_of_samples_make_safe_names_of_files(env):
    text = (env.project / CASE).read_text().replace("\tann\tbo\n", "\t../../up\t.. ../up\n")
    (env.folder / "odd.vcf").write_text(text)
    env.run("clinic", "pgx", "odd.vcf", "--to", "documents", "-o", "each/")
    stems = {name.removesuffix(".match.json") for name in files_in(env.folder / "each") if "match" in name}
    assert stems == {"_._.._up", "_._.._up_2"}, stems
    assert files_in(env.folder) == {"odd.vcf", "each"}, files_in(env.folder)


def test_a_pseudonym_hides_the_name_everywhere(env):
    vcf = env.folder / "anna_lee.vcf"
    vcf.write_text((env.project / CASE).read_text().replace("\tann\tbo\n", "\tannalee\tbo\n"))
    (env.folder / "names.tsv").write_text("annalee\tP-001\nbo\tP-002\n")
    (env.folder / "calls.txt").write_text("sample\tgene\tdiplotype\nannalee\tCYP2D6\t*1/*4\n")
    env.run("clinic", "pgx", vcf, "--samples", "annalee", "--pseudonyms", "names.tsv", "--outside", "calls.txt", "-o", "out/")
    for path in (env.folder / "out").iterdir():
        text = path.read_text()
        assert "annalee" not in text and "anna_lee" not in text, path
        assert path.suffix == ".vcf" or "P-001" in text, path
    env.run("clinic", "pgx", vcf, "--pseudonyms", "names.tsv", "--to", "documents", "-o", "each/")
    stems = {name.split(".")[0] for name in files_in(env.folder / "each")}
    assert stems == {"P-001", "P-002", "calls"}, stems


def test_documents_name_what_they_rest_on(env):
    """The hash of the input, of outside calls, and of the knowledge stand in every document."""
    import hashlib
    example = env.need(env.shared and env.shared / "data/clinic/report_example", NO_SHARED)
    vcf, calls = example / "pharmcat.example.vcf", example / "pharmcat.example.outsideCall.tsv"
    told = env.run("clinic", "pgx", vcf, "--outside", calls, "--date", "2026-11-22", "-o", "out/").stderr
    knowledge = told.split("clinic knowledge ")[1].split()[0]
    for name in OF_ONE - {"calls.tsv", "missing_pgx_var.vcf", "answers.jsonl"}:
        text = (env.folder / "out" / name).read_text()
        assert hashlib.sha256(vcf.read_bytes()).hexdigest() in text, name
        assert knowledge in text, name
        assert "2026-11-22" in text, name
        assert "esearch use" in text, name
    again = env.run("clinic", "pgx", vcf, "--outside", calls, "--date", "2026-11-22", "-o", "out2/", "-t", "1")
    assert again.stdout == ""
    for name in OF_ONE:
        assert (env.folder / "out" / name).read_bytes() == (env.folder / "out2" / name).read_bytes(), name


def test_a_workspace_keeps_the_documents_sealed(env):
    vcf = env.project / CASE
    env.run("init", "--no-passphrase")
    env.run("clinic", "pgx", vcf, "--samples", "ann", "-o", "out/")
    log = json.loads(env.run("thread", "log", "--format", "json").stdout)
    record = next(r for r in log["records"] if r["operation"] == "clinic pgx")
    header = json.loads(env.run("thread", "show", record["record"], "--format", "json").stdout)["header"]
    roles = {part["role"] for part in header["outputs"]}
    assert {"match", "phenotype", "report", "html", "fhir", "missing"} <= roles, roles
    for part in header["outputs"]:
        shown = json.loads(env.run("thread", "show", part["artefact"], "--format", "json").stdout)
        assert shown["private"], shown
    stored = b"".join(p.read_bytes() for p in (env.folder / ".strandline").rglob("*") if p.is_file())
    for words in (b"Metabolizer", b"two.vcf", b"urn:uuid"):
        assert words not in stored, words
