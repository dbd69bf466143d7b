#!/usr/bin/env python3
"""Writes run.csv: one run of model.xml as a bioreactor would have logged it. Synthetic: nothing here was measured.

usage: make_run.py [SEED] > run.csv

The model's equations stand below once more, integrated by the classical Runge-Kutta method; the culture differs from what estimate.toml expects of it
(uptake, oxygen transfer, inoculum), readings have the noise that estimate.toml states, assays come two hours after their sample, the gas analyser tells
of two minutes ago, and there are a gap, a frozen sensor and a value that is no number. With a second argument from hour 10 on the O2 analyser reads
that much too high, in percent.
"""
import math
import random
import re
import sys
import pathlib

END, STEP = 16.0, 1 / 1200          # h
HERE = pathlib.Path(__file__).resolve().parent
P = {i: float(v) for i, v in re.findall(r'<parameter id="(\w+)" value="([^"]+)"', (HERE / "model.xml").read_text())}


def feed(hour):
    return 0.0 if hour < 6 else 0.005 * math.exp(0.12 * (math.floor(hour * 5 + 1e-9) / 5 - 6))


def rates(hour, x, culture):
    X, S, A, Pr, V, O, yO, yC = x
    F = feed(hour)
    qS = culture["q_S_max"] * S / (P["K_S"] + S) * O / (P["K_O"] + O)
    maintenance, over, product = P["q_m"] * S / (P["K_S"] + S), P["f_over"] * qS * S / (P["K_over"] + S), P["f_P"] * qS
    growth = qS - maintenance - over - product
    qA = P["q_A_max"] * A / (P["K_A"] + A) * P["K_iS"] / (P["K_iS"] + S)
    mu = P["Y_XS"] * growth + P["Y_XA"] * qA
    qO = P["o_x"] * growth + P["o_m"] * maintenance + P["o_over"] * over + P["o_P"] * product + P["o_A"] * qA
    qC = P["c_x"] * growth + P["o_m"] * maintenance + P["c_over"] * (over + product) + P["c_A"] * qA
    OTR = culture["kLa"] * (P["H_O"] * yO - O)
    out = P["n_in"] + (qC * X - OTR) * V / 1000
    D = F / V
    d = [(mu - D) * X, D * (P["S_feed"] - S) - qS * X, (P["Y_AS"] * over - qA) * X - D * A, P["Y_PS"] * product * X - D * Pr, F,
         OTR - qO * X - D * O, (P["n_in"] * P["y_O_in"] - out * yO - OTR * V / 1000) / P["n_gas"],
         (P["n_in"] * P["y_C_in"] - out * yC + qC * X * V / 1000) / P["n_gas"]]
    return d, mu, mu * X * V * 0.2 / 24.626 * 1000


def course(culture, x):
    """States at every minute, with growth rate and ammonia uptake."""
    made = []
    for k in range(round(END / STEP) + 1):
        t = k * STEP
        d1, mu, ammonia = rates(t, x, culture)
        if k % 20 == 0:
            made.append((t, x, mu, ammonia))
        d2 = rates(t + STEP / 2, [a + STEP / 2 * b for a, b in zip(x, d1)], culture)[0]
        d3 = rates(t + STEP / 2, [a + STEP / 2 * b for a, b in zip(x, d2)], culture)[0]
        d4 = rates(t + STEP, [a + STEP * b for a, b in zip(x, d3)], culture)[0]
        x = [a + STEP / 6 * (p + 2 * q + 2 * r + s) for a, p, q, r, s in zip(x, d1, d2, d3, d4)]
    return made


def main():
    chance = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
    wrong = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    states = course({"q_S_max": 1.32, "kLa": 640}, [0.57, 10.3, 0.11, 0.05, 2, 0.21, 0.2095, 0.0005])
    noisy = lambda value, absolute, relative=0: value + math.hypot(absolute, relative * value) * chance.gauss(0, 1)
    rows = []
    for minute in range(4, len(states), 4):
        t, x, _, ammonia = states[minute]
        gas = states[minute - 2][1]
        cells = {"feed": f"{feed(t):.6f}", "O2": f"{noisy(100 * gas[6], 0.02) + (wrong if t >= 10 else 0):.3f}", "CO2": f"{noisy(100 * gas[7], 0.01):.3f}",
                 "DO": f"{noisy(100 * x[5] / (1.05 * 0.2095), 1):.1f}", "base": f"{noisy(ammonia, 0.5, 0.02):.2f}"}
        if 8.5 < t < 9.2:
            cells["O2"] = cells["CO2"] = ""             # the analyser is calibrated
        if 12 < t < 12.5:
            cells["DO"] = "NaN"
        rows.append((t, t, cells))
    for hour in range(2, int(END) + 1, 2):
        taken, x = states[hour * 60][:2]
        rows.append((taken, taken + 2, {"X": f"{noisy(x[0], 0.05, 0.05):.3f}", "S": f"{max(0, noisy(x[1], 0.05, 0.03)):.3f}",
                                        "A": f"{max(0, noisy(x[2], 0.02, 0.03)):.3f}", "P": f"{noisy(x[3], 0.02, 0.03):.3f}"}))
    names = ["feed", "O2", "CO2", "DO", "base", "X", "S", "A", "P"]
    print("time,arrival," + ",".join(names))
    print("h,h,L/h,%,%,%,mmol/h,g/L,g/L,g/L,g/L")
    for t, arrival, cells in sorted(rows, key=lambda row: row[1]):
        print(f"{t:.6f},{arrival:.6f}," + ",".join(cells.get(name, "") for name in names))
    if len(sys.argv) > 3:                               # the truth, to look at
        with open(sys.argv[3], "w") as out:
            for t, x, mu, _ in states[::30]:
                out.write("\t".join(f"{v:.6g}" for v in (t, *x, mu)) + "\n")


if __name__ == "__main__":
    main()
