"""A made-up genome for end-to-end tests: two contigs, three genes, the same bytes for the same seed."""
import random

COMPLEMENT = str.maketrans("ACGT", "TGCA")
GENES = ["alpA", "betB", "gamC"]


def bases(length, seed):
    return "".join(random.Random(seed).choices("ACGT", k=length))


def genbank(length=6000, seed=1, circular=True):
    """One record, genes alpA and gamC forward, betB reverse; 600 bp each."""
    sequence = bases(length, seed)
    text = f"LOCUS       TOY_{seed}  {length} bp    DNA     {'circular' if circular else 'linear'} BCT 01-JAN-2000\nVERSION     TOY_{seed}.1\nFEATURES             Location/Qualifiers\n"
    for number, gene in enumerate(GENES):
        begin, end = 1000 * number + 301, 1000 * number + 900
        place = f"complement({begin}..{end})" if number == 1 else f"{begin}..{end}"
        text += f"     CDS             {place}\n                     /gene=\"{gene}\"\n                     /locus_tag=\"t{number + 1:04}\"\n"
    text += "ORIGIN\n"
    for at in range(0, length, 60):
        line = sequence[at:at + 60].lower()
        text += f"{at + 1:>9} " + " ".join(line[i:i + 10] for i in range(0, len(line), 10)) + "\n"
    return text + "//\n"


def fasta(contigs):
    """contigs: name → bases"""
    return "".join(f">{name}\n" + "\n".join(sequence[i:i + 80] for i in range(0, len(sequence), 80)) + "\n" for name, sequence in contigs.items())


CHAIN = """[chain]
title = "toy"

[step.guides]
use = "edit guides"
genome = "file:toy.gbk"
genes = "file:genes.txt"

[step.offtargets]
use = "edit offtargets"
genome = "file:toy.gbk"
guides = "guides.table"
mismatches = 4

[step.rank]
use = "edit rank"
guides = "guides.table"
hits = "offtargets.hits"

[output]
"recommended.tsv" = "rank.table"
"""


def write_chain(folder, chain=CHAIN):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "toy.gbk").write_text(genbank())
    (folder / "genes.txt").write_text("alpA\nbetB\n")
    (folder / "chain.toml").write_text(chain)
