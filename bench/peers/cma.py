"""Optuna's CmaEsSampler beside bench/cma.ts: reads tasks as lines of JSON, answers each with a line.

{"function": name, "seed": n, "trials": n, "options": {...}} gives the best value and its parameters; the options are
keywords of CmaEsSampler. The functions are those of tune.py.
"""

import contextlib
import io
import json
import sys
import warnings
from importlib.metadata import version

# tune.py is a program: it finds nothing to read here, and what it says is not for the reader of this one.
given, sys.stdin = sys.stdin, io.StringIO()
with contextlib.redirect_stdout(io.StringIO()):
    from tune import functions

import optuna  # noqa: E402

warnings.simplefilter("ignore")
print(json.dumps({name: version(name) for name in ("optuna", "cmaes", "numpy")}), flush=True)
for line in given:
    task = json.loads(line)
    sampler = optuna.samplers.CmaEsSampler(seed=task["seed"], warn_independent_sampling=False, **task["options"])
    study = optuna.create_study(sampler=sampler)
    study.optimize(functions[task["function"]], n_trials=task["trials"])
    print(json.dumps({"value": study.best_value, "params": study.best_params}), flush=True)
