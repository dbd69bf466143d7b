"""FHIR bundles of clinic pgx: held against the facts of R4 and Genomics Reporting STU3, judged by models of others."""
import copy
import csv
import io
import json
import subprocess
import sys

NO_SHARED = "no ../shared: the random samples and the published example are there"
NO_JUDGE = "fhir.resources is not there (cache/judges): ./dev test installs it from the network"
TWO = "src/engines/clinic/tests/cases/pgx_two_samples/two.vcf"
DPWG = "src/engines/clinic/data/dpwg.pgx"


def checker(env):
    sys.path.insert(0, str(env.project / "tests"))
    import fhir_check
    return fhir_check


def bundles(env, *words):
    return checker(env).bundles_of(env.run("clinic", "pgx", *words, "--to", "fhir", "-q").stdout)


def resources(bundle, profile):
    end = f"/{profile}|3.0.0"
    return [e["resource"] for e in bundle["entry"] if any(p.endswith(end) for p in e["resource"].get("meta", {}).get("profile", []))]


def faults_of(env, made):
    check = checker(env)
    facts = check.Facts()
    return [fault for bundle in made for fault in check.faults_of(bundle, facts)]


def example(env):
    folder = env.need(env.shared and env.shared / "data/clinic/report_example", NO_SHARED)
    return [folder / "pharmcat.example.vcf", "--outside", folder / "pharmcat.example.outsideCall.tsv", "--knowledge", env.project / DPWG]


def test_the_published_example_holds(env):
    made = bundles(env, *example(env), "--date", "2026-03-31")
    assert faults_of(env, made) == []
    (bundle,) = made
    genotypes = {r["valueCodeableConcept"]["text"] for r in resources(bundle, "genotype")}
    assert {"CYP2C19 *38/*38", "CYP2D6 *1/*3", "HLA-B*15:02+HLA-B*57:01", "MT-RNR1 m.1555A>G"} <= genotypes, genotypes
    abacavir = [t for t in resources(bundle, "medication-recommendation") if t["description"].startswith("abacavir: ")]
    assert abacavir and all(t["code"]["coding"][0]["code"] == "LA26421-0" for t in abacavir), abacavir
    by_urn = {e["fullUrl"]: e["resource"] for e in bundle["entry"]}
    reason = by_urn[abacavir[0]["reasonReference"]["reference"]]
    assert [by_urn[r["reference"]]["valueCodeableConcept"]["text"] for r in reason["derivedFrom"]] == ["HLA-B*15:02+HLA-B*57:01"]
    return f"{len(bundle['entry'])} resources"


def test_random_samples_hold(env):
    folder = env.need(env.shared and env.shared / "data/clinic/random", NO_SHARED)
    counts = []
    for name, words in (("missing100", []), ("combo60", ["--research", "combinations,cyp2d6"]), ("mixed200", ["--absent-to-ref", "--all-results"])):
        made = bundles(env, folder / f"{name}.vcf.gz", *words)
        assert faults_of(env, made) == [], name
        counts.append(f"{name}: {len(made)} bundles")
    return ", ".join(counts)


def test_other_models_judge_them(env):
    env.need(env.judge, NO_JUDGE)
    folder = env.need(env.shared and env.shared / "data/clinic/random", NO_SHARED)
    made = bundles(env, *example(env), "--date", "2026-03-31") + bundles(env, folder / "missing100.vcf.gz", "--knowledge", env.project / DPWG)[:20]
    facts = checker(env).Facts()
    general = ("Resource", "DomainResource", "Element", "Extension")
    elements = {kind: {name: rule[0] for name, rule in known.items()} for kind, known in facts.elements.items() if kind not in general}
    broken = copy.deepcopy(made[0])
    broken["entry"][0]["resource"]["colour"] = "blue"
    elements["Task"]["colour"] = "0..1"
    asked = json.dumps({"bundles": made + [broken], "elements": elements})
    done = subprocess.run([env.judge, env.project / "tests" / "judge_fhir.py"], input=asked, capture_output=True, text=True)
    if "No module named 'fhir" in done.stderr:
        env.need(None, NO_JUDGE)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    # The judge sees what is wrong on purpose, and nothing else.
    assert len(told["faults"]) == 1 and "colour" in told["faults"][0], told["faults"]
    assert told["elements"] == ["Task.colour: only ours"], told["elements"]
    return f"{len(made)} bundles, {sum(map(len, elements.values())) - 1} elements of {len(elements)} types"


