"""Documents of samples: which are made when, that they are whole, and that a pseudonym hides a name everywhere."""
import hashlib
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


def by_chromosome(env):
    """The case cut into a file for each chromosome, every second one with its samples the other way round."""
    head, rows = [], {}
    for line in (env.project / CASE).read_text().splitlines():
        if line.startswith("##"):
            head.append(line)
        else:
            rows.setdefault(line.split("\t")[0], []).append(line.split("\t"))
    names = rows.pop("#CHROM")
    files = []
    for number, (chromosome, records) in enumerate(rows.items()):
        turned = [row[:9] + row[9:][::-1] if number % 2 else row for row in names + records]
        files.append(env.folder / f"{chromosome}.anna_lee.vcf")
        files[-1].write_text("\n".join(head + ["\t".join(row) for row in turned]) + "\n")
    return files


def without_input(made):
    """A document without what it tells of the files of genotypes."""
    if isinstance(made, list):
        return [without_input(each) for each in made]
    if isinstance(made, dict):
        return {name: without_input(each) for name, each in made.items()
                if name not in ("inputDigest", "inputs", "inputFilename", "title")}
    return made


def test_documents_of_files_by_chromosome_are_those_of_the_whole(env):
    files = by_chromosome(env)
    assert len(files) > 1
    env.run("clinic", "pgx", env.project / CASE, "--samples", "bo", "-o", "whole/")
    env.run("clinic", "pgx", *files, "--samples", "bo", "-o", "parts/")
    calls, lines = ([(env.folder / folder / name).read_text() for folder in ("whole", "parts")]
                    for name in ("calls.tsv", "answers.jsonl"))
    assert calls[0] == calls[1]
    one, several = map(json.loads, lines)
    told = several.pop("input")
    assert one.pop("input") != told and one == several
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    whole = hashlib.sha256("".join(digest + "\n" for digest in sorted(digests)).encode()).hexdigest()
    assert whole.startswith(told), told
    for name in ("match.json", "phenotype.json", "report.json"):
        text = (env.folder / "parts" / name).read_text()
        assert f'"inputDigest": "{whole}"' in text and all(digest in text for digest in digests), name
        assert without_input(json.loads(text)) == without_input(
            json.loads((env.folder / "whole" / name).read_text())), name
    for name in ("report.html", "fhir.json", "missing_pgx_var.vcf"):
        text = (env.folder / "parts" / name).read_text()
        assert all(digest in text and file.name in text for digest, file in zip(digests, files)), name
    back = env.run("clinic", "pgx", *files[::-1], "--samples", "bo", "--to", "match", "--format", "tsv").stdout
    assert f'"inputDigest": "{whole}"' in back
    (env.folder / "names.tsv").write_text("ann\tP-001\nbo\tP-002\n")
    env.run("clinic", "pgx", *files, "--pseudonyms", "names.tsv", "--to", "documents", "-o", "hidden/")
    for path in (env.folder / "hidden").iterdir():
        assert "anna_lee" not in path.read_text(), path


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
    version = told.split("version ")[1].split(",")[0]
    for name in OF_ONE - {"calls.tsv"}:
        text = (env.folder / "out" / name).read_text()
        digits = 16 if name == "answers.jsonl" else 64
        assert hashlib.sha256(vcf.read_bytes()).hexdigest()[:digits] in text, name
        assert knowledge[:digits] in text and version in text, name
        assert name == "answers.jsonl" or "2026-11-22" in text or "20261122" in text, name
        assert "esearch use" in text, name
    again = env.run("clinic", "pgx", vcf, "--outside", calls, "--date", "2026-11-22", "-o", "out2/", "-t", "1")
    assert again.stdout == ""
    for name in OF_ONE:
        assert (env.folder / "out" / name).read_bytes() == (env.folder / "out2" / name).read_bytes(), name


def test_cyp2d6_by_small_variants_alone_is_told_as_such_everywhere(env):
    """Whoever reads one of the documents alone must not take a call without structural variants for normal."""
    blind = "deletions, copies and hybrids of the gene were not looked for"
    env.run("clinic", "pgx", env.project / "examples/cart/patient.vcf", "--research", "cyp2d6", "--genes",
            "CYP2D6,CYP2C19", "-o", "out/")
    told = {name: (env.folder / "out" / name).read_text() for name in OF_ONE}
    row = next(row for row in told["calls.tsv"].splitlines() if "\tCYP2D6\t" in row)
    assert "Normal Metabolizer" in row and blind in row, row
    assert blind in json.loads(told["answers.jsonl"])["genes"]["CYP2D6"]["evidence"]
    matched = next(gene for gene in json.loads(told["match.json"])["results"] if gene["gene"] == "CYP2D6")
    assert blind in matched["warnings"][0]
    report = json.loads(told["report.json"])
    for genes in (json.loads(told["phenotype.json"])["geneReports"], report["genes"]):
        assert any(blind in note["message"] for note in genes["CYP2D6"]["messages"])
        assert not any(blind in note["message"] for note in genes["CYP2C19"]["messages"])
    recommended = [annotation for drugs in report["drugs"].values() for drug in drugs.values()
                   for guideline in drug["guidelines"] for annotation in guideline["annotations"]]
    by_cyp2d6 = [one for one in recommended if any("CYP2D6" in because for because in one["because"])]
    assert len(by_cyp2d6) > 10 and len(recommended) > len(by_cyp2d6)
    for one in recommended:
        assert (one in by_cyp2d6) == any(blind in note["message"] for note in one["messages"]), one["because"]
    observed = [entry["resource"] for entry in json.loads(told["fhir.json"])["entry"]]
    rest_on_it = [one for one in observed if any("of CYP2D6" in note["text"] or "Of CYP2D6" in note["text"] or ", CYP2D6 *" in
                                                 note["text"] for note in one.get("note", []))]
    assert len(rest_on_it) > 10
    for one in rest_on_it:
        assert one["status"] == "preliminary" and any(blind in note["text"] for note in one["note"]), one
    assert "*1/*1: Normal Metabolizer, activity score 2.0 (provisional: structural variants not seen)" in told["report.html"]
    (env.folder / "therapy.toml").write_text("""[therapy]
title = "an opioid"
[source.cpic]
title = "CPIC on opioids"
pmid = "33387367"
[drug.codeine]
role = "pain"
go = [{ when = { CYP2D6 = ["Normal Metabolizer"] }, source = "cpic" }]
""")
    judged = env.run("clinic", "match", "out/calls.tsv", "therapy.toml", "--format", "tsv").stdout.splitlines()
    cells = dict(zip(judged[0].split("\t"), judged[1].split("\t")))
    assert cells["verdict"] == "caution" and blind in cells["uncertainty"], cells


def test_a_gene_that_was_not_asked_for_is_told_as_such(env):
    page = env.run("clinic", "pgx", env.project / CASE, "--samples", "bo", "--genes", "CYP2C19", "--to", "html",
                   "--format", "tsv").stdout
    rows = {gene: next(row for row in page.splitlines() if f'<th scope="row">{gene}</th>' in row)
            for gene in ("TPMT", "HLA-B")}
    assert "the gene was not asked for" in rows["TPMT"], rows
    assert "outside calls alone tell this gene" in rows["HLA-B"], rows


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
