"""The thread from outside: what verify finds, keys, trace."""
import json
import os
import random
import re
import shutil
import time

import small_genome


def start(env, name="."):
    folder = env.folder / name
    small_genome.write_chain(folder)
    env.run("init", "--no-passphrase", cwd=folder)
    env.run("run", "chain.toml", cwd=folder)
    return folder


def test_verify_says_four_things(env):
    folder = start(env)
    text = env.run("thread", "verify").stdout
    assert [line.split()[0] for line in text.splitlines()] == ["bodies", "links,", "signatures", "compared", "verified"], text
    assert "none given: rewriting by the owner would not be seen" in text
    (folder / "point").write_text(env.run("thread", "checkpoint").stdout)
    env.run("run", "chain.toml")
    text = env.run("thread", "verify", "--against", "point").stdout
    assert "compared    with point: agrees" in text and "own key" in text, text


def test_a_flipped_byte_is_found(env):
    """Random places here; every single byte of a small store in the store's own tests."""
    folder = start(env)
    env.run("thread", "checkpoint")
    places = [p for p in (folder / ".strandline").rglob("*") if p.is_file() and (p.parent.name == "packs" or p.name in ("log", "checkpoints"))]
    assert len(places) >= 3, places
    chance = random.Random(7)
    for place in places:
        whole = place.read_bytes()
        for _ in range(12):
            data = bytearray(whole)
            at = chance.randrange(len(data))
            data[at] ^= 1 << chance.randrange(8)
            place.write_bytes(data)
            done = env.run("thread", "verify", exit=None)
            assert done.returncode == 1, f"{place.name} byte {at}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        place.write_bytes(whole)
    env.run("thread", "verify")


def test_what_an_owner_could_do_is_seen_by_who_holds_a_checkpoint(env):
    folder = start(env)
    yesterday = env.folder / "yesterday"
    shutil.copytree(folder / ".strandline", yesterday)
    (folder / "chain.toml").write_text(small_genome.CHAIN.replace("mismatches = 4", "mismatches = 3"))
    env.run("run", "chain.toml")
    (folder / "point").write_text(env.run("thread", "checkpoint").stdout)
    env.run("thread", "verify", "--against", "point")
    shutil.rmtree(folder / ".strandline")
    shutil.copytree(yesterday, folder / ".strandline")
    assert "DOES NOT AGREE" in env.run("thread", "verify", "--against", "point", exit=1).stdout, "rolled back"
    (folder / "chain.toml").write_text(small_genome.CHAIN.replace("mismatches = 4", "mismatches = 2"))
    env.run("run", "chain.toml")
    env.run("run", "chain.toml")
    assert "DOES NOT AGREE" in env.run("thread", "verify", "--against", "point", exit=1).stdout, "another history of the same length"


def test_an_unknown_signer_is_unverified(env):
    one, two = start(env, "one"), start(env, "two")
    shutil.copytree(one / ".strandline", env.folder / "copy" / ".strandline")
    point = env.folder / "point"
    point.write_text(env.run("thread", "checkpoint", cwd=two).stdout)
    done = env.run("thread", "verify", "--against", point, cwd=one, exit=1)
    assert "UNVERIFIED" in done.stdout or "DOES NOT AGREE" in done.stdout, done.stdout
    key = env.folder / "key.txt"
    key.write_text(env.run("thread", "key", "show", cwd=two).stdout)
    fingerprint = re.search(r"SHA256:\S+", key.read_text())[0]
    env.run("thread", "key", "trust", key, "--fingerprint", "SHA256:wrong", cwd=one, exit=1)
    env.run("thread", "key", "trust", key, "--fingerprint", fingerprint, cwd=one)
    assert fingerprint in env.run("thread", "key", "show", cwd=one).stdout
    env.run("thread", "verify", cwd=one)


def test_keys_under_a_passphrase(env):
    small_genome.write_chain(env.folder)
    (env.folder / "secret").write_text("correct horse\n")
    (env.folder / "wrong").write_text("wrong horse\n")
    env.run("init", "--passphrase-file", "secret")
    env.run("run", "chain.toml")                                    # recorded without the passphrase
    env.run("thread", "verify")
    assert "body closed" in env.run("thread", "show", record_of(env, "edit rank")).stdout
    assert "per-gene" in env.run("thread", "show", record_of(env, "edit rank"), "--passphrase-file", "secret").stdout
    done = env.run("thread", "checkpoint", exit=None)
    assert done.returncode in (2, 3) and done.stdout == "", done
    done = env.run("thread", "checkpoint", "--passphrase-file", "wrong", exit=None)
    assert done.returncode in (2, 3) and done.stdout == "", done
    note = env.run("thread", "checkpoint", env={"STRANDLINE_PASSPHRASE_FILE": "secret"}).stdout
    assert note.startswith("strandline/"), note
    assert " 0 sealed" not in env.run("thread", "verify").stdout
    assert " 0 sealed" in env.run("thread", "verify", "--passphrase-file", "secret").stdout
    env.run("thread", "verify", "--passphrase-file", "wrong", exit=3)


def record_of(env, operation, cwd=None):
    log = json.loads(env.run("thread", "log", "--format", "json", cwd=cwd).stdout)
    return [r["record"] for r in log["records"] if r["operation"] == operation][-1]


