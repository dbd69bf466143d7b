"""Table, lines, PharmCAT's JSON, FHIR and page of clinic pgx tell the same of a sample: genes, diplotypes, phenotypes, recommendations."""
import csv
import html
import json
import re

NO_SHARED = "no ../shared: the random samples are there"
CHANGES = {"alternate_drug": "a0", "dosing; alternate_drug": "a1", "dosing": "a2", "other_guidance": "a3"}    # the page's badges by actions
LETTERS = re.compile(r"[^0-9a-zA-Z]+")


def letters(text):
    return LETTERS.sub("", html.unescape(re.sub(r"</?[a-zA-Z][^>]*>|<!--.*?-->", "", text)))


def badge_of(recommendation):
    actions = recommendation["actions"].removesuffix("; other_guidance") if "; " in recommendation["actions"] else recommendation["actions"]
    return CHANGES.get(actions, "unchanged")


def recommendations(env, packs):
    known = {}
    for pack in [[], *[[p] for p in packs]]:
        env.run("clinic", "knowledge", "show", *pack, "--recommendations", "texts.tsv", "--overwrite", "-q")
        with (env.folder / "texts.tsv").open() as file:
            known.update((r["recommendation"], r) for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return known


# --- genes ------------------------------------------------------------------------------------------------

def check_line_of_gene(row, told):
    assert row["diplotypes"] == ";;".join(f"{d['name']}={d['score']}" for d in told["diplotypes"])
    if told["evidence"].startswith("seen 0 of "):
        return    # nothing is known: the table's cells are empty
    assert row["source_diplotype"] == ";;".join(told["source"])
    for column, member in (("recommendation_diplotype", "diplotype"), ("phenotype", "phenotype")):
        assert row[column] == ";;".join(m[member] for m in told["recommended"])
    assert row["activity_score"] == ";;".join(m["activity_score"] or "null" for m in told["recommended"])
    assert row["lookup_key"] == ";;".join("; ".join(m["lookup_key"]) for m in told["recommended"])
    assert (row["missing_positions"], row["assumed_positions"], row["evidence"]) == (str(told["missing"]), str(told["assumed"]), told["evidence"])


def check_documents_of_gene(row, told, match, phenotype, report):
    if match:
        assert [(d["name"], d["score"]) for d in match["diplotypes"]] == [(d["name"], d["score"]) for d in told["diplotypes"]]
        assert len(match["matchData"]["missingPositions"]) == told["missing"] and len(match["assumedPositions"]) == told["assumed"]
    else:
        assert not told["diplotypes"]
    assert report["recommendationDiplotypes"] == phenotype["recommendationDiplotypes"] and report["sourceDiplotypes"] == phenotype["sourceDiplotypes"]
    made = phenotype["recommendationDiplotypes"]
    if not told["recommended"]:    # of a gene of which nothing was seen PharmCAT's documents have a diplotype that says so
        assert made[0]["lookupKey"] in ([], ["No Result"]) and [d["label"] for d in made][0].startswith("Unknown"), (row, made)
        return
    assert len(made) == len(told["recommended"]), (row, made)
    for document, line in zip(made, told["recommended"]):
        assert document["label"] == (line["diplotype"] or line["phenotype"]), (document["label"], line)
        assert document["lookupKey"] == line["lookup_key"] and document["activityScore"] == line["activity_score"], (document, line)
        assert ", ".join(document["phenotypes"]) == line["phenotype"], (document["phenotypes"], line)


def check_conclusion(row, told, lines):
    """The summary of a bundle names no result without what makes it doubtful."""
    own = [line for line in lines if re.match(re.escape(row["gene"]) + r"[ *]", line)]
    assert len(own) == 1, (row["gene"], own)
    for phenotype in {m["phenotype"] for m in told["recommended"]} - {"No Result", "n/a", ""}:
        assert phenotype in own[0], (row, own)
    if told["called_by"] == "genotypes":
        for count, words in ((told["missing"], "not seen"), (told["assumed"], "assumed to be reference")):
            assert (re.search(rf"\b{count} of \d+ positions {words}", own[0]) is not None) == (count > 0), (row, own)
        if row["gene"] == "CYP2D6" and told["diplotypes"]:
            assert "structural variants were not looked for" in own[0], own


# --- recommendations --------------------------------------------------------------------------------------

def reason(way, genes):
    return ", ".join(f"{gene} {'Unknown/Unknown' if at is None else genes[gene]['recommended'][at]['diplotype']}" for gene, at in way.items())


def guidance_of_line(line):
    return {(g["drug"], g["source"], g["guideline"]):
            (g["outcome"], g.get("without_result", []),
             sorted((r["id"], r["population"], r["classification"], [reason(way, line["genes"]) for way in r["because"]]) for r in g.get("recommendations", [])))
            for g in line["guidance"]}


def guidance_of_report(report):
    made = {}
    for drugs in report["drugs"].values():
        for name, drug in drugs.items():
            for guideline in drug["guidelines"]:
                ways = sorted((a["id"], a["population"] or "", a["classification"] or "", a["because"]) for a in guideline["annotations"] if "id" in a)
                made[name, drug["source"].removesuffix("_GUIDELINE"), guideline["id"]] = (guideline["outcome"].replace(" ", "_"), guideline["genesWithoutResult"], ways)
    return made


def guidance_of_bundle(bundle):
    made = []
    for resource in (entry["resource"] for entry in bundle["entry"]):
        parts = {c["code"].get("coding", [{}])[0].get("code"): c for c in resource.get("component", [])}
        if resource["resourceType"] != "Observation" or "51963-7" not in parts:
            continue
        cited = [x["valueRelatedArtifact"] for x in resource["extension"] if x["valueRelatedArtifact"].get("label")]
        population = [n["text"] for n in resource["note"] if n["text"].startswith("Population: ")]
        made.append((parts["51963-7"]["valueCodeableConcept"]["text"], cited[0]["label"], cited[0]["url"].rsplit("/", 1)[1],
                     parts["93044-6"]["valueCodeableConcept"]["text"] if "93044-6" in parts else "",
                     population[0].removeprefix("Population: ").removesuffix(".") if population else "",
                     letters(parts["conclusion-string"]["valueString"])))
    return sorted(made)


def guidance_of_page(page):
    """Of each drug and guideline the advice: badge, words of strength, populations, text; and the drugs without an entry."""
    made = {}
    for drug, article in re.findall(r'<article id="drug\d+" class="drug">\n<h3>(.*?) <b class="badge.*?</h3>(.*?)</article>', page, re.S):
        for part in re.split(r"<h4>(?=[A-Z]+ <small>)", article)[1:]:
            source, guideline = re.match(r'(\w+) <small><a href="https://www\.pharmgkb\.org/guidelineAnnotation/(\w+)"', part).groups()
            for badge, strength, tail, text in re.findall(r'<div class="advice (a\d)">\n<p class="grade"><b class="badge[^>]*>.*?</b> <span class="s\d">(.*?)</span> · (.*?)</p>(.*?)\n(?=<div class="advice|<p class="why">Results)', part, re.S):
                for population in html.unescape(tail.split(" · if ")[0]).split("; "):
                    made.setdefault((html.unescape(drug), source, guideline), []).append(
                        (badge, strength, population.split(" (")[0].replace("population not stated", ""), letters(text)))
    return made


def words_of_strength(word):
    return {"": "strength not graded", "N/A": "strength not graded"}.get(word, word + " recommendation" if word in ("Strong", "Moderate", "Optional") else word)


def check_guidance(line, report, bundle, page, known):
    told = guidance_of_line(line)
    reported = guidance_of_report(report)
    assert told == reported, [(key, told.get(key), reported.get(key)) for key in told.keys() | reported if told.get(key) != reported.get(key)][:3]
    asked = sorted((drug, source, guideline, classification, population, letters(known[name]["text"]))
                   for (drug, source, guideline), (_, _, ways) in told.items() for name, population, classification, _ in ways)
    for ours, theirs in zip(asked, guidance_of_bundle(bundle), strict=True):
        assert (*ours[:3], ours[4]) == (*theirs[:3], theirs[4]), (ours, theirs)
        assert theirs[3] in ("", f"{ours[1]}: {ours[3]}") and (theirs[3] or ours[3] in ("", "N/A")), (ours, theirs)
        assert ours[5] == theirs[5], (ours, theirs)
    shown = guidance_of_page(page)
    assert shown.keys() == {key for key, (_, _, ways) in told.items() if ways}
    for key, (_, _, ways) in told.items():
        wanted = {(badge_of(known[name]), words_of_strength(strength), population, letters(known[name]["text"])) for name, population, strength, _ in ways}
        seen = {(badge if badge < "a4" else "unchanged", strength, population, text) for badge, strength, population, text in shown.get(key, [])}
        assert {w[:3] for w in wanted} == {s[:3] for s in seen}, (key, wanted ^ seen)
        assert all(any(s[:3] == w[:3] and w[3] in s[3] for s in seen) for w in wanted), (key, wanted, seen)
    return len(asked)


def check_silence(told, page):
    """A drug of which one guideline is silent stands nowhere on the page without that silence."""
    silent = {drug for (drug, _, _), (_, _, ways) in told.items() if not ways} & {drug for (drug, _, _), (_, _, ways) in told.items() if ways}
    for drug, heading in re.findall(r'<article id="drug\d+" class="drug">\n<h3>(.*?) <b (.*?)</h3>', page):
        assert ("NOT BY ALL GUIDELINES" in heading) == (html.unescape(drug) in silent), (drug, heading)
    for drug, told_with in re.findall(r'<a href="#drug\d+">([^<]*)</a>((?: <b class="star">.*?</b>)?)(?=, |</p>)', page[page.index('id="rest"'):page.index('id="drugs"')]):
        assert html.unescape(drug) not in silent or re.search("no result of|says nothing of|to be read itself", told_with), (drug, told_with)
    return len(silent)


# --- all of it --------------------------------------------------------------------------------------------

def check_cohort(env, vcf, packs, *words):
    words = [vcf, *[w for p in packs for w in ("--knowledge", p)], *words, "-q"]
    known = recommendations(env, packs)
    env.run("clinic", "pgx", *words, "--to", "documents", "-o", "all/", "--overwrite")
    lines = [json.loads(line) for line in env.run("clinic", "pgx", *words, "--to", "lines").stdout.splitlines()]
    table = {}
    with (env.folder / "all/calls.tsv").open() as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            table.setdefault(row["sample"], {})[row["gene"]] = row
    assert list(table) == [line["sample"] for line in lines]
    rows = advice = silences = 0
    for line in lines:
        name = line["sample"]
        match, phenotype, report, bundle = (json.loads((env.folder / f"all/{name}.{kind}.json").read_text()) for kind in ("match", "phenotype", "report", "fhir"))
        page = (env.folder / f"all/{name}.report.html").read_text()
        matched = {r["gene"]: r for r in match["results"]}
        conclusion = next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "DiagnosticReport")["conclusion"].splitlines()[1:]
        assert list(table[name]) == list(line["genes"])
        for gene, row in table[name].items():
            told = line["genes"][gene]
            check_line_of_gene(row, told)
            check_documents_of_gene(row, told, matched.get(gene), phenotype["geneReports"][gene], report["genes"][gene])
            check_conclusion(row, told, conclusion)
        advice += check_guidance(line, report, bundle, page, known)
        silences += check_silence(guidance_of_line(line), page)
        rows += len(table[name])
    return f"{len(lines)} samples, {rows} genes, {advice} recommendations, {silences} drugs of which a guideline is silent"