def test_they_say_what_the_table_says(env):
    """Each row of the calls is in the bundle of its sample: genotypes and phenotypes, or the reason for none."""
    folder = env.need(env.shared and env.shared / "data/clinic/random", NO_SHARED)
    count = 0
    for name in ("missing100", "combo60"):
        words = [folder / f"{name}.vcf.gz"] + (["--research", "combinations"] if name == "combo60" else [])
        table = list(csv.DictReader(io.StringIO(env.run("clinic", "pgx", *words, "--format", "tsv", "-q").stdout), delimiter="\t", quoting=csv.QUOTE_NONE))
        by_sample = {next(e["resource"] for e in b["entry"] if e["resource"]["resourceType"] == "Patient")["identifier"][0]["value"]: b for b in bundles(env, *words)}
        assert {row["sample"] for row in table} == by_sample.keys()
        for row in table:
            genotypes, phenotypes, reasons = told_of_gene(by_sample[row["sample"]], row["gene"])
            called = [c for c in row["source_diplotype"].split(";;") if c and not c.startswith("Unknown")]
            if row["diplotypes"]:
                assert genotypes == [f"{row['gene']} {c}" for c in called], (row, genotypes)
            elif called:            # variants that could not be put on strands
                assert len(genotypes) == 1 and set(genotypes[0][len(row["gene"]) + 1:].split(" and ")) == set(called), (row, genotypes)
            else:
                assert not genotypes and len(reasons) == 1, (row, genotypes, reasons)
            told = {p for p in row["phenotype"].split(";;") if p not in ("", "n/a", "No Result")}
            assert {f"{row['gene']}: {p}" for p in told} == phenotypes, (row, phenotypes)
            count += 1
    return f"{count} rows"