def test_init_without_terminal_ends_at_once(env):
    began = time.monotonic()
    done = env.run("init", exit=2)
    assert "--no-passphrase" in done.stderr and time.monotonic() - began < 60
    assert not (env.folder / ".strandline").exists()


def test_init_refuses_a_second_one(env):
    env.run("init", "--no-passphrase")
    before = sorted((p.name, p.stat().st_size) for p in (env.folder / ".strandline").rglob("*"))
    done = env.run("init", "--no-passphrase", exit=None)
    assert done.returncode in (2, 3), done
    assert before == sorted((p.name, p.stat().st_size) for p in (env.folder / ".strandline").rglob("*"))


def test_trace_up_down_and_forms(env):
    folder = start(env)
    tree = env.run("thread", "trace", "recommended.tsv").stdout
    for words in ("edit rank", "edit offtargets", "edit guides", "toy.gbk", "genes.txt", "strandline 0.", "mismatches=4"):
        assert words in tree, (words, tree)
    down = env.run("thread", "trace", "toy.gbk", "--down").stdout
    assert "edit.recommended/2" in down, down
    graph = json.loads(env.run("thread", "trace", "recommended.tsv", "--format", "json").stdout)
    assert {r["operation"] for r in graph["records"]} == {"edit guides", "edit offtargets", "edit rank"}
    assert env.run("thread", "trace", "recommended.tsv", "--graph").stdout.startswith("digraph")
    env.run("thread", "trace", "recommended.tsv", "--up", "--down", exit=2)
    (folder / "strange.txt").write_text("never seen\n")
    env.run("thread", "trace", "strange.txt", exit=1)


def test_ids_can_be_checked_with_stock_tools(env):
    """An artefact's id is the SHA-256 of its header's canonical JSON, a record's too."""
    import hashlib
    start(env)
    shown = json.loads(env.run("thread", "show", record_of(env, "edit rank"), "--format", "json").stdout)
    header = json.dumps(shown["header"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert "sha256:" + hashlib.sha256(header).hexdigest() == shown["record"]
    table = json.loads(env.run("thread", "show", "recommended.tsv", "--format", "json").stdout)
    data = (env.folder / "recommended.tsv").read_bytes()
    assert table["body_sha256"] == hashlib.sha256(data).hexdigest() and table["size"] == len(data)


def test_names_do_not_lie_open(env):
    folder = start(env)
    closed = [b"recommended.tsv", b"toy.gbk", b"genes.txt"]
    for place in (folder / ".strandline").rglob("*"):
        if place.is_file():
            data = place.read_bytes()
            for word in closed:
                assert word not in data or place.name.startswith("index"), (place, word)


def test_content_of_an_artefact(env):
    start(env)
    assert env.run("thread", "show", "recommended.tsv", "--content", "--format", "tsv").stdout == (env.folder / "recommended.tsv").read_text()


def test_a_newer_workspace_is_left_alone(env):
    folder = start(env)
    version = folder / ".strandline" / "version"
    version.write_text(re.sub(r"\d+", "999", version.read_text()))
    before = {p: p.read_bytes() for p in (folder / ".strandline").rglob("*") if p.is_file()}
    for command in (["run", "chain.toml"], ["thread", "log"], ["thread", "verify"], ["thread", "check", "--repair"]):
        done = env.run(*command, exit=3)
        assert "newer" in done.stderr, done.stderr
    assert before == {p: p.read_bytes() for p in (folder / ".strandline").rglob("*") if p.is_file()}


def test_a_lost_key_is_said(env):
    folder = start(env)
    shutil.rmtree(folder / ".strandline" / "keys")
    done = env.run("thread", "checkpoint", exit=3)
    assert "key" in done.stderr and "mend" in done.stderr, done.stderr
    (folder / "genes.txt").write_text("gamC\n")
    done = env.run("run", "chain.toml", exit=3)
    assert "key" in done.stderr
    verified = env.run("thread", "verify", exit=None)
    assert "bodies" in verified.stdout, verified.stderr


def test_copies_of_one_result_are_one_artefact(env):
    folder = start(env)
    os.makedirs(folder / "again")
    env.run("edit", "guides", "toy.gbk", "--genes", "alpA,betB", "-o", "again/guides.tsv")
    log = json.loads(env.run("thread", "log", "--format", "json").stdout)
    made = {r["outputs"][0]["artefact"] for r in log["records"] if r["operation"] == "edit guides"}
    assert len(made) == 1, made


def test_waiting_for_another_writer_can_be_interrupted(env):
    import fcntl
    import signal
    import subprocess
    from harness import program_environment
    folder = start(env)
    (folder / "genes.txt").write_text("gamC\n")
    with open(folder / ".strandline" / "lock", "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen([env.program, "run", "chain.toml"], cwd=folder, env=program_environment(env), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        words = process.communicate()[1]
    assert process.returncode == 130, (process.returncode, words)
    env.run("run", "chain.toml")


def test_kept_inputs_are_held(env):
    folder = start(env)
    assert "elsewhere" in env.run("thread", "show", "toy.gbk").stdout
    env.run("edit", "guides", "toy.gbk", "--genes", "gamC", "--keep-inputs")
    assert "held" in env.run("thread", "show", "toy.gbk").stdout
    env.run("thread", "verify")
