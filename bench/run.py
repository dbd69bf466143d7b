#!/usr/bin/env python3
"""Measures what the foundation promises, then runs the benchmark of every engine (src/engines/*/bench/run.py).

usage: bench/run.py --build build/release [--shared DIR] [--genome FILE] [--clean-build] [ENGINE …]
Figures are printed beside the target; nothing here is a test. --clean-build compiles everything anew, without ccache.
"""
import argparse
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parent.parent


def seconds(command, cwd=None, env=None):
    began = time.perf_counter()
    subprocess.run(list(map(str, command)), cwd=cwd, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    return time.perf_counter() - began


def times(command, runs, **more):
    all_runs = sorted(seconds(command, **more) for _ in range(runs))
    return all_runs[0], all_runs[len(all_runs) // 2]


def row(what, figures, target):
    best, median = figures
    print(f"| {what} | {best * 1000:.1f} ms | {median * 1000:.1f} ms | {target} |", flush=True)


def ten_steps(program, folder):
    """A chain of ten steps on a made-up genome, in a workspace whose key needs no passphrase."""
    sys.path.insert(0, str(PROJECT / "tests"))
    import small_genome
    text = ""
    for i in range(5):
        text += f'[step.guides{i}]\nuse = "edit guides"\ngenome = "file:toy.gbk"\ngenes = ["{small_genome.GENES[i % 3]}"]\nspacer-length = {19 + i}\n\n'
        text += f'[step.hits{i}]\nuse = "edit offtargets"\ngenome = "file:toy.gbk"\nguides = "guides{i}.table"\n\n'
    text += '[output]\n"hits.tsv" = "hits4.hits"\n'
    small_genome.write_chain(folder, text)
    seconds([program, "run", "chain.toml", "--no-passphrase"], cwd=folder)
    time.sleep(2.1)          # the stat cache trusts files that have been still for two seconds
    seconds([program, "run", "chain.toml"], cwd=folder)


def clean_build(folder):
    environment = {**os.environ, "CCACHE_DISABLE": "1"}
    tree = folder / "build"
    subprocess.run(["cmake", "-S", PROJECT, "-B", tree, "-G", "Ninja", "-DCMAKE_CXX_FLAGS=-O2", "-DCMAKE_BUILD_TYPE=None"], check=True, stdout=subprocess.DEVNULL)
    return seconds(["cmake", "--build", tree, "--target", "all", "all_verify_interface_header_sets"], env=environment)


def with_peers(requirements):
    """A Python that has the peers of an engine, in an environment of its own under cache/; this one where that fails."""
    if not requirements.exists():
        return sys.executable
    folder = PROJECT / "cache" / "peers"
    python = folder / "bin" / "python3"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements], check=True)
        return python
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"peers of {requirements.parent.parent.name} could not be installed ({error}): they are left out", flush=True)
        return sys.executable


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--shared")
    parser.add_argument("--genome")
    parser.add_argument("--clean-build", action="store_true")
    parser.add_argument("engines", nargs="*")
    options = parser.parse_args()
    program = pathlib.Path(options.build).resolve() / "bin" / "strandline"
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.processor())
    print(f"{model}, {os.cpu_count()} cores, {platform.platform()}, warm caches\n")
    if not options.engines:
        print("| what | best | median | target |\n|---|---|---|---|")
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            folder = pathlib.Path(folder)
            row("`strandline --version`", times([program, "--version"], 20), "20 ms")
            recorded, unrecorded = folder / "recorded", folder / "unrecorded"     # the second has no cache to answer from
            unrecorded.mkdir()
            ten_steps(program, recorded)
            row("cached chain of 10 steps, open key", times([program, "run", "chain.toml"], 20, cwd=recorded), "100 ms")
            row("`thread verify` of its workspace", times([program, "thread", "verify"], 5, cwd=recorded), "-")
            yeast = pathlib.Path(options.shared or "/nonexistent").resolve() / "data" / "edit"
            if (yeast / "yeast" / "sacCer3.2bit").exists():
                command = [program, "edit", "offtargets", "--genome", yeast / "yeast" / "sacCer3.2bit", "--casoffinder", yeast / "golden" / "co_y100.in", "-o", "/dev/null", "-q"]
                row("yeast, 100 guides, NGG, 4 mismatches, file to table", times(command, 7, cwd=unrecorded), "1 s")
            if options.clean_build:
                taken = clean_build(folder)
                print(f"| clean build, {os.cpu_count()} cores, no ccache | {taken:.0f} s | {taken:.0f} s | 600 s |")
        print()
    for script in sorted(PROJECT.glob("src/engines/*/bench/run.py")):
        engine = script.parent.parent.name
        if options.engines and engine not in options.engines:
            continue
        print(f"## {engine}\n", flush=True)
        python = with_peers(script.parent / "requirements.txt")
        subprocess.run([python, script, "--strandline", program, "--shared", pathlib.Path(options.shared or "/nonexistent").resolve()], check=True)


if __name__ == "__main__":
    main()
