#!/usr/bin/env python3
"""Trains and evaluates the model "Strandline on-target 1".

    pip install -r requirements.txt
    train.py --shared DIR --evaluate     leave-one-gene-out table, as in docs/edit/scores.md
    train.py --shared DIR --write        the trees for C++ and the expected scores of the tests

Data: DIR/data/edit/azimuth/FC_plus_RES_withPredictions.csv (the screens of Doench 2014 and 2016). A row is a guide
under a drug; rows of one 30-mer are averaged, so that no 30-mer is in two parts.
"""
import argparse
import collections
import csv
import math
import pathlib
import random

import lightgbm
import numpy
from scipy.stats import spearmanr, wilcoxon
from sklearn.linear_model import Ridge

from features import BASES, LENGTH, MISSING, features, names_and_values, position_feature

EDIT = pathlib.Path(__file__).resolve().parent.parent
TREES_FILE = EDIT / "src" / "score" / "on_target_trees.inc"
EXPECTED_FILE = EDIT / "tests" / "on_target_expected.tsv"

ENSEMBLE_SEEDS = (1, 2)
TREES_EACH = 300
DEPTH = 4
SETTINGS = {
    "objective": "regression",
    "learning_rate": 0.05,
    "max_depth": DEPTH,
    "num_leaves": 2**DEPTH,
    "feature_fraction": 0.1,
    "bagging_fraction": 0.5,
    "bagging_freq": 1,
    "min_data_in_leaf": 40,
    "verbosity": -1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
}
RIDGE_PENALTY = 300.0  # the best of 10, 30, 100, 300 for the baseline, on the very genes it is judged on

LEAF_UNIT = 1e-8
ALWAYS_LEFT = 32767


class Guides:
    """One entry a 30-mer, in the order of the file."""

    def __init__(self, path):
        rows = collections.defaultdict(list)
        with open(path, newline="") as file:
            for row in csv.DictReader(file):
                rows[row["30mer"]].append(row)
        genes = {context: {row["Target gene"] for row in of} for context, of in rows.items()}
        assert all(len(names) == 1 for names in genes.values()), "a 30-mer of two genes would be in both parts"
        mean = lambda name: numpy.array([numpy.mean([float(row[name]) for row in of]) for of in rows.values()])
        self.rows = sum(map(len, rows.values()))
        self.contexts = list(rows)
        self.genes = numpy.array([next(iter(genes[context])) for context in rows])
        self.activity = mean("score_drug_gene_rank")
        self.published = mean("predictions")
        self.percent = mean("Percent Peptide")
        self.features = numpy.array([features(context) for context in rows], dtype=float)
        self.position = numpy.array([position_feature(p) for p in self.percent], dtype=float)


def with_position(guides, rows, known):
    position = guides.position[rows] if known else numpy.full(rows.sum(), MISSING, dtype=float)
    return numpy.column_stack([guides.features[rows], position])


def train(guides, rows):
    """Every guide is there twice, with and without its position, so that the model knows what to do without."""
    inputs = numpy.vstack([with_position(guides, rows, True), with_position(guides, rows, False)])
    targets = numpy.concatenate([guides.activity[rows]] * 2)
    return [lightgbm.train({**SETTINGS, "seed": seed}, lightgbm.Dataset(inputs, targets), TREES_EACH) for seed in ENSEMBLE_SEEDS]


def predict(models, inputs):
    return sum(model.predict(inputs, num_threads=1) for model in models) / len(models)


def one_hot(context, width):
    """Position-specific bases and, with width 2, neighbours."""
    return [
        float(context[i : i + w] == word)
        for w in range(1, width + 1)
        for i in range(LENGTH - w + 1)
        for word in (BASES if w == 1 else [a + b for a in BASES for b in BASES])
    ]


def evaluate(guides):
    single = numpy.array([one_hot(context, 1) for context in guides.contexts])
    double = numpy.array([one_hot(context, 2) for context in guides.contexts])
    double_position = numpy.column_stack([double, guides.percent / 100.0])
    columns = ["ridge, bases", "ridge, bases and neighbours", "the same and position", "ours", "ours with position", "Rule Set 2 as published"]
    table = {}
    for gene in sorted(set(guides.genes)):
        held = guides.genes == gene
        assert not {c for c, h in zip(guides.contexts, held) if h} & {c for c, h in zip(guides.contexts, held) if not h}
        models = train(guides, ~held)
        ridge = lambda x: Ridge(alpha=RIDGE_PENALTY).fit(x[~held], guides.activity[~held]).predict(x[held])
        predictions = [
            ridge(single),
            ridge(double),
            ridge(double_position),
            predict(models, with_position(guides, held, False)),
            predict(models, with_position(guides, held, True)),
            guides.published[held],
        ]
        table[gene] = [held.sum()] + [spearmanr(p, guides.activity[held])[0] for p in predictions]
    return columns, table


