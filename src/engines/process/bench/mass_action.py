#!/usr/bin/env python3
"""A seeded mass-action model as SBML Level 3 Version 2, for timing: what it describes is no real network.

usage: mass_action.py [--species N] [--reactions N] [--seed N] > model.xml

Each reaction takes one or two species and makes one or two others, k * A or k * A * B; each species also decays slowly
and one in ten is made at a constant rate, so that no amount runs away.
"""
import argparse
import random

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
<model id="mass_action">
<listOfCompartments><compartment id="cell" spatialDimensions="3" size="1" constant="true"/></listOfCompartments>
"""
TIMES = "<apply><times/>{}</apply>"


def references(kind, names):
    if not names:
        return ""
    body = "".join(f'<speciesReference species="{name}" stoichiometry="{names.count(name)}" constant="true"/>' for name in dict.fromkeys(names))
    return f"<listOf{kind}>{body}</listOf{kind}>"


def reaction(number, taken, made):
    law = TIMES.format("".join(f"<ci>{name}</ci>" for name in ["cell", f"k{number}", *taken]))
    return (f'<reaction id="r{number}" reversible="false">{references("Reactants", taken)}{references("Products", made)}'
            f'<kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML">{law}</math></kineticLaw></reaction>\n')


def model(species, reactions, seed):
    draw = random.Random(seed)
    names = [f"S{i}" for i in range(species)]
    changes = [([], [name]) for name in names[::10]] + [([name], []) for name in names]
    while len(changes) < reactions:
        taken = draw.sample(names, draw.choice([1, 1, 2]))
        changes.append((taken, draw.sample(names, len(taken) if draw.random() < 0.8 else 1)))
    changes = changes[:reactions]
    rates = [10 ** draw.uniform(-2, 0) if taken and made else 0.05 if taken else 0.1 for taken, made in changes]
    text = [HEAD, "<listOfSpecies>\n"]
    text += [f'<species id="{name}" compartment="cell" initialConcentration="{draw.uniform(0, 2):.6f}" hasOnlySubstanceUnits="false" '
             'boundaryCondition="false" constant="false"/>\n' for name in names]
    text += ["</listOfSpecies>\n<listOfParameters>\n"]
    text += [f'<parameter id="k{i}" value="{rate:.6f}" constant="true"/>\n' for i, rate in enumerate(rates)]
    text += ["</listOfParameters>\n<listOfReactions>\n"]
    text += [reaction(i, *change) for i, change in enumerate(changes)]
    text += ["</listOfReactions>\n</model>\n</sbml>\n"]
    return "".join(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--species", type=int, default=500)
    parser.add_argument("--reactions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    print(model(args.species, args.reactions, args.seed), end="")


if __name__ == "__main__":
    main()
