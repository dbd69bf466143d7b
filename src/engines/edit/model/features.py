"""What the on-target model sees of a guide: whole numbers only, so that C++ computes the very same ones.

The context has 30 bases: 4, the spacer of 20, NGG, 3. `src/score/on_target_features.cpp` is the same in C++;
`tests/on_target_expected.tsv` holds the two equal.
"""
import math

BASES = "ACGT"
LENGTH, SPACER, PAM = 30, slice(4, 24), slice(24, 27)
# Pairs of bases that are alike: purines, amino bases (M), strong bonds.
CLASSES = ("AG", "AC", "CG")
CLASS_WINDOW = 4
# Windows whose melting temperature counts: all, the spacer, and it in parts from the PAM outward.
SEGMENTS = ((0, 30), (4, 24), (19, 24), (11, 19), (6, 11))
MISSING = -1

# SantaLucia 1998, PNAS 95:1460, table 2: enthalpy in 0.1 kcal/mol, entropy in 0.1 cal/(mol K), 1 M NaCl, of
# neighbours AA AC AG AT CA … TT; then initiation at an end with G or C, and with A or T.
ENTHALPY = (-79, -84, -78, -72, -85, -80, -106, -78, -82, -98, -80, -84, -72, -82, -85, -79)
ENTROPY = (-222, -224, -210, -204, -227, -199, -272, -210, -222, -244, -199, -224, -213, -222, -227, -222)
END_GC, END_AT = (1, -28), (23, 41)
# R ln(c / 4) in cal/(mol K) at 50 nM of strands. Written out: logarithms may differ in the last bit.
GAS_CONSTANT_TERM = -36.158506


def melting_temperature(bases):
    """In whole 0.01 degrees Celsius."""
    pairs = [4 * BASES.index(a) + BASES.index(b) for a, b in zip(bases, bases[1:])]
    ends = [END_GC if base in "GC" else END_AT for base in (bases[0], bases[-1])]
    enthalpy = sum(ENTHALPY[p] for p in pairs) + sum(e[0] for e in ends)
    entropy = sum(ENTROPY[p] for p in pairs) + sum(e[1] for e in ends)
    return math.floor((enthalpy * 100.0 / (entropy / 10.0 + GAS_CONSTANT_TERM) - 273.15) * 100.0 + 0.5)


def longest_run(bases, base):
    longest = run = 0
    for letter in bases:
        run = run + 1 if letter == base else 0
        longest = max(longest, run)
    return longest


def names_and_values(context):
    """Features in the model's order, the position in the protein (last of all) left out."""
    spacer = context[SPACER]
    for position in range(LENGTH):
        if position not in (25, 26):  # always G
            for base in BASES:
                yield f"{base} at {position}", int(context[position] == base)
    for a in BASES:
        for b in BASES:
            yield f"N{a} GG {b}N", int(context[24] == a and context[27] == b)
    for base in BASES:
        yield f"{base} in context", context.count(base)
    for base in BASES:
        yield f"{base} in spacer", spacer.count(base)
    for a in BASES:
        for b in BASES:
            yield f"{a}{b} in context", sum(context[i : i + 2] == a + b for i in range(LENGTH - 1))
    yield "GC in spacer", sum(base in "GC" for base in spacer)
    yield "GC far from the PAM", sum(base in "GC" for base in spacer[:10])
    yield "GC near the PAM", sum(base in "GC" for base in spacer[10:])
    for base in BASES:
        yield f"run of {base} in spacer", longest_run(spacer, base)
    for begin, end in SEGMENTS:
        yield f"melting temperature {begin}-{end}", melting_temperature(context[begin:end])
    for members in CLASSES:
        for begin in range(LENGTH - CLASS_WINDOW + 1):
            yield f"{members} from {begin}", sum(base in members for base in context[begin : begin + CLASS_WINDOW])


def features(context):
    return [value for _, value in names_and_values(context)]


def position_feature(percent_peptide):
    """In whole 0.01 percent; MISSING where it is not known."""
    return MISSING if percent_peptide is None else math.floor(min(max(percent_peptide, 0.0), 100.0) * 100.0 + 0.5)
