#!/usr/bin/env python3
"""Runs every test of the project and ends with one line: N passed, N failed.

    unit    the test program of each module (doctest)
    case    folders with a command and what it must print: cmd, files it reads, stdout, stderr, exit
    e2e     Python functions test_*(env) in tests/e2e/*.py, each in a folder of its own

usage: tests/run.py --build build/release [--shared DIR] [--genome FILE] [--models DIR] [--judges DIR] [--only TEXT] [--accept]
--accept writes what a case printed as what it must print; look at the difference before committing it.
"""
import argparse
import concurrent.futures
import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import traceback

PROJECT = pathlib.Path(__file__).resolve().parent.parent


class Skip(Exception):
    """Raised by a test that cannot run here, with the reason."""


class Env:
    """What an end-to-end test has: the program, data, and an empty folder to work in."""

    def __init__(self, options, folder):
        self.project, self.folder = PROJECT, pathlib.Path(folder)
        self.build = pathlib.Path(options.build).resolve()
        self.program = self.build / "bin" / "strandline"
        self.shared = pathlib.Path(options.shared).resolve() if options.shared else None
        self.genome = pathlib.Path(options.genome).resolve() if options.genome else None
        self.models = pathlib.Path(options.models).resolve() if options.models else None
        judge = pathlib.Path(options.judges or "/nonexistent").absolute() / "bin" / "python3"   # not resolved: a link says which environment
        self.judge = judge if judge.exists() else None
        self.sanitized = "asan" in self.build.name or "tsan" in self.build.name

    def run(self, *words, exit=0, cwd=None, stdin=None, env=None, **more):
        """The program with these words; its exit status must be `exit` (None: whatever)."""
        done = subprocess.run([str(self.program), *map(str, words)], cwd=cwd or self.folder, input=stdin, env={**program_environment(self), **(env or {})},
                              stdin=subprocess.DEVNULL if stdin is None else None, capture_output=True, text=True, errors="replace", **more)
        if exit is not None and done.returncode != exit:
            raise AssertionError(f"strandline {' '.join(map(str, words))}: exit {done.returncode}, expected {exit}\n{done.stdout}{done.stderr}")
        return done

    def need(self, path, why):
        if path is None or not path.exists():
            raise Skip(why)
        return path


def program_environment(env):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STRANDLINE_")}
    kept.update(LC_ALL="C.UTF-8", PATH=f"{env.program.parent}:{os.environ['PATH']}", STRANDLINE_SHARED=str(env.shared or ""), TZ="UTC",
                RC_PARAMS="seed=20260101")      # property tests draw the same cases on every machine
    return kept


class Report:
    def __init__(self):
        self.passed, self.failed, self.skipped, self.failures = 0, 0, 0, []

    def add(self, name, passed=0, failed=0, skipped=0, text=""):
        self.passed, self.failed, self.skipped = self.passed + passed, self.failed + failed, self.skipped + skipped
        state = "FAILED" if failed else "skipped" if skipped and not passed else "ok"
        count = f" ({passed} of {passed + failed})" if passed + failed > 1 else ""
        print(f"{state:7} {name}{count}", flush=True)
        if text:
            print("        " + text.rstrip().replace("\n", "\n        "), flush=True)
        if failed:
            self.failures.append(name)


# --- unit ------------------------------------------------------------------------------------------------

