"""Optuna beside bench/tune.ts: reads tasks as lines of JSON, answers each with a line.

{"task": "quality", "function": name, "seed": n, "trials": n, "options": {...}} gives the best value and its parameters.
{"task": "speed", "space": "mixed" | "floats", "history": [[value, params], ...]} prepares a study of finished trials.
{"task": "turn", "trials": n} asks and tells so often, and gives CPU seconds.
"""

import json
import math
import os
import sys
import time
import warnings
from importlib.metadata import version

# One core for both sides.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import optuna  # noqa: E402
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution  # noqa: E402

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def floats(trial, low, high, count):
    return [trial.suggest_float(f"x{i}", low, high) for i in range(count)]


def branin(trial):
    x = trial.suggest_float("x0", -5, 10)
    y = trial.suggest_float("x1", 0, 15)
    part = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return part * part + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


ALPHA = [1.0, 1.2, 3.0, 3.2]
A3 = [[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]]
P3 = [[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828]]
A6 = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
P6 = [
    [1312, 1696, 5569, 124, 8283, 5886],
    [2329, 4135, 8307, 3736, 1004, 9991],
    [2348, 1451, 3522, 2883, 3047, 6650],
    [4047, 8828, 8732, 5743, 1091, 381],
]


def hartmann(trial, a, p):
    x = floats(trial, 0, 1, len(a[0]))
    return -sum(
        ALPHA[i] * math.exp(-sum(a[i][j] * (x[j] - p[i][j] / 10000) ** 2 for j in range(len(x)))) for i in range(4)
    )


def rosenbrock(trial):
    x = floats(trial, -2.048, 2.048, 5)
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(4))


def rastrigin(trial):
    return sum(v * v - 10 * math.cos(2 * math.pi * v) + 10 for v in floats(trial, -5.12, 5.12, 5))


def ackley(trial):
    x = floats(trial, -32.768, 32.768, 5)
    squares = sum(v * v for v in x) / 5
    waves = sum(math.cos(2 * math.pi * v) for v in x) / 5
    return -20 * math.exp(-0.2 * math.sqrt(squares)) - math.exp(waves) + 20 + math.e


def levy(trial):
    w = [1 + (v - 1) / 4 for v in floats(trial, -10, 10, 5)]
    last = w[4]
    return (
        math.sin(math.pi * w[0]) ** 2
        + sum((v - 1) ** 2 * (1 + 10 * math.sin(math.pi * v + 1) ** 2) for v in w[:4])
        + (last - 1) ** 2 * (1 + math.sin(2 * math.pi * last) ** 2)
    )


def griewank(trial):
    x = floats(trial, -600, 600, 5)
    product = 1.0
    for i, v in enumerate(x):
        product *= math.cos(v / math.sqrt(i + 1))
    return sum(v * v for v in x) / 4000 - product + 1


def styblinski_tang(trial):
    return sum(v**4 - 16 * v * v + 5 * v for v in floats(trial, -5, 5, 5)) / 2


def mixed(trial):
    x = trial.suggest_float("x", -5, 5)
    n = trial.suggest_int("n", 1, 20)
    width = trial.suggest_int("width", 8, 256, log=True)
    drop = trial.suggest_float("drop", 0, 0.5, step=0.05)
    kind = trial.suggest_categorical("kind", ["a", "b", "c", "d"])
    shift = {"a": 1.5, "b": 0.0, "c": 0.7, "d": 2.5}[kind]
    return (
        (x - 1) ** 2
        + 0.1 * (n - 7) ** 2
        + (math.log2(width) - 6) ** 2
        + 20 * (drop - 0.2) ** 2
        + shift * (1 + 0.2 * abs(x))
    )


def conditional(trial):
    kind = trial.suggest_categorical("kind", ["linear", "tree", "net"])
    if kind == "linear":
        c = trial.suggest_float("c", 1e-3, 1e3, log=True)
        return 1.0 + 0.3 * abs(math.log10(c) - 1)
    if kind == "tree":
        depth = trial.suggest_int("depth", 1, 16)
        share = trial.suggest_float("share", 0.1, 1)
        return 0.6 + 0.05 * abs(depth - 9) + (share - 0.6) ** 2
    rate = trial.suggest_float("rate", 1e-5, 1, log=True)
    layers = trial.suggest_int("layers", 1, 6)
    momentum = trial.suggest_float("momentum", 0, 1)
    return 0.1 + 0.4 * (math.log10(rate) + 2.5) ** 2 + 0.1 * (layers - 3) ** 2 + (momentum - 0.9) ** 2


def scales(trial):
    rate = math.log10(trial.suggest_float("rate", 1e-6, 1, log=True))
    decay = math.log10(trial.suggest_float("decay", 1e-8, 1e-1, log=True))
    scale = math.log10(trial.suggest_float("scale", 1e-3, 1e3, log=True))
    batch = math.log2(trial.suggest_int("batch", 1, 1024, log=True))
    return (
        (rate + 3.3) ** 2 + 0.3 * (decay + 4) ** 2 + 0.5 * (scale - 0.5 * (rate + 3)) ** 2 + 0.2 * (batch - 5 - rate / 3) ** 2
    )


functions = {
    "branin": branin,
    "hartmann3": lambda trial: hartmann(trial, A3, P3),
    "hartmann6": lambda trial: hartmann(trial, A6, P6),
    "rosenbrock": rosenbrock,
    "rastrigin": rastrigin,
    "ackley": ackley,
    "levy": levy,
    "griewank": griewank,
    "styblinski-tang": styblinski_tang,
    "mixed": mixed,
    "conditional": conditional,
    "scales": scales,
}

spaces = {
    "floats": {f"x{i}": FloatDistribution(0, 1) for i in range(10)},
    "mixed": {
        **{f"x{i}": FloatDistribution(0, 1) for i in range(4)},
        "rate": FloatDistribution(1e-5, 1e-1, log=True),
        "decay": FloatDistribution(1e-6, 1e-1, log=True),
        "drop": FloatDistribution(0, 0.5, step=0.05),
        "layers": IntDistribution(1, 12),
        "batch": IntDistribution(8, 64, step=8),
        "loss": CategoricalDistribution(["plain", "focal", "dice", "label-smoothing"]),
    },
}


def sampler_of(options, seed):
    return optuna.samplers.TPESampler(
        seed=seed, multivariate=options["multivariate"], constant_liar=options["constantLiar"]
    )


def answer(value):
    print(json.dumps(value), flush=True)


answer({name: version(name) for name in ("optuna", "numpy")})
study = space = None
for line in sys.stdin:
    task = json.loads(line)
    if task["task"] == "quality":
        one = optuna.create_study(sampler=sampler_of(task["options"], task["seed"]))
        one.optimize(functions[task["function"]], n_trials=task["trials"])
        answer({"value": one.best_value, "params": one.best_params})
    elif task["task"] == "speed":
        space = spaces[task["space"]]
        study = optuna.create_study(sampler=sampler_of({"multivariate": True, "constantLiar": True}, 1))
        for value, params in task["history"]:
            study.add_trial(optuna.create_trial(value=value, params=params, distributions=space))
        answer({"trials": len(study.trials)})
    else:
        started = time.process_time()
        for _ in range(task["trials"]):
            trial = study.ask(space)
            study.tell(trial, sum(v for v in trial.params.values() if not isinstance(v, str)))
        answer({"seconds": time.process_time() - started})
