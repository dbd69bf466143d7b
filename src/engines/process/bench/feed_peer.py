"""Optimal feeding of Park and Ramirez' fed-batch by CasADi with Ipopt, as its users write it; run by the Python that has it.

usage: feed_peer.py collocation|shooting PIECES START STEPS
stdout, last line: {"version": …, "load": s, "seconds": s, "objective": …, "iterations": …}; seconds of processor time, of one solution, expressions made before.
shooting: STEPS steps of Runge and Kutta's method of order 4 a piece, mapped over the pieces. collocation: Radau's points of order 3, STEPS elements a piece.
Exact second derivatives and MUMPS in both; the objective of the feed found is checked by CVODES.
"""
import json
import sys
import time

import casadi as ca


def rates():
    x, u = ca.SX.sym("x", 5), ca.SX.sym("u")
    pm, pt, cells, s, v = ca.vertsplit(x)
    g3 = 21.87 * s / ((s + 0.4) * (s + 62.5))
    g2 = s * ca.exp(-5 * s) / (0.1 + s)
    g1 = 4.75 * g3 / (0.12 + g3)
    return ca.Function("f", [x, u], [ca.vertcat(g1 * (pt - pm) - u / v * pm, g2 * cells - u / v * pt, g3 * cells - u / v * cells,
                                                -7.3 * g3 * cells + u / v * (20 - s), u)])


START, END = [0, 0, 1, 5, 1], 15


def shooting(pieces, steps):
    f, x, u = rates(), ca.MX.sym("x", 5), ca.MX.sym("u")
    h, at = END / pieces / steps, x
    for _ in range(steps):
        k1 = f(at, u)
        k2 = f(at + h / 2 * k1, u)
        k3 = f(at + h / 2 * k2, u)
        k4 = f(at + h * k3, u)
        at = at + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    piece = ca.Function("piece", [x, u], [at]).expand()
    states, feed = ca.MX.sym("X", 5, pieces + 1), ca.MX.sym("U", 1, pieces)
    gap = piece.map(pieces)(states[:, :-1], feed) - states[:, 1:]
    return states, feed, ca.vertcat(states[:, 0] - START, ca.vec(gap)), states[0, -1] * states[4, -1], ca.vertcat(ca.vec(feed), ca.vec(states))


def collocation(pieces, elements):
    f, degree = rates(), 3
    points = [0, *ca.collocation_points(degree, "radau")]
    slope = [[0.0] * (degree + 1) for _ in points]
    for j in range(degree + 1):
        poly = [1.0]
        for r in range(degree + 1):
            if r != j:
                scale = points[j] - points[r]
                poly = [(a - points[r] * b) / scale for a, b in zip([*poly, 0.0], [0.0, *poly])]
        derivative = [c * (len(poly) - 1 - k) for k, c in enumerate(poly[:-1])]
        for r in range(degree + 1):
            value = 0.0
            for c in derivative:
                value = value * points[r] + c
            slope[j][r] = value
    h = END / pieces / elements
    x, inner, u = ca.MX.sym("x", 5), ca.MX.sym("inner", 5, degree * elements), ca.MX.sym("u")
    gaps, at = [], x
    for e in range(elements):
        own = [at, *[inner[:, e * degree + d] for d in range(degree)]]
        for r in range(1, degree + 1):
            gaps.append(sum(slope[j][r] * own[j] for j in range(degree + 1)) - h * f(own[r], u))
        at = own[-1]
    piece = ca.Function("piece", [x, inner, u], [at, ca.vertcat(*gaps)])
    states, feed, within = ca.MX.sym("X", 5, pieces + 1), ca.MX.sym("U", 1, pieces), ca.MX.sym("C", 5, degree * elements * pieces)
    end, gap = piece.map(pieces)(states[:, :-1], within, feed)
    return (states, feed, ca.vertcat(states[:, 0] - START, ca.vec(end - states[:, 1:]), ca.vec(gap)), states[0, -1] * states[4, -1],
            ca.vertcat(ca.vec(feed), ca.vec(states), ca.vec(within)))


def checked(feed):
    """The objective of a feed by CVODES."""
    f, x, u = rates(), ca.SX.sym("x", 5), ca.SX.sym("u")
    run = ca.integrator("run", "cvodes", {"x": x, "p": u, "ode": f(x, u)}, 0, END / len(feed), {"abstol": 1e-11, "reltol": 1e-10})
    at = ca.DM(START)
    for one in feed:
        at = run(x0=at, p=one)["xf"]
    return float(at[0] * at[4])


def main():
    method, pieces, start, steps = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    began = time.process_time()
    states, feed, gaps, objective, unknowns = {"shooting": shooting, "collocation": collocation}[method](pieces, steps)
    solver = ca.nlpsol("solver", "ipopt", {"x": unknowns, "f": -objective, "g": gaps}, {"ipopt.print_level": 0, "print_time": 0, "ipopt.sb": "yes", "ipopt.tol": 1e-6})
    load = time.process_time() - began
    # As the other side begins: the states that the start feed leads to.
    guess = guessed(pieces, start, unknowns.numel())
    others = unknowns.numel() - pieces
    lower, upper = [0] * pieces + [0] * others, [2] * pieces + [ca.inf] * others
    began = time.process_time()
    found = solver(x0=guess, lbx=lower, ubx=upper, lbg=0, ubg=0)
    seconds = time.process_time() - began
    stats = solver.stats()
    best = [float(one) for one in ca.vertsplit(found["x"][:pieces])]
    print("\n" + json.dumps({"version": ca.__version__, "load": load, "seconds": seconds, "objective": -float(found["f"]), "checked": checked(best),
                             "iterations": stats["iter_count"], "status": stats["return_status"]}))


def guessed(pieces, start, count):
    f, x, u = rates(), ca.SX.sym("x", 5), ca.SX.sym("u")
    per = (count - pieces - 5 * (pieces + 1)) // (5 * pieces)
    run = ca.integrator("run", "cvodes", {"x": x, "p": u, "ode": f(x, u)}, 0, END / pieces, {})
    edges, within, at = [ca.DM(START)], [], ca.DM(START)
    for _ in range(pieces):
        within += [at] * per
        at = run(x0=at, p=start)["xf"]
        edges.append(at)
    return ca.vertcat(ca.DM([start] * pieces), *edges, *within)


if __name__ == "__main__":
    main()
