"""The engine at the size of a human genome and of a sequencing run. Called by run.py; alone:

usage: scale.py --strandline PROGRAM [--length BASES] [--guides77000 FILE]

The genome is made up (make_genome: seeded, 41 % GC, 45 % repeats of mutated families, runs of N), and so are the reads
(make_reads.py: 30 % edited, 0.1 % or 0.5 % substitution errors). Needs 15 GB of disk for 3.1 Gbp.
"""
import argparse
import filecmp
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

TARGETS = {
    "pack": "-", "fasta": "20 s, 4 GiB", "packed": "10 s", "bulges": "30 s", "one": "0.5 s", "index": "5 min, 6 GB", "library": "150 s",
    "reads": "10 s, 1 GiB"}


def measured(command, folder):
    """Seconds, CPU seconds and peak MiB of a command, which must end well."""
    began = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    words = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{words.decode()}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def row(what, figures, target, more=""):
    seconds, cpu, mebibytes = figures
    print(f"| {what} | {seconds:.2f} s | {cpu:.1f} s | {mebibytes:,.0f} MiB | {target} | {more} |", flush=True)


def lines(path):
    with open(path, "rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1


def kernels(build):
    print("\nKernel: pairs of site and guide a second and core, 1,000 guides, 4 mismatches, random genome of 64 Mbp\n", flush=True)
    subprocess.run([build / "bench" / "search_speed", "64", "1000", "4"], check=True)


def search(program, build, folder, length):
    genome, packed, index = folder / "genome.fa", folder / "genome.packed", folder / "genome.index"
    with open(genome, "wb") as file:
        subprocess.run([build / "bench" / "make_genome", "--length", str(length), "--seed", "1", "--guides", "77000", folder / "all.txt"], check=True, stdout=file)
    guides = (folder / "all.txt").read_text().split()
    for count in (1, 100, 1000, 77000):
        (folder / f"{count}.txt").write_text("\n".join(guides[:count]) + "\n")
    def offtargets(count, *more, genome=packed, out="hits.tsv"):
        return [program, "edit", "offtargets", "--genome", genome, "--guides", folder / f"{count}.txt", "-o", folder / out, "--overwrite", "-q", *more]
    print(f"\n| {length / 1e9:.2f} Gbp | wall | CPU | peak memory | target | hits |\n|---|---|---|---|---|---|", flush=True)
    row("`edit pack`", measured([program, "edit", "pack", "--genome", genome, "-o", packed, "-q"], folder), TARGETS["pack"])
    row("FASTA to table, 1,000 guides, 4 mismatches", measured(offtargets(1000, genome=genome, out="fasta.tsv"), folder), TARGETS["fasta"], f"{lines(folder / 'fasta.tsv'):,}")
    row("the same from the packed genome", measured(offtargets(1000), folder), TARGETS["packed"], f"{lines(folder / 'hits.tsv'):,}")
    assert filecmp.cmp(folder / "hits.tsv", folder / "fasta.tsv", shallow=False)    # read whole, this process would grow, and its children seem to
    row("100 guides, 4 mismatches, 1 DNA and 1 RNA bulge", measured(offtargets(100, "--dna-bulges", "1", "--rna-bulges", "1"), folder), TARGETS["bulges"], f"{lines(folder / 'hits.tsv'):,}")
    for _ in range(2):
        one = measured(offtargets(1), folder)
    row("one guide, packed genome in the page cache", one, TARGETS["one"], f"{lines(folder / 'hits.tsv'):,}")
    made = measured([program, "edit", "index", "--genome", packed, "-o", index, "-q"], folder)
    row(f"`edit index`, {index.stat().st_size / 1e9:.2f} GB", made, TARGETS["index"])
    measured(offtargets(1000, "--index", index), folder)
    assert filecmp.cmp(folder / "hits.tsv", folder / "fasta.tsv", shallow=False)    # read whole, this process would grow, and its children seem to
    row("77,000 guides, indexed, the closest 100 sites of each", measured(offtargets(77000, "--index", index, "--max-hits", "100"), folder), TARGETS["library"], f"{lines(folder / 'hits.tsv'):,}")


def outcomes(program, folder):
    here = pathlib.Path(__file__).resolve().parent
    print("\n| 1 million reads of 250 bp, every output | wall | CPU | peak memory | target | |\n|---|---|---|---|---|---|", flush=True)
    for errors in ("0.001", "0.005"):
        made = folder / f"reads-{errors}"
        subprocess.run([sys.executable, here / "make_reads.py", "--out", made, "--reads", "1000000", "--length", "250", "--errors", errors], check=True, stdout=subprocess.DEVNULL)
        amplicon = (made / "amplicon.fa").read_text().splitlines()[1]
        guide = (made / "guide.txt").read_text().strip()
        reads = next(path for path in made.iterdir() if path.suffix in (".fq", ".fastq"))
        figures = measured([program, "edit", "outcome", reads, "--amplicon", amplicon, "--guide", guide, "-o", f"{folder}/out-{errors}/", "--overwrite", "-q"], folder)
        row(f"{float(errors) * 100:.1f} % substitution errors", figures, TARGETS["reads"])


def main(strandline, length):
    program = pathlib.Path(strandline).resolve()
    build = program.parent.parent
    subprocess.run(["cmake", "--build", build, "--target", "make_genome", "search_speed", "--", "--quiet"], check=True, stdout=subprocess.DEVNULL)
    kernels(build)
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        folder = pathlib.Path(name)
        if shutil.disk_usage(folder).free < 5 * length:
            print(f"too little disk for {length:,} bases: left out")
        else:
            search(program, build, folder, length)
            for path in folder.glob("genome.*"):
                path.unlink()
        outcomes(program, folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strandline", required=True)
    parser.add_argument("--length", type=int, default=3_100_000_000)
    options = parser.parse_args()
    main(options.strandline, options.length)
