#!/usr/bin/env python3
"""Cohorts of up to half a million people: genotypes to the table, to JSON lines with all recommendations; one sample; PyPGx.

usage: run.py --strandline PROGRAM --shared FOLDER [--samples N] [--only TEXT]

Cohorts are made up (make_cohort says how). Times are of whole processes, from file to file, two threads; processor seconds, wall seconds and
peak memory. Wall seconds mean something on an idle machine only.
"""
import argparse
import csv
import filecmp
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parents[3]
KINDS = {"frequencies": "as people are", "pairs": "any pair of alleles", "positions": "any allele at any position"}
PEER_GENES = ["CYP2C19", "CYP3A5", "TPMT"]
PEER_SAMPLES = 100
ANEW = 50_000
BYTES_OF_LINE = 24_000


def run(command, cwd):
    """(processor seconds, wall seconds, peak MiB, standard output) of a command that must succeed."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(list(map(str, command)), cwd=cwd, stdout=output, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        output.seek(0)
        return usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1024, output.read()


def row(what, samples, measured, target, more=""):
    cpu, wall, peak, _ = measured
    print(f"| {what} | {samples:,} | {cpu:.2f} s | {wall:.2f} s | {peak:.0f} MiB | {target} | {more} |", flush=True)


class Bench:
    def __init__(self, options, folder):
        self.program = pathlib.Path(options.strandline).resolve()
        self.build = self.program.parent.parent
        self.shared = pathlib.Path(options.shared) / "data" / "clinic"
        self.samples, self.only, self.folder = options.samples, options.only, pathlib.Path(folder)
        subprocess.run(["ninja", "-C", self.build, "make_cohort", "cohort_speed", "genotypes_speed"], check=True, stdout=subprocess.DEVNULL)

    def tool(self, name):
        return self.build / "bench" / name

    def cohort(self, kind, samples):
        path = self.folder / f"{kind}.{samples}.bcf"
        if not path.exists():
            run([self.tool("make_cohort"), kind, path, samples], self.folder)
        return path

    def ours(self, *words):
        return run([self.program, "clinic", "pgx", *words, "-t", 2, "-q", "--overwrite"], self.folder)

    def wanted(self, part):
        return not self.only or self.only in part


def reading(bench):
    path = bench.cohort("frequencies", bench.samples)
    row("genotypes read and parted by pattern (`genotypes_speed`)", bench.samples, run([bench.tool("genotypes_speed"), path, 2], bench.folder), "–")


def table(bench):
    for kind, words in KINDS.items():
        measured = bench.ours(bench.cohort(kind, bench.samples), "-o", "calls.tsv")
        size = (bench.folder / "calls.tsv").stat().st_size
        row(f"`clinic pgx` to the table, {words}", bench.samples, measured, "30 s wall, 1 GiB", f"{size / 1e6:,.0f} MB")
        (bench.folder / "calls.tsv").unlink()


def lines(bench):
    needed = bench.samples * BYTES_OF_LINE
    if shutil.disk_usage(bench.folder).free < 2 * needed:
        print(f"JSON lines of {bench.samples:,} samples need {needed / 1e9:.0f} GB twice over: left out\n")
        return
    for kind, words in KINDS.items():
        measured = bench.ours(bench.cohort(kind, bench.samples), "--to", "lines", "-o", "lines.jsonl")
        path = bench.folder / "lines.jsonl"
        with open(path) as file:
            json.loads(file.readline())
        row(f"`clinic pgx --to lines`, all recommendations, {words}", bench.samples, measured, "100 s wall, 1 GiB", f"{path.stat().st_size / 1e6:,.0f} MB")
        path.unlink()


def anew(bench):
    """Every gene of every sample matched and put into words by itself."""
    samples = min(ANEW, bench.samples)
    for kind, words in KINDS.items():
        path = bench.cohort(kind, samples)
        run([bench.tool("cohort_speed"), "rows", path, 2, "shared.tsv"], bench.folder)
        measured = run([bench.tool("cohort_speed"), "rows", path, 2, "anew.tsv", "anew"], bench.folder)
        assert filecmp.cmp(bench.folder / "shared.tsv", bench.folder / "anew.tsv", shallow=False), "rows depend on what samples share"
        row(f"table, nothing shared between samples, {words}", samples, measured, "10,000 samples a second and core",
            f"{samples / measured[0]:,.0f} samples a processor second")


def one_sample(bench):
    example = bench.shared / "report_example" / "pharmcat.example.vcf"
    if not example.exists():
        print("the example of one sample is not there: left out\n")
        return
    outside = example.with_name("pharmcat.example.outsideCall.tsv")
    three = ("--to", "html", "-o", "page.html", "--report", "report.json", "--fhir", "fhir.json")
    for what, outputs, target in (("page, report JSON and FHIR", three, "50 ms wall"), ("all outputs", ("-o", "documents/"), "-")):
        times = [bench.ours(example, "--outside", outside, *outputs) for _ in range(15)]
        times.sort(key=lambda measured: measured[1])
        row(f"one sample, cold, to {what}", 1, times[7], target, f"wall of 15: median {times[7][1] * 1000:.0f} ms, best {times[0][1] * 1000:.0f} ms")


def unphased(bench):
    path = bench.folder / "unphased.vcf"
    run([bench.tool("make_cohort"), "unphased", path], bench.folder)
    for research in ("cyp2d6", "cyp2d6,combinations"):
        measured = bench.ours(path, "--research", research, "-o", "unphased.tsv")
        with open(bench.folder / "unphased.tsv", newline="") as file:
            told = {r["gene"]: r["evidence"] for r in csv.DictReader(file, delimiter="\t")}
        words = "; ".join(f"{gene}: {told[gene].split('; ', 1)[-1]}" for gene in ("CYP2B6", "CYP2D6", "NAT2", "RYR1"))
        row(f"25 unphased heterozygous positions in each of four genes, --research {research}", 1, measured, "no blow-up", words)


def peer_python():
    """A Python with PyPGx, in an environment of its own: it needs a pandas older than others do."""
    folder = PROJECT / "cache" / "peers-pypgx"
    python = folder / "bin" / "python3"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", HERE / "requirements-pypgx.txt"], check=True)
        return python
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"PyPGx could not be installed ({error}): left out\n")
        return None


def peer(bench):
    """Genes for which both have the same facts; the answers must be equal."""
    python = peer_python()
    if not python:
        return
    path = bench.folder / "phased.vcf"
    run([bench.tool("make_cohort"), "phased", path, PEER_SAMPLES], bench.folder)
    theirs = json.loads(run([python, HERE / "peer_pypgx.py", path, *PEER_GENES], bench.folder)[3].splitlines()[-1])
    measured = bench.ours(path, "--genes", ",".join(PEER_GENES), "-o", "phased.tsv")
    with open(bench.folder / "phased.tsv", newline="") as file:
        for each in csv.DictReader(file, delimiter="\t"):
            diplotype, phenotype = theirs["answers"][each["gene"]][each["sample"]]
            assert sorted(each["recommendation_diplotype"].split("/")) == sorted(diplotype.split("/")), (each, diplotype)
            assert each["phenotype"] == phenotype, (each, phenotype)
    print(f"\nPyPGx {theirs['version']}, {', '.join(PEER_GENES)} of {PEER_SAMPLES} phased samples, diplotypes and phenotypes equal: "
          f"{theirs['cpu_seconds']:.1f} s of processor time for its three calls alone; strandline {measured[0]:.3f} s for the whole process, "
          f"{theirs['cpu_seconds'] / measured[0]:,.0f} times less.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strandline", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--samples", type=int, default=500_000)
    parser.add_argument("--only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-clinic-") as folder:
        bench = Bench(options, folder)
        print("| work | samples | processor time | wall time | peak memory | target | |\n" + "|---" * 7 + "|")
        for part in (reading, table, lines, anew, one_sample, unphased, peer):
            if bench.wanted(part.__name__):
                part(bench)
    print("\nPharmCAT 3.1.1, not run here: 27.0 s of processor time for 100 samples of 873 positions to its calls-only table in one Java process,\n"
          "28.8 s with its report as JSON; 4.1 s for one sample (measured elsewhere on two shared x86 cores).\n")


if __name__ == "__main__":
    main()
