"""The scale-up example: what its README says is what the program finds."""
import csv
import json
import re
import shutil


def scaled(env):
    folder = env.folder / "scale"
    shutil.copytree(env.project / "examples" / "scale-2L-20m3", folder)
    env.run("process", "scale", "VESSELS.toml", "-o", "scale.tsv", "--json", "scale.json", "--runs", "runs.tsv", "--plot", "scale.html", "-q", cwd=folder)
    return folder, json.loads((folder / "scale.json").read_text())["vessels"]


def test_the_readme_tells_what_is_found(env):
    folder, vessels = scaled(env)
    readme, plant = (folder / "README.md").read_text(), vessels["20 m3"]
    assert all(not vessels[name]["operating_point"]["limits_broken"] for name in ("2 L", "50 L", "2 m3"))
    figures = {"153 /min": plant["rules"]["kLa"]["speed_per_min"], "117 mmol": plant["operating_point"]["oxygen_transfer_most_mmol_per_L_h"],
               "7.76 g/L": vessels["2 m3"]["run"]["product_g_per_L"], "7.51 g/L": plant["run"]["product_g_per_L"],
               "164 mbar": plant["operating_point"]["carbon_dioxide_mbar"]}
    for text, value in figures.items():
        assert text in readme and float(f"{value:.3g}") == float(text.split()[0]), (text, value)
    window = plant["window"]
    first = next(flow for flow, low in zip(window["gas_flow_m3_per_h"], window["lowest_speed_per_min"]) if low is not None)
    assert "0.55 vvm" in readme and abs(first / 60 / 20 - 0.55) < 0.01
    assert not plant["operating_point"]["marks"]["kla_per_h"]["in_range"]


def test_every_figure_of_the_example_has_a_source(env):
    folder, _ = scaled(env)
    figures = json.loads((folder / "scale.json").read_text())["figures"]
    assert len(figures) > 60 and all(one["source"] and "without a source" not in one["source"] for one in figures)


def test_runs_stay_within_what_their_vessels_transfer(env):
    folder, vessels = scaled(env)
    with open(folder / "runs.tsv") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["vessel"] for row in rows} == set(vessels)
    assert all(float(row["oxygen_uptake_mmol_per_L_h"]) <= float(row["oxygen_transfer_most_mmol_per_L_h"]) for row in rows)
    last = [row for row in rows if row["vessel"] == "20 m3"][-1]
    run = vessels["20 m3"]["run"]
    assert abs(float(last["product_g_per_L"]) * float(last["volume_L"]) / run["product_g"] - 1) < 1e-5
    assert abs(run["power_kWh"] - run["agitation_kWh"] - run["aeration_kWh"]) < 1e-6 * run["power_kWh"]


def test_the_page_is_complete_in_itself(env):
    folder, _ = scaled(env)
    page = (folder / "scale.html").read_text()
    assert page.count("<svg") >= 12 and "<script" not in page and not re.search(r"(src|href)=.https?://", page)
    assert "nan" not in page.lower().replace("nano", "") and "inf " not in page


def test_one_thread_or_four_the_same_bytes(env):
    folder, _ = scaled(env)
    first = {name: (folder / name).read_bytes() for name in ("scale.tsv", "scale.json", "runs.tsv", "scale.html")}
    env.run("process", "scale", "VESSELS.toml", "-o", "scale.tsv", "--json", "scale.json", "--runs", "runs.tsv", "--plot", "scale.html", "-q", "--overwrite",
            "-t", "4", cwd=folder)
    assert all((folder / name).read_bytes() == bytes_ for name, bytes_ in first.items())
