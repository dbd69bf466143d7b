#!/usr/bin/env python3
"""Off-target search: strandline beside its peers on yeast, 100 guides, NGG, up to 4 mismatches.

usage: run.py --strandline PROGRAM --shared FOLDER [--runs N] [--threads N]

Compares the hits, then times the programs in turn. Peers that are not installed are left out and named.
"""
import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import scale

MISMATCHES = 4
COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def reverse_complement(bases):
    return bases.translate(COMPLEMENT)[::-1]


def read_twobit(path):
    """Contigs of a little-endian version 0 .2bit file, in upper case."""
    data = path.read_bytes()
    _, _, count, _ = struct.unpack_from("<4I", data)
    at, contigs = 16, {}
    unpacked = ["".join("TCAG"[byte >> shift & 3] for shift in (6, 4, 2, 0)) for byte in range(256)]
    for _ in range(count):
        size = data[at]
        name = data[at + 1:at + 1 + size].decode()
        (offset,) = struct.unpack_from("<I", data, at + 1 + size)
        at += 5 + size
        length, blocks = struct.unpack_from("<2I", data, offset)
        starts = struct.unpack_from(f"<{blocks}I", data, offset + 8)
        sizes = struct.unpack_from(f"<{blocks}I", data, offset + 8 + 4 * blocks)
        masks_at = offset + 8 + 8 * blocks
        (masks,) = struct.unpack_from("<I", data, masks_at)
        packed = masks_at + 4 + 8 * masks + 4
        bases = "".join(unpacked[byte] for byte in data[packed:packed + (length + 3) // 4])[:length]
        for start, run in zip(starts, sizes):
            bases = bases[:start] + "N" * run + bases[start + run:]
        contigs[name] = bases
    return contigs


def read_fasta(path):
    contigs, name = {}, None
    for line in path.read_text().splitlines():
        if line.startswith(">"):
            name = line[1:]
            contigs[name] = []
        else:
            contigs[name].append(line)
    return {name: "".join(lines) for name, lines in contigs.items()}


def read_guides(path):
    """Spacers of a Cas-OFFinder input file."""
    return [line.split()[0][:20] for line in path.read_text().splitlines()[2:] if line.strip()]


def our_hits(path):
    """(spacer, contig, start, strand, mismatches) of an edit.offtargets/1 table."""
    rows = [line.split("\t") for line in path.read_text().splitlines()[1:]]
    return {(row[1], row[2], int(row[3]), row[5], int(row[9])) for row in rows}


def casoffinder_hits(path):
    rows = [line.split("\t") for line in path.read_text().splitlines() if not line.startswith("#")]
    return {(row[2][:20], row[4], int(row[5]), row[6], int(row[7])) for row in rows}


# What runs in the process that is timed for sassy.
def sassy_search(fasta, guides, out, threads):
    import sassy
    contigs = read_fasta(fasta)
    spacers = read_guides(guides)
    names = list(contigs)
    texts = [contigs[name].encode() for name in names]
    patterns = [(spacer + "NGG").encode() for spacer in spacers]
    searcher = sassy.Searcher("iupac", rc=True)
    begin = time.perf_counter()
    matches = searcher.search_many(patterns, texts, MISMATCHES, threads, "batch_patterns")
    seconds = time.perf_counter() - begin
    with open(out, "w") as file:
        for m in matches:
            file.write(f"{spacers[m.pattern_idx]}\t{names[m.text_idx]}\t{m.text_start}\t{m.text_end}\t{m.strand}\t{m.cost}\t{m.cigar}\n")
    print(json.dumps({"search_seconds": seconds, "matches": len(matches)}))


def sassy_ungapped_hits(contigs, spacers):
    """Every end at which sassy sees at most 4 edits, as the ungapped window that is anchored there.

    A site with at most 4 mismatches has at most 4 edits at its own end, so none can be missing; what is no
    such site is sorted out by counting.
    """
    import sassy
    searcher = sassy.Searcher("iupac", rc=True)
    hits = set()
    for name, bases in contigs.items():
        text = bases.encode()
        for spacer in spacers:
            for match in searcher.search_all((spacer + "NGG").encode(), text, MISMATCHES):
                start = match.text_end - 23 if match.strand == "+" else match.text_start
                if start < 0 or start + 23 > len(bases):
                    continue
                window = bases[start:start + 23]
                if match.strand == "-":
                    window = reverse_complement(window)
                mismatches = sum(a != b for a, b in zip(window, spacer))
                if window.endswith("GG") and mismatches <= MISMATCHES:
                    hits.add((spacer, name, start, match.strand, mismatches))
    return hits


def timed(command, folder):
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stderr}")
    return seconds, done.stdout


def cpu_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def has_sassy():
    try:
        import sassy  # noqa: F401
        return True
    except ImportError:
        return False


def compare(name, ours, theirs):
    print(f"hits: strandline {len(ours)}, {name} {len(theirs)}, in both {len(ours & theirs)}")
    if ours != theirs:
        sys.exit(f"the hits differ; only strandline: {sorted(ours - theirs)[:5]}, only {name}: {sorted(theirs - ours)[:5]}")


def table_row(name, seconds, ours=None):
    least, middle = min(seconds), statistics.median(seconds)
    ratio = "" if ours is None else f"{least / min(ours):9.1f} {middle / statistics.median(ours):9.1f}"
    print(f"{name:<34} {least:9.3f} {middle:9.3f} {ratio}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strandline", type=pathlib.Path, required=True)
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--length", type=int, default=3_100_000_000, help="bases of the made-up genome")
    options = parser.parse_args()
    data = options.shared.resolve() / "data" / "edit"
    guides = data / "golden" / "co_y100.in"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        fasta = folder / "sacCer3.upper.fa"          # the name that the guides file gives
        contigs = read_twobit(data / "yeast" / "sacCer3.2bit")
        fasta.write_text("".join(f">{n}\n" + "\n".join(b[i:i + 60] for i in range(0, len(b), 60)) + "\n" for n, b in contigs.items()))

        def strandline(genome):
            return [options.strandline.resolve(), "edit", "offtargets", "--genome", genome, "--casoffinder", guides,
                    "-t", str(options.threads), "-o", folder / "hits.tsv", "--overwrite", "-q"]

        commands = {"strandline, FASTA": strandline(fasta), "strandline, 2bit": strandline(data / "yeast" / "sacCer3.2bit")}
        timed(commands["strandline, FASTA"], folder)
        ours = our_hits(folder / "hits.tsv")
        if shutil.which("cas-offinder"):
            commands["Cas-OFFinder"] = ["cas-offinder", guides, "C", folder / "cas.out"]
            timed(commands["Cas-OFFinder"], folder)
            compare("Cas-OFFinder", ours, casoffinder_hits(folder / "cas.out"))
        else:
            print("Cas-OFFinder is not installed: left out (its stored answer is compared)")
            compare("Cas-OFFinder (stored)", ours, casoffinder_hits(data / "golden" / "co_y100.out"))
        if has_sassy():
            compare("sassy (ungapped)", ours, sassy_ungapped_hits(contigs, read_guides(guides)))
            commands["sassy, whole process"] = [sys.executable, pathlib.Path(__file__).resolve(), "--sassy", fasta, guides,
                                                folder / "sassy.out", str(options.threads)]
        else:
            print("sassy is not installed: left out (pip install sassy-rs)")

        times, inner = {name: [] for name in commands}, []
        for run in range(options.runs + 1):          # the first is not measured
            for name, command in commands.items():
                seconds, words = timed(command, folder)
                if run == 0:
                    continue
                times[name].append(seconds)
                if name.startswith("sassy"):
                    inner.append(json.loads(words)["search_seconds"])
    print(f"\n{cpu_name()}, {options.threads} threads, {options.runs} runs in turn, files in the page cache")
    print(f"{'':<34} {'min s':>9} {'median s':>9} {'ratio':>9} {'ratio':>9}")
    base = times["strandline, FASTA"]
    for name, seconds in times.items():
        table_row(name, seconds, None if seconds is base else base)
    if inner:
        table_row("sassy, its search alone", inner, base)
    scale.main(options.strandline, options.length)


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "--sassy":
        sassy_search(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4], int(sys.argv[5]))
    else:
        main()
