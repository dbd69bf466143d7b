"""Which drugs round an infusion a patient may have: the example as its reader runs it, and its facts against CPIC's files."""
import csv
import gzip
import hashlib
import io
import json
import re
import shutil
import sqlite3
import tarfile
import time
import tomllib
from pathlib import Path

NO_SHARED = "no ../shared: CPIC's guidelines are there"
VERDICTS = {"mercaptopurine": "adjust", "fludarabine": "no rule", "cyclophosphamide": "no rule", "ondansetron": "go", "granisetron": "no rule",
            "allopurinol": "go", "rasburicase": "go", "voriconazole": "avoid", "posaconazole": "no rule", "isavuconazole": "no rule",
            "tobramycin": "unknown", "tacrolimus": "go"}


def rows_of(text):
    return {row["drug"]: row for row in csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)}


def copy_example(env):
    shutil.copytree(env.project / "examples/cart", env.folder, dirs_exist_ok=True)
    (env.folder / "word").write_text("a passphrase of a test\n")


def test_the_example_of_a_patient_before_car_t(env):
    copy_example(env)
    env.run("init", "--passphrase-file", "word")
    told = env.run("run", "chain.toml", "--passphrase-file", "word").stderr
    assert "1 sample, 12 drugs: 5 no rule, 4 go, 1 adjust, 1 unknown, 1 avoid" in told and "research use" in told, told
    rows = rows_of((env.folder / "match.tsv").read_text())
    assert {drug: row["verdict"] for drug, row in rows.items()} == VERDICTS
    assert all(row["sample"] == "CART-01" for row in rows.values())

    bridging = rows["mercaptopurine"]
    assert bridging["result"] == "NUDT15 *1/*1: Normal Metabolizer;;TPMT *1/*3A: Intermediate Metabolizer", bridging
    assert bridging["dose_factor"] == "0.3 to 0.8" and bridging["strength"] == "strong" and "PMID 30447069" in bridging["source"], bridging
    assert bridging["evidence"] == "NUDT15: seen 18 of 18;;TPMT: seen 43 of 43; unphased", bridging
    fungi = rows["voriconazole"]
    assert fungi["result"] == "CYP2C19 *17/*17: Ultrarapid Metabolizer" and fungi["alternatives"] == "posaconazole: no rule;;isavuconazole: no rule", fungi
    assert fungi["requirement"] == "must not: CYP2C19 Ultrarapid Metabolizer or Rapid Metabolizer", fungi
    nausea = rows["ondansetron"]
    assert nausea["result"] == "CYP2D6 *1/*2: Normal Metabolizer (score 2.0)" and "outside call" in nausea["evidence"], nausea
    assert rows["allopurinol"]["requirement"] == "does not apply: must not: HLA-B *58:01 positive", rows["allopurinol"]
    assert rows["tobramycin"]["action"] == "test first; MT-RNR1: no result", rows["tobramycin"]
    assert all(not row["uncertainty"] for row in rows.values())

    # The page that explains the example tells the same.
    page = (env.project / "examples/cart/README.md").read_text()
    for drug, verdict in VERDICTS.items():
        line = next((line for line in page.splitlines() if re.match(r"\|[^|]*\b" + drug + r"\b", line)), None)
        assert line is None or verdict in line, (drug, line)

    stored = b"".join(p.read_bytes() for p in (env.folder / ".strandline").rglob("*") if p.is_file())
    for words in (b"Metabolizer", b"CART-01", b"rs4244285"):
        assert words not in stored, "a person's answers are sealed"
    again = env.run("run", "chain.toml", "--passphrase-file", "word").stderr
    assert again.count("cached") == 2, again


def test_without_the_outside_calls_the_answer_is_no(env):
    """Two drugs that nobody can answer for: status 1, and a table that says which and why."""
    copy_example(env)
    env.run("clinic", "pgx", "patient.vcf", "-o", "calls.tsv")
    told = env.run("clinic", "match", "calls.tsv", "therapy.toml", "-o", "match.tsv", exit=1).stderr
    assert "1 sample cannot have this therapy" in told, told
    rows = rows_of((env.folder / "match.tsv").read_text())
    assert {drug: row["verdict"] for drug, row in rows.items()} == {**VERDICTS, "ondansetron": "unknown", "allopurinol": "unknown"}
    assert rows["ondansetron"]["result"] == "CYP2D6: no result" and rows["ondansetron"]["action"] == "test first; CYP2D6: no result", rows["ondansetron"]
    page = env.run("clinic", "match", "calls.tsv", "therapy.toml", "--format", "words", exit=1).stdout
    places = [page.index(words) for words in ("CART-01", "  avoid", "voriconazole", "  unknown", "ondansetron", "  adjust", "  go", "rasburicase", "no requirement")]
    assert places == sorted(places) and "-> times the usual dose: 0.3 to 0.8" in page and "instead? posaconazole: no rule" in page, page
    # Waived by the file, in so many words: the answer is yes, with caution.
    text = (env.folder / "therapy.toml").read_text()
    (env.folder / "waived.toml").write_text(text.replace('without_result = "test first"', 'without_result = "caution"'))
    waived = env.run("clinic", "match", "calls.tsv", "waived.toml", "--format", "tsv").stdout
    assert rows_of(waived)["ondansetron"]["verdict"] == rows_of(waived)["tobramycin"]["verdict"] == "caution"


