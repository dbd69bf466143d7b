#!/usr/bin/env python3
"""Writes amplicon reads whose edits are known because they were made, for benchmarks of `edit outcome`.

    make_reads.py --out FOLDER [--reads 1000000] [--length 250] [--edited 0.3] [--errors 0.001]
                  [--paired 0] [--gz] [--seed 1]

FOLDER gets amplicon.fa, guide.txt (spacer; the cut is 3 bases before its PAM, in the middle of the amplicon),
reads.fq (or reads_1.fq and reads_2.fq with --paired LENGTH) and truth.tsv: one row a kind of edit with its number
of reads. A read's name says what was done to it: r17:D:120:4 is a deletion of 4 bases from base 120 (from 0),
r18:I:125:AC an insertion before base 125, r19:S:124:G a substitution, r20:0 none. Needs Python alone; the same
seed writes the same bytes.
"""
import argparse
import collections
import gzip
import math
import pathlib
import random

BASES = "ACGT"
COMPLEMENT = str.maketrans("ACGT", "TGCA")
HIGH, LOW = "I", "5"        # Phred 40 and 20: errors are read with less confidence


def amplicon_of(length, draw):
    """Random bases with a forward site CUT+3 .. PAM in the middle; returns (amplicon, spacer, cut)."""
    cut = length // 2
    bases = [draw.choice(BASES) for _ in range(length)]
    bases[cut + 4:cut + 6] = "GG"
    text = "".join(bases)
    return text, text[cut - 17:cut + 3], cut


def length_of(most, draw):
    n = 1
    while n < most and draw.random() < 0.8:
        n += 1
    return n


def edit_of(amplicon, cut, draw):
    """A name of an edit and the molecule it makes."""
    kind = draw.random()
    if kind < 0.6:
        n = length_of(30, draw)
        begin = cut - draw.randrange(n + 1)
        return f"D:{begin}:{n}", amplicon[:begin] + amplicon[begin + n:]
    if kind < 0.9:
        new = "".join(draw.choice(BASES) for _ in range(length_of(10, draw)))
        return f"I:{cut}:{new}", amplicon[:cut] + new + amplicon[cut:]
    at = cut - draw.randrange(2)
    new = draw.choice([b for b in BASES if b != amplicon[at]])
    return f"S:{at}:{new}", amplicon[:at] + new + amplicon[at + 1:]


def sequenced(molecule, rate, draw):
    """The molecule with substitution errors, and its qualities. Jumps from error to error."""
    bases, qualities, at = molecule, HIGH * len(molecule), -1
    while rate > 0:
        at += 1 + int(math.log(1.0 - draw.random()) / math.log(1.0 - rate))
        if at >= len(molecule):
            break
        wrong = draw.choice([b for b in BASES if b != molecule[at]])
        bases = bases[:at] + wrong + bases[at + 1:]
        qualities = qualities[:at] + LOW + qualities[at + 1:]
    return bases, qualities


def opened(folder, name, compressed):
    if not compressed:
        return open(folder / name, "w")
    return gzip.open(folder / (name + ".gz"), "wt", compresslevel=4)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    p.add_argument("--reads", type=int, default=1_000_000)
    p.add_argument("--length", type=int, default=250, help="of the amplicon, and of reads that are not paired")
    p.add_argument("--edited", type=float, default=0.3)
    p.add_argument("--errors", type=float, default=0.001, help="substitution errors a base")
    p.add_argument("--paired", type=int, default=0, help="length of both reads of a pair; 0: single reads")
    p.add_argument("--gz", action="store_true")
    p.add_argument("--seed", type=int, default=1)
    options = p.parse_args()
    folder = pathlib.Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(options.seed)
    amplicon, spacer, cut = amplicon_of(options.length, draw)
    (folder / "amplicon.fa").write_text(f">amplicon\n{amplicon}\n")
    (folder / "guide.txt").write_text(spacer + "\n")
    truth = collections.Counter()
    names = ["reads_1.fq", "reads_2.fq"] if options.paired else ["reads.fq"]
    files = [opened(folder, name, options.gz) for name in names]
    for i in range(options.reads):
        edit, molecule = "0", amplicon
        if draw.random() < options.edited:
            edit, molecule = edit_of(amplicon, cut, draw)
        truth[edit] += 1
        ends = [molecule]
        if options.paired:
            ends = [molecule[:options.paired], molecule[::-1].translate(COMPLEMENT)[:options.paired]]
        for file, end in zip(files, ends):
            bases, qualities = sequenced(end, options.errors, draw)
            file.write(f"@r{i + 1}:{edit}\n{bases}\n+\n{qualities}\n")
    for file in files:
        file.close()
    with open(folder / "truth.tsv", "w") as out:
        out.write("kind\tposition\tlength\tbases\treads\n")
        for edit, reads in sorted(truth.items(), key=lambda item: (-item[1], item[0])):
            kind, at, what = (edit.split(":") + ["", ""])[:3] if edit != "0" else ("0", "", "")
            length = what if kind == "D" else len(what)
            out.write(f"{kind}\t{at}\t{length}\t{what if kind in 'IS' else ''}\t{reads}\n")
    print(f"{options.reads} reads, {options.reads - truth['0']} edited, {len(truth) - 1} kinds of edit, cut before base {cut}")


if __name__ == "__main__":
    main()
