"""Chains: what runs, what is cached and why, interruption, damage."""
import os
import re
import shutil
import signal
import subprocess
import time

import small_genome
from harness import Skip, program_environment


def start(env):
    small_genome.write_chain(env.folder)
    env.run("init", "--no-passphrase")
    return env.folder


def states(done):
    """step → "done" or "cached", from the words on standard error"""
    return dict(re.findall(r"^  (\S+) +(done|cached)\b", done.stderr, re.M))


def whys(done):
    return {step: why for step, why in re.findall(r"^  (\S+) +(?:done|cached) +(?:[\d.]+ s)? *(.*)$", done.stderr, re.M)}


ALL_DONE = {"guides": "done", "offtargets": "done", "rank": "done"}
ALL_CACHED = {"guides": "cached", "offtargets": "cached", "rank": "cached"}


def test_done_then_cached(env):
    start(env)
    first = env.run("run", "chain.toml")
    assert states(first) == ALL_DONE, first.stderr
    assert whys(first)["guides"] == "first run of this operation here", first.stderr
    table = (env.folder / "recommended.tsv").read_bytes()
    assert table.startswith(b"gene\t") or b"\t" in table.splitlines()[0]
    leaves = len(env.run("thread", "log").stdout.splitlines())
    again = env.run("run", "chain.toml")
    assert states(again) == ALL_CACHED, again.stderr
    assert len(env.run("thread", "log").stdout.splitlines()) == leaves, "a cached run leaves no record"
    os.remove(env.folder / "recommended.tsv")
    assert states(env.run("run", "chain.toml")) == ALL_CACHED
    assert (env.folder / "recommended.tsv").read_bytes() == table


def test_makes_a_workspace_where_there_is_none(env):
    small_genome.write_chain(env.folder / "sub")
    env.run("run", "sub/chain.toml", exit=2)
    assert not (env.folder / "sub" / ".strandline").exists()
    env.run("run", "sub/chain.toml", "--no-passphrase")
    assert (env.folder / "sub" / ".strandline").is_dir() and (env.folder / "sub" / "recommended.tsv").exists()


def test_touched_moved_copied_renamed_reruns_nothing(env):
    folder = start(env)
    env.run("run", "chain.toml")
    os.utime(folder / "toy.gbk", (1, 1))
    assert states(env.run("run", "chain.toml")) == ALL_CACHED, "touched"
    shutil.move(folder / "toy.gbk", folder / "moved")
    shutil.copy(folder / "moved", folder / "other.gbk")
    (folder / "chain.toml").write_text(small_genome.CHAIN.replace("toy.gbk", "other.gbk"))
    assert states(env.run("run", "chain.toml")) == ALL_CACHED, "copied under another name"
    assert states(env.run("run", "chain.toml", "--threads", "1")) == ALL_CACHED, "another number of threads"
    assert states(env.run("run", "chain.toml", "--rehash")) == ALL_CACHED, "read anew"


def test_another_build_reruns_nothing(env):
    start(env)
    env.run("run", "chain.toml")
    other = env.folder / "other-build"
    other.write_bytes(env.program.read_bytes() + b"another build")
    other.chmod(0o755)
    done = subprocess.run([other, "run", "chain.toml"], cwd=env.folder, capture_output=True, text=True, env=program_environment(env), stdin=subprocess.DEVNULL)
    assert states(done) == ALL_CACHED, done.stderr


def test_a_changed_byte_reruns_exactly_what_depends_on_it(env):
    folder = start(env)
    env.run("run", "chain.toml")
    (folder / "chain.toml").write_text(small_genome.CHAIN.replace("mismatches = 4", "mismatches = 9"))
    done = env.run("run", "chain.toml")
    assert states(done) == {"guides": "cached", "offtargets": "done", "rank": "done"}, done.stderr
    assert "parameter mismatches" in whys(done)["offtargets"] and "input hits" in whys(done)["rank"], done.stderr
    (folder / "genes.txt").write_text("alpA\ngamC\n")
    done = env.run("run", "chain.toml")
    assert states(done) == ALL_DONE and "input genes" in whys(done)["guides"], done.stderr
    (folder / "genes.txt").write_text("alpA\nbetB\n")
    assert states(env.run("run", "chain.toml")) == ALL_CACHED, "what was made before is still there"
    # The same guides from other words: the change ends where its result is the same.
    (folder / "genes.txt").write_text("# two genes\nalpA\nbetB\n")
    done = env.run("run", "chain.toml")
    assert states(done) == {"guides": "done", "offtargets": "cached", "rank": "cached"}, done.stderr