def test_positions_taken_as_reference_are_told(env):
    copy_example(env)
    lines = (env.folder / "patient.vcf").read_text().splitlines(keepends=True)
    (env.folder / "less.vcf").write_text("".join(line for line in lines if not re.search("rs116855232|rs4244285", line)))
    calls = env.run("clinic", "pgx", "less.vcf", "--outside", "outside.tsv", "--absent-to-ref", "--format", "tsv").stdout
    (env.folder / "calls.tsv").write_text(calls)
    row = rows_of(env.run("clinic", "match", "calls.tsv", "therapy.toml", "--format", "tsv").stdout)["mercaptopurine"]
    assert row["verdict"] == "adjust" and "NUDT15: 1 position taken as reference" in row["uncertainty"], row
    calls = env.run("clinic", "pgx", "less.vcf", "--outside", "outside.tsv", "--format", "tsv").stdout
    (env.folder / "calls.tsv").write_text(calls)
    row = rows_of(env.run("clinic", "match", "calls.tsv", "therapy.toml", "--format", "tsv").stdout)["mercaptopurine"]
    assert "NUDT15: 1 position missing" in row["uncertainty"], row


def test_many_samples_in_any_order(env):
    """Rows may stand in any order, and a sample's answer does not depend on its neighbours."""
    vcf = env.need(env.shared and env.shared / "data/clinic/random/missing100.vcf.gz", NO_SHARED)
    therapy = env.project / "examples/cart/therapy.toml"
    env.run("clinic", "pgx", vcf, "-o", "calls.tsv", "-q")
    whole = env.run("clinic", "match", "calls.tsv", therapy, "--format", "tsv", exit=None)
    assert whole.returncode == 1
    header, *lines = (env.folder / "calls.tsv").read_text().splitlines(keepends=True)
    (env.folder / "turned.tsv").write_text(header + "".join(reversed(lines)))
    turned = env.run("clinic", "match", "turned.tsv", therapy, "--format", "tsv", exit=1).stdout
    assert sorted(turned.splitlines()) == sorted(whole.stdout.splitlines())
    last = lines[-1].split("\t")[0]
    (env.folder / "one.tsv").write_text(header + "".join(line for line in lines if line.startswith(last + "\t")))
    one = env.run("clinic", "match", "one.tsv", therapy, "--format", "tsv", exit=None).stdout.splitlines()[1:]
    assert one == [line for line in whole.stdout.splitlines() if line.startswith(last + "\t")]
    assert len(whole.stdout.splitlines()) == 1 + 12 * len({line.split("\t")[0] for line in lines})


def keys_of(word, keys):
    """Of CPIC's keys those that a word of the therapy file stands for."""
    if word.startswith("> "):
        return [k for k in keys if re.fullmatch(r"≥?[\d.]+", k) and float(k.lstrip("≥")) > float(word[2:])]
    if " to " in word and word[0].isdigit():
        low, high = map(float, word.split(" to "))
        return [k for k in keys if re.fullmatch(r"[\d.]+", k) and low <= float(k) <= high]
    return [word]