def told_of_gene(bundle, gene):
    genotypes, phenotypes, reasons, urns = [], set(), [], set()
    for entry in bundle["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] != "Observation":
            continue
        code = resource["code"]["coding"][0]["code"]
        genes = [c["valueCodeableConcept"]["coding"][0]["display"] for c in resource["component"] if c["code"].get("coding", [{}])[0].get("code") == "48018-6"]
        if code == "84413-4" and genes == [gene]:
            urns.add(entry["fullUrl"])
            if "dataAbsentReason" in resource:
                reasons.append(resource["dataAbsentReason"])
            else:
                genotypes.append(resource["valueCodeableConcept"]["text"])
        codes = [c["code"].get("coding", [{}])[0].get("code") for c in resource["component"]]
        if code == "therapeutic-implication" and "51963-7" not in codes and urns & {r["reference"] for r in resource["derivedFrom"]}:
            phenotypes.add(resource["component"][0]["valueCodeableConcept"]["text"])
    return genotypes, phenotypes, reasons


def test_nothing_depends_on_the_day_or_the_machine(env):
    vcf = env.project / TWO
    one = env.run("clinic", "pgx", vcf, "--to", "fhir", "-t", 1, "-q").stdout
    assert one == env.run("clinic", "pgx", vcf, "--to", "fhir", "-t", 3, "-q").stdout
    assert "issued" not in one and '"Provenance"' not in one and "authoredOn" not in one
    for bundle in bundles(env, vcf, "--date", "2026-03-31"):
        kinds = [e["resource"]["resourceType"] for e in bundle["entry"]]
        report = bundle["entry"][kinds.index("DiagnosticReport")]["resource"]
        assert report["issued"] == "2026-03-31T00:00:00Z" and "Provenance" in kinds
        assert report["status"] == "partial"
    made = checker(env).bundles_of(one)
    assert len(made) == 2 and faults_of(env, made) == []
    (env.folder / "names.tsv").write_text("ann\tperson-1\nbo\tperson-2\n")
    told = env.run("clinic", "pgx", vcf, "--pseudonyms", "names.tsv", "--to", "fhir", "-q").stdout
    assert "person-1" in told and '"ann"' not in told and '"bo"' not in told


def test_what_is_not_known_is_said(env):
    (env.folder / "out.tsv").write_text("CYP2D6\t\tPoor Metabolizer\nHLA-B\t*57:01/*57:01\nCYP2C19\t*1/*2\nCYP2C19\t*2/*2\nCFTR\txy<z&/\"q\"\n")
    bundle = bundles(env, env.project / TWO, "--samples", "ann", "--outside", "out.tsv")[0]
    assert faults_of(env, [bundle]) == []
    genotypes, phenotypes, _ = told_of_gene(bundle, "CYP2C19")
    assert genotypes == ["CYP2C19 *1/*2", "CYP2C19 *2/*2"] and len(phenotypes) == 2
    two = [r for r in resources(bundle, "genotype") if r["valueCodeableConcept"]["text"] in genotypes]
    assert all(r["status"] == "preliminary" and "alternatives" in r["note"][0]["text"] for r in two), two
    genotypes, phenotypes, reasons = told_of_gene(bundle, "CYP2D6")
    assert not genotypes and phenotypes == {"CYP2D6: Poor Metabolizer"} and len(reasons) == 1
    research = bundles(env, env.project / TWO, "--samples", "ann", "--research", "cyp2d6", "--absent-to-ref")[0]
    (cyp2d6,) = [r for r in resources(research, "genotype") if r["valueCodeableConcept"]["text"].startswith("CYP2D6")]
    notes = " ".join(n["text"] for n in cyp2d6["note"])
    assert cyp2d6["status"] == "preliminary" and "hybrids" in notes and "assumed to be reference" in notes, cyp2d6


def test_alleles_of_a_users_file_have_no_code(env):
    definition = json.loads((env.project / "src/engines/clinic/tests/cases/pgx_definition/vkorc1.json").read_text())
    for source, is_coded in (("CLINPGX", True), ("OURS", False)):
        definition["source"] = source
        for number, allele in enumerate(definition["namedAlleles"]):
            allele["id"] = f"PA{number}"
        (env.folder / "own.json").write_text(json.dumps(definition))
        bundle = bundles(env, env.project / TWO, "--definition", "own.json", "--absent-to-ref", "--genes", definition["gene"])[0]
        assert faults_of(env, [bundle]) == []
        haplotypes = resources(bundle, "haplotype")
        assert haplotypes and all(("coding" in h["valueCodeableConcept"]) == is_coded for h in haplotypes), (source, haplotypes)


def find(bundle, kind, profile=""):
    return next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind
                and (not profile or any(f"/{profile}|" in p for p in e["resource"].get("meta", {}).get("profile", []))))


def component(resource, code):
    return next(c for c in resource["component"] if c["code"].get("coding", [{}])[0].get("code") == code)