def print_table(columns, table):
    print("| gene held out | guides | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 2) + "|")
    for gene, (count, *values) in table.items():
        print(f"| {gene} | {count} | " + " | ".join(f"{v:.3f}" for v in values) + " |")
    values = numpy.array([row[1:] for row in table.values()])
    print(f"| mean | {sum(row[0] for row in table.values())} | " + " | ".join(f"{v:.3f}" for v in values.mean(axis=0)) + " |")
    for ours, baseline in ((3, 0), (3, 1), (4, 2)):
        gain = values[:, ours] - values[:, baseline]
        print(
            f"\n{columns[ours]} beside {columns[baseline]}: mean gain {gain.mean():+.3f}, better on {(gain > 0).sum()} of {len(gain)} "
            f"genes, Wilcoxon signed-rank p = {wilcoxon(gain).pvalue:.2g}"
        )


def complete_tree(node):
    """Features, thresholds and leaves of the tree as a complete one: children of node i are 2i+1 and 2i+2."""
    features_of, thresholds = [0] * (2**DEPTH - 1), [ALWAYS_LEFT] * (2**DEPTH - 1)
    leaves = [0] * 2**DEPTH

    def place(node, at):
        leaf = "leaf_value" in node
        if at >= 2**DEPTH - 1:
            assert leaf
            leaves[at - (2**DEPTH - 1)] = round(node["leaf_value"] / LEAF_UNIT)
            return
        if not leaf:
            assert node["decision_type"] == "<="
            features_of[at], thresholds[at] = node["split_feature"], math.floor(node["threshold"])
        place(node if leaf else node["left_child"], 2 * at + 1)
        place(node if leaf else node["right_child"], 2 * at + 2)

    place(node, 0)
    return features_of, thresholds, leaves


def complete_trees(models):
    return [complete_tree(tree["tree_structure"]) for model in models for tree in model.dump_model()["tree_info"]]


def score(trees, context, percent):
    """What C++ computes, from the whole numbers of the trees."""
    values = features(context) + [position_feature(percent)]
    total = 0
    for features_of, thresholds, leaves in trees:
        at = 0
        while at < 2**DEPTH - 1:
            at = 2 * at + 1 + (values[features_of[at]] > thresholds[at])
        total += leaves[at - (2**DEPTH - 1)]
    return min(max(total * LEAF_UNIT / len(ENSEMBLE_SEEDS), 0.0), 1.0)


def random_contexts(count, seed=1):
    draw = random.Random(seed)
    word = lambda n: "".join(draw.choice(BASES) for _ in range(n))
    for number in range(count):
        percent = None if number % 3 == 0 else round(draw.uniform(0, 100), 2)
        yield word(24) + word(1) + "GG" + word(3), percent


def write(guides):
    models = train(guides, numpy.full(len(guides.contexts), True))
    trees = complete_trees(models)
    deviation = max(
        abs(score(trees, guides.contexts[i], guides.percent[i]) - predict(models, with_position(guides, numpy.arange(len(guides.contexts)) == i, True))[0])
        for i in range(0, len(guides.contexts), 100)
    )
    assert deviation < 1e-5, deviation
    with open(TREES_FILE, "w") as out:
        out.write("// Written by model/train.py. A tree a line: 15 features, 15 thresholds, 16 leaves, as on_target.cpp declares it.\n")
        for parts in trees:
            out.write("{" + ",".join("{" + ",".join(map(str, part)) + "}" for part in parts) + "},\n")
    with open(EXPECTED_FILE, "w") as out:
        out.write("context\tpercent_peptide\ton_target\n")
        for context, percent in random_contexts(600):
            out.write(f"{context}\t{'NA' if percent is None else percent}\t{score(trees, context, percent):.9f}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True, type=pathlib.Path, help="folder that holds data/edit")
    parser.add_argument("--evaluate", action="store_true", help="print the leave-one-gene-out table")
    parser.add_argument("--write", action="store_true", help="train on all and write trees and expected scores")
    options = parser.parse_args()
    guides = Guides(options.shared / "data" / "edit" / "azimuth" / "FC_plus_RES_withPredictions.csv")
    print(f"{guides.rows} rows, {len(guides.contexts)} different 30-mers, {len(set(guides.genes))} genes")
    if options.evaluate:
        print_table(*evaluate(guides))
    if options.write:
        write(guides)


if __name__ == "__main__":
    main()
