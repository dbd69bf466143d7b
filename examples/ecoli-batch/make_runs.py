#!/usr/bin/env python3
"""Makes runs.tsv, the measurements of three batches: the model's own course with noise. They are SYNTHETIC, so that what a fit finds can be
compared with the values that made them (model.xml, 2.6 OD per g/L).

usage: make_runs.py STRANDLINE > runs.tsv
"""
import csv
import io
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
NOISE = {"od": 0.25, "glucose_g_per_l": 0.15, "acetate_g_per_l": 0.06}
GLUCOSE = {"low": 5, "middle": 10, "high": 20}
TIMES = range(1, 13)


def main():
    draw = random.Random(20)
    print("observableId", "simulationConditionId", "measurement", "time", "noiseParameters", sep="\t")
    for batch, glucose in GLUCOSE.items():
        text = subprocess.run([sys.argv[1], "process", "simulate", HERE / "model.xml", "--end", "12", "--steps", "12", "--set", f"glucose={glucose}", "-q"],
                              capture_output=True, text=True, check=True).stdout
        for row in csv.DictReader(io.StringIO(text)):
            hour = int(float(row["time"]))
            if hour not in TIMES:
                continue
            exact = {"od": 2.6 * float(row["biomass"]), "glucose_g_per_l": float(row["glucose"]), "acetate_g_per_l": float(row["acetate"])}
            for name, value in exact.items():
                print(name, batch, f"{value + draw.gauss(0, NOISE[name]):.3f}", hour, f"sd_{name}", sep="\t")


if __name__ == "__main__":
    main()