def run_unit(env, program):
    done = subprocess.run([str(program)], capture_output=True, text=True, errors="replace", env=program_environment(env), stdin=subprocess.DEVNULL)
    match = re.search(r"test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed", done.stdout)
    notes = "\n".join(re.findall(r"MESSAGE: (.*)", done.stdout))
    if not match:
        return dict(failed=1, text=f"ended with status {done.returncode} and no summary\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    passed, failed = int(match[2]), int(match[3])
    if failed or done.returncode != 0:
        return dict(passed=passed, failed=max(failed, 1), text=done.stdout[-6000:] + done.stderr[-3000:])
    return dict(passed=passed, text=notes)


# --- folder cases ----------------------------------------------------------------------------------------

def find_cases():
    places = [PROJECT / "tests" / "cases", *sorted(PROJECT.glob("src/*/tests/cases")), *sorted(PROJECT.glob("src/*/*/tests/cases"))]
    return [cmd.parent for place in places for cmd in sorted(place.rglob("cmd"))]


def run_case(env, case, accept):
    with tempfile.TemporaryDirectory(prefix="case-") as folder:
        shutil.copytree(case, folder, dirs_exist_ok=True)
        for name in ("cmd", "stdout", "stderr", "exit", "files", "tolerance"):
            (pathlib.Path(folder) / name).unlink(missing_ok=True)
        before = set(os.listdir(folder))
        done = subprocess.run(["bash", "-c", (case / "cmd").read_text()], cwd=folder, capture_output=True, env={**program_environment(env), "PROJECT": str(PROJECT)}, stdin=subprocess.DEVNULL)
        seen = {"stdout": plain(done.stdout, folder), "stderr": plain(done.stderr, folder), "exit": f"{done.returncode}\n"}
        # What a command leaves behind is part of its answer: after an error, nothing.
        seen["files"] = "".join(f"{name}\n" for name in sorted(set(os.listdir(folder)) - before))
    wrong = []
    tolerance = float((case / "tolerance").read_text()) if (case / "tolerance").exists() else 0
    for name, text in seen.items():
        file = case / name
        if accept:
            if text and text != "0\n":
                file.write_text(text)
            else:
                file.unlink(missing_ok=True)
        expected = file.read_text() if file.exists() else ("0\n" if name == "exit" else "")
        if text != expected and not (tolerance and alike(text, expected, tolerance)):
            wrong.append(f"{name}: expected\n{expected}but it was\n{text}")
    return dict(failed=1, text="\n".join(wrong)) if wrong else dict(passed=1)


NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])")


def alike(text, expected, tolerance):
    """The same words, and numbers that differ by less than the tolerance, of their size or of 1: for what comes from integration,
    whose last digits change with every change of the method."""
    if NUMBER.sub("#", text) != NUMBER.sub("#", expected):
        return False
    pairs = zip(map(float, NUMBER.findall(text)), map(float, NUMBER.findall(expected)))
    return all(abs(a - b) <= tolerance * max(1, abs(b)) for a, b in pairs)


def plain(output, folder):
    return output.decode(errors="replace").replace(str(folder), "FOLDER")


# --- end to end ------------------------------------------------------------------------------------------

def find_e2e():
    for file in sorted((PROJECT / "tests" / "e2e").glob("*.py")):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name in dir(module):
            if name.startswith("test_"):
                yield f"{file.stem}.{name[5:]}", getattr(module, name)


def run_e2e(options, function):
    with tempfile.TemporaryDirectory(prefix="e2e-") as folder:
        try:
            note = function(Env(options, folder))
            return dict(passed=1, text=note or "")
        except Skip as reason:
            return dict(skipped=1, text=str(reason))
        except AssertionError as error:
            return dict(failed=1, text=f"{error}\n{traceback.format_exc(limit=-2)}")
        except Exception:
            return dict(failed=1, text=traceback.format_exc())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--shared")
    parser.add_argument("--models")
    parser.add_argument("--judges")
    parser.add_argument("--genome")
    parser.add_argument("--only", default="", help="run only tests whose name contains this")
    parser.add_argument("--accept", action="store_true")
    options = parser.parse_args()
    if options.shared and not os.path.isdir(options.shared):
        print(f"no folder {options.shared}: the tests that read the field's own suites are skipped")
        options.shared = None
    env = Env(options, ".")
    if not env.program.exists():
        sys.exit(f"{env.program} is not there: ./dev build first")
    sys.modules["harness"] = sys.modules["__main__"]

    jobs = []
    for program in sorted((env.build / "tests").glob("test_*")):
        jobs.append((f"unit {program.name[5:]}", lambda p=program: run_unit(env, p)))
    for case in find_cases():
        jobs.append((f"case {case.relative_to(PROJECT)}", lambda c=case: run_case(env, c, options.accept)))
    for name, function in find_e2e():
        jobs.append((f"e2e {name}", lambda f=function: run_e2e(options, f)))
    jobs = [job for job in jobs if options.only in job[0]]

    report = Report()
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for (name, _), result in zip(jobs, pool.map(lambda job: job[1](), jobs)):
            report.add(name, **result)
    print()
    for name in report.failures:
        print(f"failed: {name}")
    if report.skipped:
        print(f"skipped: {report.skipped}, with the reasons above")
    print(f"{report.passed} passed, {report.failed} failed")
    sys.exit(1 if report.failed or report.passed == 0 else 0)


if __name__ == "__main__":
    main()