def test_changed_content_under_a_restored_time_is_noticed(env):
    folder = start(env)
    before = os.stat(folder / "genes.txt")
    env.run("run", "chain.toml")
    time.sleep(2.1)                                   # the stat cache trusts what has been still for two seconds
    env.run("run", "chain.toml")
    (folder / "genes.txt").write_text("alpA\ngamC\n")
    os.utime(folder / "genes.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    after = os.stat(folder / "genes.txt")
    assert (after.st_size, after.st_mtime_ns, after.st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino)
    assert states(env.run("run", "chain.toml")) == ALL_DONE


def test_threads_do_not_change_a_byte(env):
    tables = []
    for threads in (1, 2, 5):
        folder = env.folder / str(threads)
        small_genome.write_chain(folder)
        env.run("run", "chain.toml", "--no-passphrase", "-t", threads, cwd=folder)
        tables.append((folder / "recommended.tsv").read_bytes())
    assert tables[0] == tables[1] == tables[2] and len(tables[0]) > 100


TWO_SIDES = small_genome.CHAIN + """
[step.other]
use = "edit guides"
genome = "file:toy.gbk"
genes = ["gamC"]

[step.both]
use = "edit offtargets"
genome = "file:toy.gbk"
guides = "other.table"
"""


def test_independent_steps_and_order_of_lines(env):
    small_genome.write_chain(env.folder, TWO_SIDES)
    done = env.run("run", "chain.toml", "--no-passphrase", "-t", "2")
    assert list(states(done)) == ["guides", "offtargets", "rank", "other", "both"], done.stderr


def test_dry_run_and_graph(env):
    small_genome.write_chain(env.folder)
    dry = env.run("run", "chain.toml", "--dry-run")
    assert not (env.folder / ".strandline").exists() and "to run" in dry.stdout
    graph = env.run("run", "chain.toml", "--graph").stdout
    assert graph.startswith("digraph") and '"step guides" -> "step offtargets"' in graph
    env.run("run", "chain.toml", "--no-passphrase")
    assert env.run("run", "chain.toml", "--dry-run").stdout.count("cached") == 3
    (env.folder / "chain.toml").write_text(small_genome.CHAIN.replace("mismatches = 4", "mismatches = 2"))
    dry = env.run("run", "chain.toml", "--dry-run").stdout
    assert dry.count("cached") == 1 and "parameter mismatches differs" in dry and "after offtargets" in dry, dry


def test_output_files_are_not_lost(env):
    folder = start(env)
    (folder / "recommended.tsv").write_text("my own notes\n")
    done = env.run("run", "chain.toml", exit=2)
    assert "exists already" in done.stderr and states(done) == {}, "refused before anything ran"
    assert (folder / "recommended.tsv").read_text() == "my own notes\n"
    env.run("run", "chain.toml", "--overwrite")
    assert "my own" not in (folder / "recommended.tsv").read_text()
    (folder / "chain.toml").write_text(small_genome.CHAIN.replace("mismatches = 4", "mismatches = 2"))
    env.run("run", "chain.toml")                      # what the workspace holds anyway may be replaced


def test_into_another_folder(env):
    start(env)
    env.run("run", "chain.toml", "-o", "results/today")
    assert (env.folder / "results" / "today" / "recommended.tsv").exists() and not (env.folder / "recommended.tsv").exists()


SLOW = """[step.first]
use = "edit guides"
genome = "file:toy.gbk"
genes = "file:genes.txt"

[step.slow]
use = "edit offtargets"
genome = "file:big.fa"
guides = "file:many.txt"
mismatches = 6

[step.after]
use = "edit offtargets"
genome = "file:toy.gbk"
guides = "first.table"

[output]
"slow.tsv" = "slow.hits"
"""


def start_slow(env):
    small_genome.write_chain(env.folder, SLOW)
    (env.folder / "big.fa").write_text(small_genome.fasta({"big": small_genome.bases(3_000_000, 5)}))
    guides = "\n".join(small_genome.bases(20, 100 + i) for i in range(400))
    (env.folder / "many.txt").write_text(guides + "\n")
    env.run("init", "--no-passphrase")


def stop_when_first_is_done(env, how):
    """Starts the chain, sends the signal as soon as the log has the first step, and waits."""
    process = subprocess.Popen([env.program, "run", "chain.toml", "-t", "1"], cwd=env.folder, env=program_environment(env), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    log = env.folder / ".strandline" / "log"
    before = log.stat().st_size
    while log.stat().st_size == before and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(how)
    words = process.communicate()[1]
    return process.returncode, words


def leftovers(env):
    return sorted(p.name for p in env.folder.iterdir()) + sorted(p.name for p in (env.folder / ".strandline").iterdir())


def test_killed_and_resumed(env):
    start_slow(env)
    status, words = stop_when_first_is_done(env, signal.SIGKILL)
    if status == 0:
        raise Skip("the machine was too fast: the chain ended before the signal")
    assert "slow.tsv" not in leftovers(env) and not [n for n in leftovers(env) if "part" in n], leftovers(env)
    env.run("thread", "check", "--repair", exit=None)
    env.run("thread", "verify")
    done = env.run("run", "chain.toml")
    assert states(done)["first"] == "cached" and states(done)["slow"] == "done", done.stderr
    assert (env.folder / "slow.tsv").exists()
    assert set(states(env.run("run", "chain.toml")).values()) == {"cached"}


def test_interrupted_and_resumed(env):
    start_slow(env)
    status, words = stop_when_first_is_done(env, signal.SIGINT)
    if status == 0:
        raise Skip("the machine was too fast: the chain ended before the signal")
    assert status == 130, (status, words)
    assert "the same command goes on" in words and "slow.tsv" not in leftovers(env), words
    done = env.run("run", "chain.toml")
    assert states(done)["first"] == "cached" and states(done)["slow"] == "done", done.stderr


def test_a_damaged_result_is_noticed_and_made_again(env):
    folder = start(env)
    env.run("run", "chain.toml")
    table = (folder / "recommended.tsv").read_bytes()
    os.remove(folder / "recommended.tsv")
    body = env.run("thread", "log", "--format", "tsv").stdout
    artefact = re.search(r"edit rank\ttable (sha256:\w+)", body)[1]
    pack = next((folder / ".strandline" / "packs").iterdir())
    data = bytearray(pack.read_bytes())
    data[find_body(env, data, artefact)] ^= 1
    pack.write_bytes(data)
    assert env.run("thread", "verify", exit=1).stdout.count("DAMAGED") >= 1
    done = env.run("run", "chain.toml")
    assert "damaged" in done.stderr, done.stderr
    assert (folder / "recommended.tsv").read_bytes() == table


def find_body(env, data, artefact):
    """Offset of a byte inside the stored body: frames name the SHA-256 of the body they carry."""
    shown = env.run("thread", "show", artefact).stdout
    body = bytes.fromhex(re.search(r"body +sha256:(\w+)", shown)[1])
    return data.index(body) + 80


def test_a_stale_index_is_no_loss(env):
    folder = start(env)
    env.run("run", "chain.toml")
    for name in os.listdir(folder / ".strandline"):
        if name.startswith("index"):
            os.remove(folder / ".strandline" / name)
    assert states(env.run("run", "chain.toml")) == ALL_CACHED
    env.run("thread", "verify")


def test_equal_work_is_done_once(env):
    small_genome.write_chain(env.folder, small_genome.CHAIN.replace("[step.offtargets]", """[step.twin]
use = "edit guides"
genome = "file:toy.gbk"
genes = "file:genes.txt"

[step.offtargets]"""))
    done = env.run("run", "chain.toml", "--no-passphrase", "-t", "4")
    assert sorted(v for k, v in states(done).items() if k in ("guides", "twin")) == ["cached", "done"], done.stderr


def test_several_processes_run_one_chain(env):
    """Also the first time, when all want to make the workspace."""
    small_genome.write_chain(env.folder)
    crew = [subprocess.Popen([env.program, "run", "chain.toml", "--no-passphrase"], cwd=env.folder, env=program_environment(env), stdin=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True) for _ in range(5)]
    words = [process.communicate()[1] for process in crew]
    assert [process.returncode for process in crew] == [0] * 5, words
    env.run("thread", "verify")
    assert (env.folder / "recommended.tsv").exists()


def test_output_paths_are_checked_first(env):
    small_genome.write_chain(env.folder)
    for path in ("../outside.tsv", "/tmp/outside.tsv", "folder/", "./recommended.tsv"):
        (env.folder / "chain.toml").write_text(small_genome.CHAIN + f'"{path}" = "guides.table"\n')
        done = env.run("run", "chain.toml", "--no-passphrase", exit=2)
        assert "chain.toml:" in done.stderr and not (env.folder / ".strandline").exists(), done.stderr


def test_a_result_made_in_two_ways_is_traced_in_both(env):
    start(env)
    (env.folder / "A.txt").write_text("alpA\n")
    (env.folder / "B.txt").write_text("# only alpA\nalpA\n")
    for name in "AB":
        env.run("edit", "guides", "toy.gbk", "--genes", f"{name}.txt", "-o", f"{name}.tsv")
    tree = env.run("thread", "trace", "B.tsv").stdout
    assert "A.txt" in tree and "B.txt" in tree and "identical" not in tree, tree
