"""The command line from outside: surfaces agree, files one may not read, the terminal, full disks."""
import json
import os
import pty
import select
import shutil
import subprocess

import small_genome
from harness import Skip, program_environment

OPERATIONS = ["init", "run", "report", "edit guides", "edit library", "edit offtargets", "edit index", "edit pack", "edit rank", "edit score",
              "edit score-pairs", "edit base", "edit prime", "edit donor", "edit outcome", "edit compare",
              "strain convert", "strain check", "strain fba", "strain pfba", "strain fva", "strain moma", "strain room", "strain knockouts", "strain envelope",
              "strain medium", "strain sample", "strain cutsets", "strain design", "strain insert", "strain enzymes", "strain simulate", "strain certify",
              "process check", "process simulate", "process likelihood", "process fit", "process profile", "process culture",
              "process feed", "process scale", "process cost", "process listen",
              "clinic pgx", "clinic match", "clinic knowledge build", "clinic knowledge show", "clinic knowledge diff",
              "thread log", "thread show", "thread trace", "thread verify",
              "thread checkpoint", "thread check", "thread key show", "thread key trust", "man", "completion"]


def test_every_operation_explains_itself(env):
    overview = env.run("--help").stdout
    for operation in OPERATIONS:
        assert operation in overview
        words = operation.split()
        assert "usage: strandline " + operation in env.run(*words, "--help").stdout
        assert env.run("man", *words).stdout.startswith(".TH STRANDLINE")
        assert json.loads(env.run(*words, "--schema").stdout)["title"] == operation
    assert len(max(overview.splitlines(), key=len)) <= 120, "fits a terminal"
    assert env.run().stdout == overview


def test_the_record_names_what_the_schema_names(env):
    small_genome.write_chain(env.folder)
    env.run("init", "--no-passphrase")
    env.run("run", "chain.toml")
    log = json.loads(env.run("thread", "log", "--format", "json").stdout)
    seen = 0
    for entry in log["records"]:
        if not entry["operation"].startswith("edit "):
            continue
        seen += 1
        schema = json.loads(env.run(*entry["operation"].split(), "--schema").stdout)
        record = json.loads(env.run("thread", "show", entry["record"], "--format", "json").stdout)
        inputs = {name for name, p in schema["properties"].items() if p.get("x-port") == "input"}
        declared = {name: p for name, p in schema["properties"].items() if name not in inputs}
        always = {name for name, p in declared.items() if "default" in p or name in schema["required"]}
        assert always <= set(record["body"]["parameters"]) <= set(declared), (entry, record["body"])
        assert {i["role"] for i in record["header"]["inputs"]} <= inputs
        assert {o["role"] for o in record["header"]["outputs"]} == set(schema["x-outputs"])
        assert record["header"]["semantics"] == schema["x-semantics"]
        circumstances = record["body"]["circumstances"]
        assert circumstances["program"].startswith("strandline ") and circumstances["threads"] >= 1
    assert seen == 3


def complete(env, line):
    """What bash offers for the last word of a line."""
    script = f"""source <({env.program} completion bash)
COMP_WORDS=({line}); [[ '{line}' == *' ' ]] && COMP_WORDS+=(''); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _strandline; printf '%s\\n' "${{COMPREPLY[@]}}" """
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=env.folder).stdout.split()


def test_completion_in_bash(env):
    assert "edit" in complete(env, "strandline e")
    assert complete(env, "strandline edit of") == ["offtargets"]
    assert complete(env, "strandline edit offtargets --mis") == ["--mismatches"]
    assert complete(env, "strandline edit offtargets --pam-side ") == ["3", "5"]
    assert complete(env, "strandline thread k") == ["key"]
    assert complete(env, "strandline thread key ") == ["show", "trust", "--help"]
    assert complete(env, "strandline edit guides --format ") == ["text", "tsv", "json"]


def test_manual_page_is_sound(env):
    for operation in OPERATIONS:
        page = env.run("man", *operation.split()).stdout
        done = subprocess.run(["groff", "-K", "utf8", "-man", "-Tutf8", "-ww"], input=page, capture_output=True, text=True)
        assert done.returncode == 0 and not done.stderr, done.stderr


def test_a_file_one_may_not_read(env):
    """As another user where the tests run as root, who may read everything."""
    (env.folder / "genome.fa").write_text(">c\nACGT\n")
    (env.folder / "guides.txt").write_text("ACGTACGTACGTACGTACGT\n")
    os.chmod(env.folder / "genome.fa", 0)
    program, before = env.program, []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            raise Skip("setpriv is not there to become another user")
        program = env.folder / "strandline"
        shutil.copy(env.program, program)
        os.chmod(program, 0o755)
        os.chmod(env.folder, 0o755)
        before = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    done = subprocess.run([*before, program, "edit", "offtargets", "genome.fa", "--guides", "guides.txt"], cwd=env.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=program_environment(env))
    assert done.returncode == 3 and "Permission denied" in done.stderr and "mend" in done.stderr and not done.stdout, done


