"""Bench rows of process estimate: a step of the filter beside FilterPy's, and what simulated runs say of it."""
import json
import math
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
MODEL = HERE.parents[3] / "examples" / "estimate-fedbatch"


def last_line(command):
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=600)
    return json.loads(run.stdout.strip().splitlines()[-1]) if run.returncode == 0 else None


def estimates(bench):
    """Equal means and deviations of all ten states after 240 steps first, to 1e-4."""
    build = bench.speed.parent.parent
    subprocess.run(["ninja", "-C", build, "estimate_speed", "estimate_truth"], check=True, stdout=subprocess.DEVNULL)
    ours = last_line([bench.speed.parent / "estimate_speed", MODEL])
    theirs = last_line([sys.executable, HERE / "estimate_peer.py", MODEL])
    print("| estimator step, ten states, one minute and four signals | strandline | FilterPy, numpy and SciPy | ratio | target |\n|---|---|---|---|---|")
    if theirs is None:
        print(f"| fed-batch with off-gas | {ours['seconds'] * 1e3:.3f} ms | not installed | – | 1 ms |\n", flush=True)
    else:
        apart = max(abs(a / b - 1) for name in ("mean", "sd") for a, b in zip(ours[name], theirs[name]))
        ratio = f"{theirs['seconds'] / ours['seconds']:.0f}" if apart < 1e-4 and math.isfinite(apart) else f"another answer, by {apart:.1e}"
        print(f"| fed-batch with off-gas, estimates equal to {apart:.0e} | {ours['seconds'] * 1e3:.3f} ms | {theirs['seconds'] * 1e3:.2f} ms | {ratio} | 1 ms |\n", flush=True)
    truth = last_line([bench.speed.parent / "estimate_truth", MODEL])
    print("200 simulated fed-batches: " + ", ".join(f"{name} {value}" for name, value in truth.items()) + "\n", flush=True)