def test_the_example_says_what_cpic_says(env):
    """Every requirement: the guideline it names has a recommendation for these results, of that strength; those to be avoided have
    an alternative there, doses are named in the text."""
    archive = env.need(env.shared and env.shared / "data/clinic/knowledge_pharmcat_3.1.1.tar.gz", NO_SHARED)
    guidelines = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            if "guidelines/CPIC" in member.name:
                document = json.load(tar.extractfile(member))
                guidelines[document["guideline"]["url"]] = document
    therapy = tomllib.loads((env.project / "examples/cart/therapy.toml").read_text())
    drugs_of_cpic = {chemical["name"] for document in guidelines.values() for chemical in document["guideline"]["relatedChemicals"]}
    checked = 0
    for name, drug in therapy["drug"].items():
        if "no_requirement" in drug:
            assert name not in drugs_of_cpic, f"CPIC has a guideline on {name}"
        for kind in ("must", "must_not", "dose", "test", "go"):
            for requirement in drug.get(kind, []):
                source = therapy["source"][requirement["source"]]
                document = guidelines[source["url"]]
                assert source["pmid"] in {c["pmid"] for c in document["citations"]} and document["version"].startswith(source["version"]), source
                recommendations = [r for r in document["recommendations"] if name in {c["name"] for c in r["relatedChemicals"]}
                                   and r["population"] in (None, "general", "adults")]
                assert recommendations, (name, source)
                told = [r for r in recommendations
                        if all(any(r["lookupKey"].get(gene) in keys_of(word, [s["lookupKey"].get(gene) for s in recommendations]) for word in words)
                               for gene, words in requirement["when"].items())]
                for gene, words in requirement["when"].items():
                    for word in words:
                        assert any(r["lookupKey"].get(gene) in keys_of(word, [s["lookupKey"].get(gene) for s in recommendations]) for r in told), (name, gene, word)
                for r in told:
                    text = re.sub("<[^>]+>", "", r["text"]["html"])
                    if "No Result" in r["lookupKey"].values():
                        continue
                    assert r["classification"]["term"].lower() == requirement["strength"], (name, r["lookupKey"], r["classification"])
                    assert kind != "must_not" or r["alternateDrugAvailable"] or "void" in text, (name, r["lookupKey"])
                    assert kind != "go" or not r["alternateDrugAvailable"], (name, r["lookupKey"])
                    if requirement.get("factor") == [0.3, 0.8]:
                        assert "30%-80%" in text, (name, r["lookupKey"], text)
                    if requirement.get("factor") == [1.5, 2]:
                        assert "1.5 to 2 times" in text, text
                    if requirement.get("factor") == [0.1]:
                        assert "10-fold" in text and "thrice weekly" in text, (r["lookupKey"], text)
                    if requirement.get("dose"):
                        assert requirement["dose"] == "10 mg/m2/d" and "10 mg/m2/day" in text, text
                    checked += 1
    assert checked > 40, checked
    return f"{checked} recommendations of CPIC compared"


def test_a_chain_that_answers_no_shows_why(env):
    """What the step that said no has made is written; the files of the run before are known as its own."""
    copy_example(env)
    chain = (env.folder / "chain.toml").read_text()
    (env.folder / "chain.toml").write_text("".join(line for line in chain.splitlines(True) if "outside" not in line))
    env.run("init", "--no-passphrase")
    for _ in range(2):
        told = env.run("run", "chain.toml", exit=1).stderr
        assert "answer of step 'drugs' is no" in told and "drugs  no" in told, told
        assert rows_of((env.folder / "match.tsv").read_text())["ondansetron"]["verdict"] == "unknown"
        (env.folder / "match.tsv").chmod(0o600)
    assert "clinic match" in env.run("thread", "trace", "match.tsv").stdout


def damage(folder, artefact_format):
    """One byte of each stored body of this format."""
    with sqlite3.connect(folder / ".strandline/index.sqlite") as index:
        places = index.execute("SELECT body.pack, body.offset FROM artefact JOIN body ON body.id = artefact.body WHERE format = ?",
                               (artefact_format.encode(),)).fetchall()
    for pack, offset in places:
        with open(folder / f".strandline/packs/{pack:06d}.pack", "r+b") as file:
            file.seek(offset + 150)
            byte = file.read(1)[0]
            file.seek(offset + 150)
            file.write(bytes([byte ^ 0xFF]))
    assert places


def test_a_no_whose_stored_answer_is_damaged_is_made_again(env):
    copy_example(env)
    chain = (env.folder / "chain.toml").read_text()
    (env.folder / "chain.toml").write_text("".join(line for line in chain.splitlines(True) if "outside" not in line))
    env.run("init", "--no-passphrase")
    env.run("run", "chain.toml", exit=1)
    for artefact_format in ("clinic.match/1", "clinic.pgx/1"):
        damage(env.folder, artefact_format)
        for file in ("calls.tsv", "match.tsv"):
            (env.folder / file).unlink()
        told = env.run("run", "chain.toml", exit=1).stderr
        assert "damaged" in told and "wrote ./calls.tsv" in told and "wrote ./match.tsv" in told, told
        assert rows_of((env.folder / "match.tsv").read_text())["ondansetron"]["verdict"] == "unknown"


