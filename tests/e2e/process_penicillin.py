"""A simulated penicillin batch of 100 m3 in ../shared, replayed: what was held out, what was spoilt, what was broken."""
import csv
import importlib.util
import json
import random
import sys

BATCH = ("data", "process", "ferment", "penicillin_pensimpy", "random_batch_0.csv")
SD = {"weight": 5, "DO": 0.1, "gain": 0.5}


def parts(env):
    """The batch as its file has it; names, units and rows of the table of the run."""
    path = env.need(env.shared and env.shared.joinpath(*BATCH), "no ../shared: the batch is there")
    folder = env.project / "src" / "engines" / "process" / "conformance" / "penicillin"
    spec = importlib.util.spec_from_file_location("make_run", folder / "make_run.py")
    maker = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(maker)
    with open(path, newline="") as file:
        batch = list(csv.DictReader(file))
    return batch, *maker.table(batch)


def replay(env, name, names, units, rows):
    """States by time and the JSON of the replay of a table."""
    folder = env.project / "src" / "engines" / "process" / "conformance" / "penicillin"
    with open(env.folder / f"{name}.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([names, units, *rows])
    env.run("process", "estimate", f"{name}.csv", "--settings", folder / "estimate.toml", "--model", folder / "model.xml", "-o", f"{name}.tsv",
            "--json", f"{name}.json", "--plot", f"{name}.html", "-q", "--overwrite")
    with open(env.folder / f"{name}.tsv", newline="") as file:
        states = {float(row["time_h"]): {key: float(value) for key, value in row.items()} for row in csv.DictReader(file, delimiter="\t")}
    return states, json.loads((env.folder / f"{name}.json").read_text())


def changed(names, rows, change):
    """The rows as change(time, cells by name) leaves them."""
    made = []
    for row in rows:
        cells = dict(zip(names, row, strict=True))
        change(float(row[0]), cells)
        made.append([cells[name] for name in names])
    return made


def without(column, first, last):
    def change(time, cells):
        if first < time <= last:
            cells[column] = ""
    return change


def gained(batch, states, first, last):
    """Penicillin of the file from one hour to another, kg, less what it counts twice: it takes a kg of discharge for a litre."""
    whole = sum(float(batch[k]["Yield Per Step"]) for k in range(len(batch)) if first < 0.2 * (k + 1) - 0.1 < last)
    twice = 0.0
    for k in range(len(batch)):
        time = 0.2 * (k + 1)
        if first < time - 0.1 < last:
            near = states[min(states, key=lambda one: abs(one - time))]
            twice += 0.2 * float(batch[k]["Discharge rate"]) * near["P_g_per_L"] * (1 - 1 / 1.1) / 1000
    return whole - twice


def named(document, first=0.0, last=1e9):
    return [one for one in document["alarms"] if one["to_h"] > first and one["from_h"] < last]


def test_the_replay_holds_over_the_whole_run(env):
    batch, names, units, rows = parts(env)
    states, document = replay(env, "whole", names, units, rows)
    last = states[230]
    assert document["innovations"]["moments"] == 1150 and not document["remarks"]
    assert abs(last["W_kg"] - float(batch[-1]["Vessel Weight"])) < 5
    assert abs(last["made_kg"] / gained(batch, states, 0, 230) - 1) < 0.005, (last["made_kg"], gained(batch, states, 0, 230))
    assert abs(last["f_out"] - 1.0255) < 0.002 and last["f_out_sd"] < 0.002
    # At hour 24 penicillin begins to be made, from 82 to 90 it is not: nothing of the model says so, and that is told.
    alarms = named(document)
    assert any(one["from_h"] > 75 for one in alarms), alarms
    assert all(23 < one["from_h"] < one["to_h"] < 28 or 79 < one["from_h"] < one["to_h"] < 100 for one in alarms), alarms
    # Biomass from base alone, by what hours 0 to 60 said of it, beside the carbon that was fed.
    grown, moments = 0.0, sorted(states)
    for one, other in zip(moments, moments[1:]):
        grown += (other - one) / 2 * sum(states[at]["mu_per_h"] * states[at]["biomass_in_all_kg"] for at in (one, other))
    sensor = document["soft_sensors"]["base"]
    told = sensor["biomass_g"][-1] / 1000 - 30
    assert abs(told / grown - 1) < 0.1 and sensor["time_h"][-1] == 230, (told, grown)
    page = (env.folder / "whole.html").read_text()
    assert page.count("<svg") >= 10 and "nan" not in page.lower() and "<script" not in page
    return (f"made {last['made_kg']:.0f} kg (file {gained(batch, states, 0, 230):.0f}), discharge {100 * (last['f_out'] - 1):.2f} % more than told, "
            f"NIS per degree {document['innovations']['mean_per_degree']:.2f}, alarms {len(alarms)}; grown from base {told:.0f} kg, from carbon {grown:.0f} kg")


def test_innovations_are_as_large_as_they_should_be_with_noise(env):
    _, names, units, rows = parts(env)
    chance = random.Random(5)

    def noisy(time, cells):
        for column, deviation in SD.items():
            if cells[column]:
                relative = 0.03 * float(cells[column]) if column == "gain" else 0
                cells[column] = f"{float(cells[column]) + (deviation**2 + relative**2) ** 0.5 * chance.gauss(0, 1):.6g}"
    made = [row for row in changed(names, rows, noisy) if float(row[0]) <= 79]
    _, document = replay(env, "noisy", names, units, made)
    mean = document["innovations"]["mean_per_degree"]
    assert all(23 < one["from_h"] < one["to_h"] < 28 for one in named(document)), named(document)
    assert 0.5 < mean < 1.1, mean
    return f"NIS per degree {mean:.3f} over 79 h, {100 * document['innovations']['share_within_95_percent']:.0f} % of moments within 95 %"


def test_what_was_held_out_is_predicted(env):
    batch, names, units, rows = parts(env)
    whole, _ = replay(env, "whole", names, units, rows)
    told = []
    for hour, largest in ((40, 0.6), (116, 0.1), (180, 0.2)):
        states, _ = replay(env, "held", names, units, changed(names, rows, without("gain", hour + 0.01, 230)))
        truth, found = gained(batch, whole, hour, 230), states[230]["made_kg"] - states[hour]["made_kg"]
        told.append(f"from hour {hour}: {found:.0f} kg of penicillin (file {truth:.0f}, sd {states[230]['made_kg_sd']:.0f})")
        assert abs(found / truth - 1) < largest and abs(found - truth) < 2 * states[230]["made_kg_sd"], told
    states, _ = replay(env, "held", names, units, changed(names, rows, without("weight", 120.01, 230)))
    wrong = states[230]["W_kg"] - float(batch[-1]["Vessel Weight"])
    told.append(f"weight after 110 h without a reading: {wrong:+.0f} kg (sd {states[230]['W_kg_sd']:.0f})")
    assert abs(wrong) < 2000 and abs(wrong) < 2 * states[230]["W_kg_sd"], told
    return "; ".join(told)


def test_spoilt_rows_are_missing_readings(env):
    _, names, units, rows = parts(env)
    whole, _ = replay(env, "whole", names, units, rows)
    chance, spoilt = random.Random(3), 0

    def holes(time, cells):
        nonlocal spoilt
        for column in SD:
            if cells[column] and (chance.random() < 0.2 or 140 < time < 146):
                cells[column] = chance.choice(["", "NaN", "n/a", "inf"])
                spoilt += 1
    made = changed(names, rows, holes)
    made[300:300] = [list(made[299]) for _ in range(5)]                 # sent again
    made[700:700] = [list(row) for row in made[650:660]]                # the clock goes back two hours
    states, document = replay(env, "spoilt", names, units, made)
    readings = document["readings"]
    assert readings["used"] + spoilt == 3450, (readings, spoilt)
    for hour in (60, 120, 180, 230):
        for name in ("W_kg", "P_g_per_L", "X_g_per_L", "O_mg_per_L", "r_P_g_per_L_per_h", "F_other_kg_per_h"):
            far = abs(states[hour][name] - whole[hour][name])
            assert far <= 2 * max(states[hour][name + "_sd"], whole[hour][name + "_sd"]), (hour, name, states[hour][name], whole[hour][name])
    return f"{spoilt} readings spoilt: {readings}"


def test_a_broken_sensor_is_named(env):
    _, names, units, rows = parts(env)
    frozen = {}

    def freeze(time, cells):
        if time > 120 and cells["weight"]:
            cells["weight"] = frozen.setdefault("weight", cells["weight"])

    def bias(column, by):
        def change(time, cells):
            if time > 120 and cells[column]:
                cells[column] = f"{float(cells[column]) + by:.9g}"
        return change
    told = []
    for change, name in ((freeze, "weight"), (bias("weight", 300), "weight"), (bias("DO", -14), "dissolved_oxygen"), (bias("gain", -8), "gain")):
        _, document = replay(env, "broken", names, units, changed(names, rows, change))
        found = named(document, 120)
        assert found and name in {one["at_fault"] for one in found}, (name, found[:3])
        told.append(f"{name} named from {found[0]['from_h']:.1f} to {found[0]['to_h']:.1f} h")
    return "; ".join(told)
