"""The project's own tools: a new engine, the entry script, the demo."""
import os
import re
import shutil
import subprocess


def copy_of_the_project(env):
    tree = env.folder / "project"
    shutil.copytree(env.project, tree, ignore=shutil.ignore_patterns("build", ".git", "__pycache__", "cache"))
    return tree


def lines_of_all_files(tree):
    return {str(p.relative_to(tree)): p.read_bytes().splitlines() for p in tree.rglob("*") if p.is_file()}


def test_a_new_engine(env):
    """Two lines change outside its folder; the tree builds; its unit test and its case pass."""
    tree = copy_of_the_project(env)
    before = lines_of_all_files(tree)
    subprocess.run([tree / "dev", "new-engine", "trial"], check=True, capture_output=True)
    after = {name: lines for name, lines in lines_of_all_files(tree).items() if not name.startswith("src/engines/trial/")}
    changed = {name: len(lines) - len(before.get(name, [])) for name, lines in after.items() if lines != before.get(name)}
    assert changed == {"cmake/engines.cmake": 1, "src/chain/src/engines.cpp": 1} and before.keys() == after.keys(), changed
    for name in changed:
        assert [line for line in after[name] if line in before[name]] == before[name], f"{name}: more than one new line"
    again = subprocess.run([tree / "dev", "new-engine", "trial"], capture_output=True, text=True)
    assert again.returncode != 0 and "taken" in again.stderr, again

    environment = {**os.environ, "CCACHE_BASEDIR": str(tree), "CCACHE_NOHASHDIR": "1"}
    preset = env.build.name
    subprocess.run(["cmake", "--preset", preset], cwd=tree, check=True, capture_output=True)
    built = subprocess.run(["cmake", "--build", f"build/{preset}", "--target", "strandline", "test_trial", "check_sources"], cwd=tree, env=environment, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout[-3000:]
    ran = subprocess.run(["python3", "tests/run.py", "--build", f"build/{preset}", "--only", "trial"], cwd=tree, capture_output=True, text=True)
    assert ran.stdout.strip().endswith("2 passed, 0 failed"), ran.stdout
    help_page = subprocess.run([tree / "build" / preset / "bin" / "strandline", "--help"], capture_output=True, text=True).stdout
    assert "trial lines" in help_page


def test_the_demo_ends_as_promised(env):
    genome = env.need(env.genome, "the K-12 genome is not there: ./dev demo fetches it")
    models = env.need(env.models and env.models / "iAF1260.mat", "the metabolic models are not there: ./dev demo fetches them").parent
    script = env.project / "examples" / "ecoli-succinate" / "demo.sh"
    for turn in ("done", "cached"):
        done = subprocess.run([script, env.program, genome, models, env.folder / "demo"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stdout + done.stderr
        assert len(re.findall(rf"^  \S+ +{turn}", done.stderr, re.M)) == 14, done.stderr
        for words in ("ACALD;D_LACt2;THD2", "9.910758", "optimal", "EX_succ_e_mmol_L", "adhE_22 ", "pntA_88 ", "e_coli_core.xml", "NC_000913.gbk.gz",
                      "strandline thread verify --against", "agrees", "mhpF_80 (GTGTCACGCATCATCAACGG)",
                      "USD, ", "demo/report.html", " steps back to the model", "Look next"):
            assert words in done.stdout, (words, done.stdout)
    # What the README shows of it is what it prints: the rows of the table, and the names of the artefacts.
    readme = (env.project / "README.md").read_text()
    shown = re.findall(r"^  (?:mhpF|adhE|ACALD|  6  |12  ).*$", readme, re.M) + re.findall(r"\S+/\d  sha256:[0-9a-f]{12}|(?:genbank|sbml)  sha256:[0-9a-f]{12}", readme)
    assert len(shown) >= 8, shown
    for words in shown:
        assert words in done.stdout, f"README.md shows what the demo does not print: {words}"
    table = (env.folder / "demo" / "recommended.tsv").read_text().splitlines()
    column = table[0].split("\t").index("locus_tag")
    design = (env.folder / "demo" / "design.tsv").read_text().splitlines()
    genes = design[1].split("\t")[design[0].split("\t").index("genes")].split(";")
    assert [line.split("\t")[column] for line in table[1:]] == [gene for gene in genes for _ in range(3)]


def test_every_file_is_small(env):
    for path in copy_of_the_project(env).rglob("*"):
        assert not path.is_file() or path.stat().st_size < 2 * 1024 * 1024, path


def test_documents_name_commands_that_exist(env):
    """Every `strandline …` line in a code block of the documents is a command that the program knows."""
    schema = {}
    for page in [env.project / "README.md", *sorted((env.project / "docs").glob("*.md")), *sorted((env.project / "examples").rglob("*.md"))]:
        for line in re.findall(r"^ *\$? ?strandline ([a-z][^#>|\n]*)", page.read_text(), re.M):
            words = line.split()
            name = next((" ".join(words[:n]) for n in (3, 2, 1) if env.run(*words[:n], "--help", exit=None).stdout.startswith(f"strandline {' '.join(words[:n])}: ")), None)
            assert name, f"{page.name}: no such command: strandline {line}"
            if name not in schema:
                schema[name] = env.run(*name.split(), "--help").stdout
            for option in re.findall(r"--([a-z-]+)", line):
                assert f"--{option}" in schema[name], f"{page.name}: strandline {name} has no --{option}"


def test_the_page_of_errors_is_up_to_date(env):
    done = subprocess.run(["python3", env.project / "tests" / "errors_page.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