def test_a_no_stops_only_what_needs_its_answer(env):
    """A step that does not need the answer is run, whatever the order and the threads; one that does is named."""
    copy_example(env)
    chain = (env.folder / "chain.toml").read_text()
    chain = "".join(line for line in chain.splitlines(True) if "outside" not in line)
    for name, file, figure in (("aside", "genes.calls", "missing_positions@max"), ("after", "drugs.match", "drug@first")):
        (env.folder / f"{name}.md").write_text(f"---\ntitle: T\ndata: d\n---\nFigure {{{{ d:{figure} }}}}\n")
        chain += f'"{name}.html" = "{name}.page"\n'
        chain = chain.replace("[output]", f'[step.{name}]\nuse = "report"\nstory = "file:{name}.md"\ndata = "{file}"\n\n[output]')
    (env.folder / "chain.toml").write_text(chain)
    env.run("init", "--no-passphrase")
    for threads in ("1", "2", "1"):
        told = env.run("run", "chain.toml", "-t", threads, exit=1).stderr
        assert "answer of step 'drugs' is no" in told and "step 'after' was not run" in told, told
        assert (env.folder / "aside.html").exists() and not (env.folder / "after.html").exists()
        assert rows_of((env.folder / "match.tsv").read_text())["ondansetron"]["verdict"] == "unknown"


def test_a_copy_of_a_persons_answers_stays_sealed(env):
    """calls.tsv under another name, given to an operation that knows nothing of persons."""
    copy_example(env)
    env.run("init", "--passphrase-file", "word")
    env.run("clinic", "pgx", "patient.vcf", "-o", "calls.tsv")
    shutil.copy(env.folder / "calls.tsv", env.folder / "copy.tsv")
    (env.folder / "story.md").write_text("---\ntitle: \"T\"\ndata: calls\n---\nMissing {{ calls:missing_positions@max }}\n")
    env.run("report", "story.md", "--data", "copy.tsv", "-o", "page.html")
    log = json.loads(env.run("thread", "log", "--format", "json").stdout)
    record = next(r for r in log["records"] if r["operation"] == "report")
    header = json.loads(env.run("thread", "show", record["record"], "--format", "json").stdout)["header"]
    for part in header["outputs"] + [part for part in header["inputs"] if part["role"] == "data"]:
        assert json.loads(env.run("thread", "show", part["artefact"], "--format", "json").stdout)["private"], part
    stored = b"".join(p.read_bytes() for p in (env.folder / ".strandline").rglob("*") if p.is_file())
    assert b"CART-01" not in stored


def test_what_is_a_persons_stays_so_under_any_port(env):
    """Answers, compressed answers and the genotypes themselves, given to an operation that knows nothing of persons."""
    copy_example(env)
    env.run("init", "--passphrase-file", "word")
    env.run("clinic", "pgx", "patient.vcf", "--outside", "outside.tsv", "-o", "patient/")
    (env.folder / "calls.tsv.gz").write_bytes(gzip.compress((env.folder / "patient/calls.tsv").read_bytes()))
    (env.folder / "report.json.gz").write_bytes(gzip.compress((env.folder / "patient/report.json").read_bytes()))
    time.sleep(2.3)  # so that the files are settled, and might be remembered
    first = next(line for line in (env.folder / "patient.vcf").read_text().splitlines() if not line.startswith("#")).split("\t")
    figures = {"patient/calls.tsv": "missing_positions@max", "calls.tsv.gz": "missing_positions@max",
               "patient/report.json": "/title", "report.json.gz": "/title", "patient.vcf": f"{first[2]}@1"}
    for file, figure in figures.items():
        name = Path(file).name
        (env.folder / f"{name}.md").write_text(f"---\ntitle: T\ndata: calls\n---\nFigure {{{{ calls:{figure} }}}}\n")
        env.run("report", f"{name}.md", "--data", file, "-o", f"{name}.html")
    stored = b"".join(p.read_bytes() for p in (env.folder / ".strandline").rglob("*") if p.is_file())
    for file in [*env.folder.glob("*.html"), *env.folder.glob("*.gz"), *(env.folder / "patient").iterdir(), env.folder / "patient.vcf"]:
        digest = hashlib.sha256(file.read_bytes())
        assert digest.digest() not in stored and digest.hexdigest().encode() not in stored, file
    assert "clinic pgx" in env.run("thread", "trace", "calls.tsv.gz.html").stdout
    assert "clinic pgx" in env.run("thread", "trace", "calls.tsv.gz").stdout