def test_missing_positions_and_two_sources(env):
    folder = env.need(env.shared and env.shared / "data/clinic/random", NO_SHARED)
    return check_cohort(env, folder / "missing100.vcf.gz", [env.project / "src/engines/clinic/data/dpwg.pgx"])


def test_combinations_and_cyp2d6_by_small_variants(env):
    folder = env.need(env.shared and env.shared / "data/clinic/random", NO_SHARED)
    return check_cohort(env, folder / "combo60.vcf.gz", [], "--research", "combinations,cyp2d6")


def test_outside_calls_and_assumed_positions(env):
    folder = env.need(env.shared and env.shared / "data/clinic/report_example", NO_SHARED)
    (env.folder / "out.tsv").write_text("CYP2D6\t*1x3/*4\nHLA-B\t*15:02/*57:01\nHLA-A\t*31:01/*02:01\nMT-RNR1\t1555A>G\nCYP2C19\t*2/*2\nCYP2C19\t*1/*2\nNUDT15\t\tPoor Metabolizer\n")
    lines = (folder / "pharmcat.example.vcf").read_text().splitlines(keepends=True)
    (env.folder / "few.vcf").write_text("".join(line for i, line in enumerate(lines) if line.startswith("#") or i % 3))
    return check_cohort(env, env.folder / "few.vcf", [env.project / "src/engines/clinic/data/dpwg.pgx"], "--outside", "out.tsv", "--absent-to-ref")
