#!/usr/bin/env python3
"""Makes the table of a run out of ../shared/data/process/ferment/penicillin_pensimpy/random_batch_0.csv, which has no units.

usage: make_run.py RANDOM_BATCH.csv > run.csv

The batch is simulated (PenSimPy, after IndPenSim: Goldrick et al., J. Biotechnol. 193:70, 2015). Units are those of its authors. A row of
the file has what was set in the 12 minutes before its time and what was reached at its time; in the table of a run what is set stands at
the time from which on it holds. Penicillin gained in a step is told per hour.
"""
import csv
import sys

STEP = 0.2                                              # h
SET = {"F_sugar": ("Sugar feed rate", "L/h"), "F_oil": ("Soil bean feed rate", "L/h"), "F_water": ("Water injection/dilution", "L/h"),
       "F_acid": ("Acid flow rate", "L/h"), "F_base": ("Base flow rate", "L/h"), "F_out": ("Discharge rate", "kg/h"),
       "air": ("Aeration rate", "m3/h"), "p_back": ("Back pressure", "bar")}
REACHED = {"weight": ("Vessel Weight", "kg"), "DO": ("Dissolved oxygen concentration", "mg/L"), "T": ("Temperature", "K"),
           "gain": ("Yield Per Step", "kg/h"), "base": ("Base flow rate", "L/h")}


def table(batch):
    """Names, units and rows (lists of text) of a run."""
    rows = []
    for k in range(len(batch) + 1):
        cells = [f"{k * STEP:.1f}"]
        cells += [batch[k][column] if k < len(batch) else "" for column, _ in SET.values()]
        cells += [batch[k - 1][column] if k else "" for column, _ in REACHED.values()]
        if k:
            cells[-2] = f"{float(cells[-2]) / STEP:.9g}"
        rows.append(cells)
    return ["time", *SET, *REACHED], ["h", *(unit for _, unit in (SET | REACHED).values())], rows


def main():
    with open(sys.argv[1], newline="") as file:
        names, units, rows = table(list(csv.DictReader(file)))
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerows([names, units, *rows])


if __name__ == "__main__":
    main()