def test_a_pipe_as_input_and_standard_output_as_file(env):
    (env.folder / "genome.fa").write_text(small_genome.fasta({"c": small_genome.bases(2000, 4)}))
    guide = small_genome.bases(2000, 4)[100:120]
    plain = env.run("edit", "offtargets", "genome.fa", "--guides", "/dev/stdin", "--pam", "NNN", "--mismatches", "0", "-q", stdin=guide + "\n").stdout
    assert plain.count("\n") == 2, plain
    (env.folder / "g.txt").write_text(guide + "\n")
    other = env.run("edit", "offtargets", "genome.fa", "--guides", "g.txt", "--pam", "NNN", "--mismatches", "0", "-q", "-o", "/dev/stdout").stdout
    assert plain == other


def test_a_genome_that_changes_while_it_is_read(env):
    """The file grows after it was opened: noticed, refused, nothing recorded."""
    genome = env.folder / "genome.fa"
    genome.write_text(small_genome.fasta({"c": small_genome.bases(4_000_000, 4)}))
    (env.folder / "g.txt").write_text("\n".join(small_genome.bases(20, 50 + i) for i in range(300)) + "\n")
    env.run("init", "--no-passphrase")
    process = subprocess.Popen([env.program, "edit", "offtargets", "genome.fa", "--guides", "g.txt", "--mismatches", "6", "-t", "1", "-o", "hits.tsv"], cwd=env.folder,
                               env=program_environment(env), stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
    while process.poll() is None and str(genome) not in open_files(process.pid):
        pass
    with open(genome, "a") as file:
        file.write("ACGT\n")
    words = process.communicate()[1]
    if process.returncode == 0 and "changed" not in words:
        raise Skip("the machine was too fast: the run ended before the file changed")
    assert process.returncode == 3 and "changed while it was read" in words, words
    assert not (env.folder / "hits.tsv").exists() and "edit" not in env.run("thread", "log").stdout


def test_a_full_disk(env):
    """Nothing half-written under its name, nothing lost in the workspace, and it goes on when there is room again."""
    disk = env.folder / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", disk], capture_output=True).returncode != 0:
        raise Skip("a small disk needs the right to mount one")
    try:
        (disk / "genome.fa").write_text(small_genome.fasta({"c": small_genome.bases(100_000, 4)}))
        (disk / "g.txt").write_text("\n".join(small_genome.bases(20, 50 + i) for i in range(100)) + "\n")
        env.run("init", "--no-passphrase", cwd=disk)
        filler = disk / "filler"
        try:
            with open(filler, "wb") as file:
                while True:
                    file.write(b"x" * 4096)
                    file.flush()
        except OSError:
            pass
        search = ["edit", "offtargets", "genome.fa", "--guides", "g.txt", "--mismatches", "9", "-o", "hits.tsv"]
        done = env.run(*search, cwd=disk, exit=3)
        assert "No space left" in done.stderr or "space" in done.stderr or "full" in done.stderr, done.stderr
        assert not (disk / "hits.tsv").exists() and not [p for p in disk.iterdir() if "part" in p.name]
        os.remove(filler)
        env.run("thread", "check", "--repair", cwd=disk, exit=None)
        env.run("thread", "verify", cwd=disk)
        env.run(*search[:-2], "-o", "/dev/null", cwd=disk)
    finally:
        subprocess.run(["umount", disk], capture_output=True)


def open_files(pid):
    try:
        return {os.readlink(f"/proc/{pid}/fd/{n}") for n in os.listdir(f"/proc/{pid}/fd")}
    except OSError:
        return set()


def test_progress_and_passphrase_on_a_terminal(env):
    (env.folder / "g.txt").write_text("ACGTACGTACGTACGTACGT\n")
    (env.folder / "genome.fa").write_text(small_genome.fasta({"c": small_genome.bases(3000, 9)}))
    words = on_terminal(env, ["init"], ["secret\n", "secret\n"])
    assert "fingerprint" in words and "secret" not in words, words
    assert (env.folder / ".strandline").is_dir()
    table = on_terminal(env, ["edit", "offtargets", "genome.fa", "--guides", "g.txt", "--mismatches", "10"], [])
    assert "guide  spacer" in table.replace("\r", ""), "aligned on a terminal\n" + table
    shutil.rmtree(env.folder / ".strandline")
    words = on_terminal(env, ["init"], ["one\n", "two\n", "three\n", "three\n"])
    assert "not the same" in words and "fingerprint" in words, words


def on_terminal(env, words, answers):
    """Runs the program on a terminal of its own and types the answers when asked."""
    try:
        pid, terminal = pty.fork()
    except OSError as error:
        raise Skip(f"no terminal can be made here: {error}")
    if pid == 0:
        os.chdir(env.folder)
        os.execve(env.program, [str(env.program), *words], program_environment(env))
    shown = ""
    asked = 0
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        try:
            part = os.read(terminal, 4096).decode(errors="replace") if ready else ""
        except OSError:
            part = ""
        if not part:
            break
        shown += part
        while asked < len(answers) and shown.count(": ") > asked and shown.rstrip("\r\n").endswith(": "):
            os.write(terminal, answers[asked].encode())
            asked += 1
            break
    os.waitpid(pid, 0)
    return shown


def test_devices_pipes_and_links_are_written_to_and_not_replaced(env):
    small_genome.write_chain(env.folder, small_genome.CHAIN + '"pipe" = "guides.table"\n')
    env.run("init", "--no-passphrase")
    os.mkfifo(env.folder / "pipe")
    (env.folder / "target.txt").write_text("old\n")
    (env.folder / "link").symlink_to("target.txt")
    reader = subprocess.Popen(["cat", "pipe"], cwd=env.folder, stdout=subprocess.PIPE, text=True)
    env.run("run", "chain.toml")
    assert reader.communicate()[0].startswith("id\tspacer"), "a chain's output into a pipe"
    assert (env.folder / "pipe").is_fifo()
    env.run("thread", "log", "-o", "/dev/null")
    assert os.path.exists("/dev/null") and not os.path.isfile("/dev/null")
    env.run("thread", "log", "-o", "link", "--overwrite")
    assert (env.folder / "link").is_symlink() and "edit rank" in (env.folder / "target.txt").read_text()
    name = "n" * 250
    env.run("thread", "log", "-o", name)
    assert (env.folder / name).exists()


def test_a_run_never_writes_over_what_it_reads(env):
    small_genome.write_chain(env.folder)
    env.run("init", "--no-passphrase")
    env.run("edit", "guides", "toy.gbk", "--genes", "genes.txt", "-o", "guides.tsv")
    env.run("edit", "offtargets", "toy.gbk", "--guides", "guides.tsv", "-o", "hits.tsv")
    for more in ([], ["--overwrite"]):
        done = env.run("edit", "rank", "--guides", "guides.tsv", "--hits", "hits.tsv", "-o", "guides.tsv", *more, exit=2)
        assert "output.is_input" in done.stderr, done.stderr
    guides = (env.folder / "guides.tsv").read_text()
    env.run("edit", "guides", "toy.gbk", "--genes", "genes.txt", "--keep-inputs", "--seed", "7")
    done = env.run("edit", "offtargets", "toy.gbk", "--guides", "guides.tsv", "-o", "genes.txt", exit=2)
    assert "output.exists" in done.stderr, "held, but it is the user's own file"
    for place in ("genes.txt", "chain.toml", ".strandline/log"):
        (env.folder / "chain.toml").write_text(small_genome.CHAIN + f'"{place}" = "guides.table"\n')
        before = (env.folder / place).read_bytes()
        done = env.run("run", "chain.toml", "--overwrite", exit=2)
        assert "output.is_input" in done.stderr or "output.in_workspace" in done.stderr, done.stderr
        assert (env.folder / place).read_bytes() == before
    assert (env.folder / "guides.tsv").read_text() == guides
    env.run("thread", "verify")


def test_help_in_the_ways_people_ask(env):
    page = env.run("edit", "guides", "--help").stdout
    assert env.run("help", "edit", "guides").stdout == page and env.run("edit", "guides", "-h").stdout == page
    assert env.run("help").stdout == env.run("--help").stdout


def test_a_casoffinder_file_is_recorded_with_what_it_asked(env):
    (env.folder / "genome.fa").write_text(small_genome.fasta({"c": small_genome.bases(5000, 4)}))
    (env.folder / "input.txt").write_text("genome.fa\nTTTVNNNNNNNNNNNNNNNNNNNNNNN\nNNNN" + small_genome.bases(23, 1) + " 6\n")
    env.run("init", "--no-passphrase")
    env.run("edit", "offtargets", "--casoffinder", "input.txt")
    log = json.loads(env.run("thread", "log", "--format", "json").stdout)
    body = json.loads(env.run("thread", "show", log["records"][-1]["record"], "--format", "json").stdout)["body"]
    assert body["parameters"]["pam"] == "TTTV" and body["parameters"]["pam-side"] == "5" and body["parameters"]["mismatches"] == 6, body
    assert body["names"]["genome"].endswith("genome.fa"), body
    env.run("edit", "offtargets", "--casoffinder", "input.txt", "--mismatches", "3", exit=2)
