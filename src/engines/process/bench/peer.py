"""One piece of work of a peer, timed; run by the Python that has it.

usage: peer.py roadrunner|copasi MODEL END STEPS
       peer.py amici-import MODEL FOLDER
       peer.py amici-gradient PROBLEM.yaml FOLDER
stdout, last line: {"version": …, "load": s, "seconds": s, "values": {…}}; the best of several runs, the model loaded before.
"""
import json
import logging
import os
import pathlib
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
# AMICI compiles models with the SWIG that it was itself built with, the newest of PyPI.
os.environ.setdefault("SWIG", str(pathlib.Path(sys.executable).parent / "swig"))
RUNS = 7
EXACT = (1e-10, 1e-14)     # tolerances of the run whose values are compared


def best(work):
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def roadrunner(path, end, steps):
    import roadrunner
    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_ERROR)
    began = time.perf_counter()
    model = roadrunner.RoadRunner(path)
    load = time.perf_counter() - began
    model.integrator.relative_tolerance, model.integrator.absolute_tolerance = 1e-6, 1e-12
    model.timeCourseSelections = ["time"] + [f"[{name}]" for name in model.model.getFloatingSpeciesIds()]
    taken = []
    for _ in range(RUNS):
        model.reset()
        began = time.perf_counter()
        rows = model.simulate(0, end, steps + 1)
        taken.append(time.perf_counter() - began)

    def last():
        return {name.strip("[]"): float(rows[-1, i]) for i, name in enumerate(rows.colnames) if name != "time"}
    rough = last()
    model.reset()
    model.integrator.relative_tolerance, model.integrator.absolute_tolerance = EXACT
    rows = model.simulate(0, end, steps + 1)
    return {"version": roadrunner.__version__, "load": load, "seconds": min(taken), "values": last(), "rough": rough}


def copasi(path, end, steps):
    import COPASI
    import basico
    began = time.perf_counter()
    model = basico.load_model(path)
    load = time.perf_counter() - began
    task = model.getTask("Time-Course")
    problem, method = task.getProblem(), task.getMethod()
    task.setUpdateModel(False)
    problem.setStepNumber(steps)
    problem.setDuration(end)
    problem.setTimeSeriesRequested(True)
    method.getParameter("Relative Tolerance").setDblValue(1e-6)
    method.getParameter("Absolute Tolerance").setDblValue(1e-12)

    def run():
        if not task.initializeRaw(COPASI.CCopasiTask.ONLY_TIME_SERIES) or not task.processRaw(True):
            raise RuntimeError(COPASI.CCopasiMessage.getAllMessageText())

    def last():
        series = task.getTimeSeries()
        row = series.getRecordedSteps() - 1
        return {series.getSBMLId(i, model): series.getConcentrationData(row, i) for i in range(1, series.getNumVariables())}
    seconds = best(run)
    rough = last()
    for name, value in zip(("Relative Tolerance", "Absolute Tolerance"), EXACT):
        method.getParameter(name).setDblValue(value)
    run()
    return {"version": COPASI.__version__, "load": load, "seconds": seconds, "values": last(), "rough": rough}


def amici_import(path, folder):
    import amici
    from amici.importers.sbml import SbmlImporter
    began = time.perf_counter()
    SbmlImporter(path).sbml2amici("timed_model", folder, verbose=False)
    return {"version": amici.__version__, "load": 0, "seconds": time.perf_counter() - began, "values": {}}


def amici_gradient(path, folder):
    """Forward sensitivities of all conditions, one thread; "solver_seconds" is the time within its solver alone."""
    import amici
    import petab.v1 as petab
    from amici.importers.petab.v1 import import_petab_problem
    from amici.sim.sundials import SensitivityMethod, SensitivityOrder
    from amici.sim.sundials.petab.v1 import simulate_petab
    problem = petab.Problem.from_yaml(path)
    began = time.perf_counter()
    model = import_petab_problem(problem, output_dir=pathlib.Path(folder) / "model", verbose=False)
    load = time.perf_counter() - began
    solver = model.create_solver()
    solver.set_sensitivity_order(SensitivityOrder.first)
    solver.set_sensitivity_method(SensitivityMethod.forward)
    solver.set_relative_tolerance(1e-8)
    solver.set_absolute_tolerance(1e-12)
    found, taken = {}, []

    def run():
        found.update(simulate_petab(problem, amici_model=model, solver=solver, scaled_gradients=True))
        taken.append(sum(data.cpu_time_total for data in found["rdatas"]) / 1000)
    seconds = best(run)
    gradient = {name: float(value) for name, value in found["sllh"].items()}
    return {"version": amici.__version__, "load": load, "seconds": seconds, "solver_seconds": min(taken), "values": {"llh": float(found["llh"]), **gradient}}


def main():
    task, path = sys.argv[1:3]
    if task == "amici-import":
        found = amici_import(path, sys.argv[3])
    elif task == "amici-gradient":
        found = amici_gradient(path, sys.argv[3])
    else:
        found = {"roadrunner": roadrunner, "copasi": copasi}[task](path, float(sys.argv[3]), int(sys.argv[4]))
    print("\n" + json.dumps(found))


if __name__ == "__main__":
    main()
