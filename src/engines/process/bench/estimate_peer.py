"""The steps of estimate_speed.cpp by FilterPy's unscented Kalman filter, the same model in numpy, sigma points by SciPy's RK45 with the same tolerances.

usage: estimate_peer.py FOLDER
stdout, last line: {"version": …, "seconds": s a step, "mean": […], "sd": […]}. FOLDER holds the model: examples/estimate-fedbatch.
"""
import json
import pathlib
import re
import sys
import time

import filterpy
import numpy as np
from filterpy.kalman import MerweScaledSigmaPoints, UnscentedKalmanFilter
from scipy.integrate import solve_ivp

STEPS = 240
P = {i: float(v) for i, v in re.findall(r'<parameter id="(\w+)" value="([^"]+)"', (pathlib.Path(sys.argv[1]) / "model.xml").read_text())}
MEAN = [0.5, 10, 0.1, 0.05, 2, 0.21, 0.2095, 6e-4, 1.2, 600]
SD = [0.05, 0.5, 0.02, 0.01, 0.02, 0.005, 2e-4, 1e-4, 0.1, 40]
NOISE = np.array([0, 0.002, 0.002, 0.002, 0, 0.001, 5e-5, 2e-5, 0.01, 5])
RELATIVE = np.array([0.01, 0.01, 0.02, 0.01, 0, 0, 0, 0, 0, 0])


def rates(_, z):
    X, S, A, Pr, V, O, yO, yC, qmax, kLa = z
    qS = qmax * S / (P["K_S"] + S) * O / (P["K_O"] + O)
    maintenance, over, product = P["q_m"] * S / (P["K_S"] + S), P["f_over"] * qS * S / (P["K_over"] + S), P["f_P"] * qS
    growth = qS - maintenance - over - product
    qA = P["q_A_max"] * A / (P["K_A"] + A) * P["K_iS"] / (P["K_iS"] + S)
    mu = P["Y_XS"] * growth + P["Y_XA"] * qA
    qO = P["o_x"] * growth + P["o_m"] * maintenance + P["o_over"] * over + P["o_P"] * product + P["o_A"] * qA
    qC = P["c_x"] * growth + P["o_m"] * maintenance + P["c_over"] * (over + product) + P["c_A"] * qA
    OTR = kLa * (P["H_O"] * yO - O)
    out = P["n_in"] + (qC * X - OTR) * V / 1000
    return [mu * X, -qS * X, (P["Y_AS"] * over - qA) * X, P["Y_PS"] * product * X, 0.0, OTR - qO * X,
            (P["n_in"] * P["y_O_in"] - out * yO - OTR * V / 1000) / P["n_gas"], (P["n_in"] * P["y_C_in"] - out * yC + qC * X * V / 1000) / P["n_gas"], 0.0, 0.0]


def propagated(z, dt):
    return solve_ivp(rates, (0, dt), z, method="RK45", rtol=1e-6, atol=1e-9).y[:, -1]


def measured(z):
    return np.array([100 * z[6], 100 * z[7], 100 * z[5] / (1.05 * 0.2095), z[0]])


def reading(hour):
    return np.array([20.65 - 0.05 * hour * hour, 0.34 + 0.045 * hour * hour, 90 - 2 * hour * hour, 0.5 + 0.2 * hour])


def run():
    points = MerweScaledSigmaPoints(10, alpha=1.0, beta=1.0, kappa=-6.0)
    ukf = UnscentedKalmanFilter(dim_x=10, dim_z=4, dt=1 / 60, hx=measured, fx=propagated, points=points)
    ukf.x, ukf.P = np.array(MEAN, float), np.diag(np.square(SD))
    ukf.R, ukf.Q = np.diag(np.square([0.02, 0.01, 1, 0.05])), np.zeros((10, 10))
    began = time.process_time()
    for k in range(1, STEPS + 1):
        ukf.predict()
        ukf.P = ukf.P + np.diag((NOISE**2 + (RELATIVE * ukf.x) ** 2) / 60)
        ukf.sigmas_f = points.sigma_points(ukf.x, ukf.P)      # with the noise of the step in them, as strandline draws them
        ukf.update(reading(k / 60))
    return (time.process_time() - began) / STEPS, ukf


def main():
    seconds, ukf = run()
    print("\n" + json.dumps({"version": filterpy.__version__, "seconds": seconds, "mean": list(map(float, ukf.x)), "sd": list(map(float, np.sqrt(np.diag(ukf.P))))}))


if __name__ == "__main__":
    main()
