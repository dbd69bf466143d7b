"""A hundred settings files with one entry broken each: an answer, or an error with its place; never a crash, never infinity."""
import json
import random
import re
import shutil

FILES = 25  # of an example
OTHER_UNITS = ["mol", "bogus", "Pa", "s", "GBP/kg", "", "kg/kg", "Cel"]
NUMBERS = ["0", "-1", "nan", "inf", "1e308", "1e-300", "-1e9", "1e400", "99999999999999999999"]


def is_entry(line):
    return line.strip() and not line.lstrip().startswith("#")


def broken(text, chance):
    """What was done, and the file with it done; None where the line drawn has no place for it."""
    lines = text.split("\n")
    kind = chance.choice(["delete", "duplicate", "unit", "number", "misspell", "quote", "cut", "byte"])
    pattern = {"unit": r'"([-0-9.]+) [^"]+"', "number": r"(?<![\w.])[0-9]+(\.[0-9]+)?", "misspell": r"[a-z_]{4,}"}.get(kind, "")
    at = chance.choice([i for i, line in enumerate(lines) if is_entry(line) and re.search(pattern, line.split("#")[0])])
    line = lines[at]
    if kind == "delete":
        del lines[at]
    elif kind == "duplicate":
        lines.insert(at, line)
    elif kind == "unit":
        lines[at] = re.sub(pattern, lambda found: f'"{found[1]} {chance.choice(OTHER_UNITS)}"', line, count=1)
    elif kind == "number":
        lines[at] = re.sub(pattern, chance.choice(NUMBERS), line, count=1)
    elif kind == "misspell":
        word = re.search(pattern, line)
        letter = chance.randrange(word.start(), word.end())
        lines[at] = line[:letter] + "q" + line[letter + 1:]
    elif kind == "quote":
        lines[at] = line.replace('"', "", 1)
    made = "\n".join(lines).encode()
    if kind == "cut":
        made = made[:chance.randrange(len(made))]
    elif kind == "byte":
        letter = chance.randrange(len(made))
        made = made[:letter] + bytes([chance.randrange(256)]) + made[letter + 1:]
    return f"{kind} in line {at + 1}", made


def texts_of(value):
    """Every text of a JSON, but not what stands for the user's own words."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from texts_of(one) if name not in ("title", "name", "source", "formula") else ()
    elif isinstance(value, list):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, str):
        yield value


def refused(name):
    raise AssertionError(f"{name} in a result")


def check(env, example, settings, words, results, seeds):
    folder = env.folder / example
    shutil.copytree(env.project / "examples" / example, folder)
    text = (folder / settings).read_text()
    answered = 0
    for seed in range(seeds):
        what, made = broken(text, random.Random(f"{example} {seed}"))
        (folder / settings).write_bytes(made)
        done = env.run(*words, "--overwrite", cwd=folder, exit=None, timeout=300)
        why = f"{example}/{settings}, {what} (seed {seed}): exit {done.returncode}\n{done.stderr}"
        assert done.returncode in (0, 1, 2), why
        if done.returncode == 2:
            assert re.search(re.escape(settings) + r"(:\d+)?", done.stderr), why
            continue
        answered += 1
        for result in results:
            for one in texts_of(json.loads((folder / result).read_text(), parse_constant=refused)):
                assert not re.search(r"(?<![\w.])-?(nan|inf)(?!\w)", one), f"'{one}' in {result}: {why}"
    assert 0 < answered < seeds, f"{answered} of {seeds} broken files were taken"


def test_broken_plants(env):
    check(env, "plant-20m3", "plant.toml", ["process", "cost", "plant.toml", "-o", "cost.json", "--draws", 20], ["cost.json"], 2 * FILES)


def test_broken_vessels(env):
    check(env, "scale-2L-20m3", "VESSELS.toml", ["process", "scale", "VESSELS.toml", "-o", "scale.tsv", "--json", "scale.json"], ["scale.json"], FILES)


def test_broken_feeding_problems(env):
    check(env, "park-ramirez", "problem-15.toml", ["process", "feed", "problem-15.toml", "-o", "feed.tsv", "--json", "feed.json"], ["feed.json"], FILES)
