"""The succinate example as a whole: from genome and model to one page; its figures are those of the results, and its trace leads back."""
import hashlib
import json
import re
import shutil


def run_chain(env):
    genome = env.need(env.genome, "the K-12 genome is not there: ./dev demo fetches it")
    model = env.need(env.models and env.models / "e_coli_core.xml", "the metabolic models are not there: ./dev demo fetches them")
    folder = env.folder / "story"
    shutil.copytree(env.project / "examples" / "ecoli-succinate", folder)
    shutil.copy(genome, folder / "NC_000913.gbk.gz")
    shutil.copy(model, folder / "e_coli_core.xml")
    env.run("run", folder / "chain.toml", "--no-passphrase", "-q")
    return folder


def at(json_, pointer):
    for part in pointer.split("/")[1:]:
        json_ = json_[int(part) if isinstance(json_, list) else part]
    return json_


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_the_page_says_what_the_results_say(env):
    folder = run_chain(env)
    page = (folder / "report.html").read_text()
    assert page.count("<svg") >= 4 and "<script" not in page and not re.search(r"(src|href)=.https?://", page)
    names = re.search(r"^data: (.*)$", (folder / "story.md").read_text(), re.M).group(1).split(", ")
    results = {"design": "prediction.json", "culture": "fedbatch.json", "feed": "feed.json", "scale": "scale.json", "cost": "cost.json"}
    assert set(results) < set(names)
    results = {name: json.loads((folder / file).read_text()) for name, file in results.items()}
    shown, asked = words(page), 0
    for name, pointer, factor, digits in re.findall(r"\{\{ (\w+):(/[^|*}]*?)(?: \* ([\d.]+))? \| (\d+) \}\}", (folder / "story.md").read_text()):
        value = at(results[name], pointer) * float(factor or 1)
        text = f"{value:.{digits}g}" if 1e-4 <= abs(value) < 1e4 and "e" not in f"{value:.{digits}g}" else None
        if text is None:
            continue
        asked += 1
        assert text.replace("-", "\u2212") in shown, (name, pointer, text)
    assert asked > 60
    for gene in results["design"]["genes"]:
        assert gene in shown
    # Known of its published relatives: tens of g/L, below the theoretical 1.12 g/g, and dear at so small a scale.
    assert 30 < results["feed"]["final"]["succinate"] < 100 and results["feed"]["status"] == "optimal"
    run = results["scale"]["vessels"]["20 m3"]["run"]
    assert 0.3 < run["yield_g_per_g"] < 1.12 and run["product_g_per_L"] > 30
    cost = results["cost"]
    assert 5 < cost["cost_per_kg"] < 100
    spread = cost["uncertainty"]["cost_per_kg"]
    assert spread["p5"] < cost["cost_per_kg"] < spread["p95"]
    # The plant's elemental balance, of another biomass, and the simulation agree on the oxygen.
    assert abs(cost["mass_balance"]["oxygen_uptake_kg"] / (run["oxygen_consumed_mol"] * 0.032) - 1) < 0.35


def test_every_figure_is_traced_to_knockouts_guides_and_genome(env):
    folder = run_chain(env)
    trace = env.run("thread", "trace", folder / "report.html", "--workspace", folder).stdout
    for step in ("report", "process cost", "process scale", "process feed", "process culture", "strain fba", "strain design", "edit rank",
                 "edit offtargets", "edit guides"):
        assert f"{step}  [record" in trace, step
    for file in ("NC_000913.gbk.gz", "e_coli_core.xml", "culture.toml", "feed.toml", "vessels.toml", "plant.toml", "story.md"):
        assert file in trace, file
    assert "genes/1" in trace and "edit.guides/" in trace
    # What the page tells of each result is the hash of its bytes.
    page = (folder / "report.html").read_text()
    for file in ("prediction.json", "recommended.tsv", "feed.json", "cost.json"):
        assert hashlib.sha256((folder / file).read_bytes()).hexdigest() in page, file


def test_another_titre_is_another_cost(env):
    folder = run_chain(env)
    before = json.loads((folder / "cost.json").read_text())["cost_per_kg"]
    settings = (folder / "culture.toml").read_text()
    assert 'half_inhibition    = { value = "40 g/L"' in settings
    (folder / "culture.toml").write_text(settings.replace('value = "40 g/L"', 'value = "80 g/L"'))
    again = env.run("run", folder / "chain.toml", "--overwrite")
    assert re.search(r"design +cached", again.stderr) and re.search(r"rank +cached", again.stderr) and re.search(r"cost +done", again.stderr)
    assert json.loads((folder / "cost.json").read_text())["cost_per_kg"] < before