BREAKS = {      # what is done to a bundle that holds -> words of the fault that must be found
    "a reference leads nowhere": (lambda b: find(b, "Task")["reasonReference"].update(reference="urn:uuid:0"), "is not in the bundle"),
    "a reference leads to another type": (lambda b: find(b, "Observation")["device"].update(find(b, "Observation")["subject"]), "leads to Patient"),
    "a reference leads to another profile": (lambda b: find(b, "Task").update(reasonReference=find(b, "Task")["for"]), "leads to Patient"),
    "an element that R4 does not know": (lambda b: find(b, "Observation").update(colour="blue"), "no such element"),
    "no status": (lambda b: find(b, "Observation").pop("status"), "status: missing"),
    "a status of another resource": (lambda b: find(b, "Observation").update(status="partial"), "is none of"),
    "no category of genetics": (lambda b: find(b, "Observation", "genotype")["category"].pop(), "times, not"),
    "another code": (lambda b: find(b, "Observation", "haplotype")["code"]["coding"][0].update(code="84413-4"), "84414-2 0 times"),
    "a genotype without value": (lambda b: find(b, "Observation", "genotype").pop("valueCodeableConcept"), "valueCodeableConcept: 0 times"),
    "two values": (lambda b: find(b, "Observation", "genotype").update(valueString="x"), "one of them at most"),
    "a value and a reason for none": (lambda b: find(b, "Observation", "genotype").update(dataAbsentReason={"text": "x"}), "obs-6"),
    "an implication with a value": (lambda b: find(b, "Observation", "therapeutic-implication").update(valueString="x"), "value[x]: 1 times"),
    "an implication of nothing": (lambda b: find(b, "Observation", "therapeutic-implication").pop("derivedFrom"), "derivedFrom: 0 times"),
    "a presence of no list": (lambda b: find(b, "Observation", "variant")["valueCodeableConcept"]["coding"][0].update(code="LA0000-0"), "not of LL1971-2"),
    "a chromosome of no list": (lambda b: component(find(b, "Observation", "variant"), "48000-4")["valueCodeableConcept"]["coding"][0].update(code="LA0000-0"), "not of LL2938-0"),
    "HGVS of another system": (lambda b: component(find(b, "Observation", "variant"), "81290-9")["valueCodeableConcept"]["coding"][0].update(system="http://x"), "not of http://varnomen.hgvs.org"),
    "an allele as a concept": (lambda b: component(find(b, "Observation", "variant"), "69547-8").update(valueCodeableConcept=component(find(b, "Observation", "variant"), "69547-8").pop("valueString") and {"text": "A"}), "is not string"),
    "a component twice": (lambda b: find(b, "Observation", "variant")["component"].append(component(find(b, "Observation", "variant"), "69551-0")), "2 times, not 0..1"),
    "a gene without value": (lambda b: component(find(b, "Observation", "variant"), "48018-6").pop("valueCodeableConcept"), "without a value"),
    "a task that is done": (lambda b: find(b, "Task").update(status="completed"), "is not requested"),
    "a task's code of no list": (lambda b: find(b, "Task").update(code={"text": "avoid"}), "not of LL4049-4"),
    "an unknown extension": (lambda b: find(b, "DiagnosticReport")["extension"].append({"url": "http://x", "valueString": "y"}), "unknown extension"),
    "an unknown profile": (lambda b: find(b, "Task")["meta"].update(profile=["http://x"]), "unknown profile"),
    "an abstract profile": (lambda b: find(b, "Observation", "genotype")["meta"].update(profile=[p.replace("/genotype|", "/finding|") for p in find(b, "Observation", "genotype")["meta"]["profile"]]), "may claim"),
    "an id of its own": (lambda b: find(b, "Patient").update(id="p1"), "differ"),
    "an entry twice": (lambda b: b["entry"].append(copy.deepcopy(b["entry"][0])), "bdl-7"),
    "a date that is none": (lambda b: find(b, "DiagnosticReport").update(issued="2026-13-01T00:00:00Z"), "is no instant"),
    "one value in an array": (lambda b: find(b, "DiagnosticReport").update(status=["partial"]), "an array where"),
    "an empty array": (lambda b: find(b, "DiagnosticReport").update(performer=[]), "an empty array"),
    "an empty text": (lambda b: find(b, "Task").update(description=""), "is no string"),
    "a result that is not told": (lambda b: find(b, "DiagnosticReport")["result"].pop(), "no result of the report"),
    "no notice": (lambda b: find(b, "DiagnosticReport").update(extension=[]), "without the notice"),
    "no report": (lambda b: b["entry"].remove(next(e for e in b["entry"] if e["resource"]["resourceType"] == "DiagnosticReport")), "0 genomic reports"),
}


def test_the_checker_refuses_what_is_broken(env):
    """A checker that finds nothing in good bundles must find each of these in bad ones."""
    whole = bundles(env, env.project / TWO, "--knowledge", env.project / DPWG)
    good = next(b for b in whole if resources(b, "variant") and resources(b, "medication-recommendation"))
    assert faults_of(env, [good]) == []
    for name, (break_it, words) in BREAKS.items():
        broken = copy.deepcopy(good)
        break_it(broken)
        found = faults_of(env, [broken])
        assert any(words in fault for fault in found), f"{name}: {found or 'not seen'}"
    return f"{len(BREAKS)} broken bundles refused"
