"""Freezes what the package cmaes makes of the same points and values, and what Optuna's CMA-ES studies come to.

Writes test/tune/reference/cma.json: `updates` (20 generations of CMA, SepCMA and CMAwM: points rounded to 6 places, values, and
the states after them), `transforms` (places of the unit cube and the values that Optuna makes of them, and back),
`studies` (trials of Optuna's CmaEsSampler, and the state of the optimizer that it keeps beside them) and `matrices` (symmetric
matrices with their eigenvalues by mpmath).

Numbers of states are compared within 1e-9, since numpy's products differ from machine to machine.

Usage: python scripts/reference/cma.py [--check]
"""

import json
import math
import pathlib
import pickle
import random
import sys
import warnings
from importlib.metadata import version

import cmaes
import mpmath
import numpy
import optuna
from optuna._transform import _SearchSpaceTransform
from optuna.distributions import FloatDistribution, IntDistribution, distribution_to_json

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
path = pathlib.Path(__file__).parents[2] / "test/tune/reference/cma.json"


def value_of(x):
    """A bent valley that leans, so that the covariance matrix has to turn."""
    lean = sum((10 ** (2 * i / max(len(x) - 1, 1))) * (v - 0.4) ** 2 for i, v in enumerate(x))
    return round(lean + sum(a * b for a, b in zip(x, x[1:])), 6)


def state_of(optimizer, kind):
    inner = optimizer._cma if kind == "margin" else optimizer
    state = {
        "mean": inner._mean.tolist(),
        "sigma": float(inner._sigma),
        "covariance": inner._C.ravel().tolist(),
        "path": inner._pc.tolist(),
        "sigmaPath": inner._p_sigma.tolist(),
    }
    return {**state, "scale": optimizer._A.tolist()} if kind == "margin" else state


def update(kind, dimension, population=None, steps=None, sigma=0.3):
    bounds = numpy.array([[0.0, 1.0]] * dimension)
    mean = numpy.full(dimension, 0.5)
    shared = {"bounds": bounds, "seed": dimension, "population_size": population}
    if kind == "margin":
        optimizer = cmaes.CMAwM(mean=mean, sigma=sigma, steps=numpy.array(steps), **shared)
    else:
        optimizer = {"full": cmaes.CMA, "separable": cmaes.SepCMA}[kind](mean=mean, sigma=sigma, **shared)
    generations, states = [], []
    for generation in range(1, 21):
        solutions = []
        for _ in range(optimizer.population_size):
            tried, point = optimizer.ask() if kind == "margin" else [optimizer.ask()] * 2
            point = numpy.round(point, 6)
            # What margin tries is a function of the point and the state, which the test computes again.
            tried = numpy.where(steps, numpy.round(tried, 9), point).tolist() if kind == "margin" else None
            value = value_of(tried or point.tolist())
            solutions.append((point, value, tried))
        generations.append([[point.tolist(), value] + ([tried] if tried else []) for point, value, tried in solutions])
        optimizer.tell([(point, value) for point, value, _ in solutions])
        if generation in (1, 2, 3, 10, 20):
            states.append({"generation": generation, **state_of(optimizer, kind)})
    return {
        "kind": kind,
        "dimension": dimension,
        "population": optimizer.population_size,
        "sigma": sigma,
        "steps": steps,
        "generations": generations,
        "states": states,
    }


shapes = [
    FloatDistribution(-2, 3),
    FloatDistribution(1e-5, 0.1, log=True),
    FloatDistribution(0, 1, step=0.1),
    FloatDistribution(-0.5, 2.5, step=0.75),
    IntDistribution(-5, 5),
    IntDistribution(8, 64, step=8),
    IntDistribution(1, 1000, log=True),
    IntDistribution(3, 4),
]


def transform(distribution, margin):
    made = _SearchSpaceTransform({"x": distribution}, transform_step=not margin, transform_0_1=True)
    rows = []
    for place in (0.01, 0.124, 0.313, 0.49, 0.52, 0.687, 0.9, 0.99):
        value = made.untransform(numpy.array([place]))["x"]
        rows.append([place, value, float(made.transform({"x": value})[0])])
    return {"distribution": distribution_to_json(distribution), "margin": margin, "rows": rows}


space = {
    "a": FloatDistribution(-2, 3),
    "b": FloatDistribution(1e-4, 1, log=True),
    "c": IntDistribution(1, 12),
    "d": FloatDistribution(0, 1, step=0.05),
}


def study(direction, trials, **options):
    sampler = optuna.samplers.CmaEsSampler(seed=7, **options)
    one = optuna.create_study(direction=direction, sampler=sampler)
    sign = 1 if direction == "minimize" else -1

    def objective(trial):
        a = trial.suggest_float("a", -2, 3)
        b = trial.suggest_float("b", 1e-4, 1, log=True)
        c = trial.suggest_int("c", 1, 12)
        d = trial.suggest_float("d", 0, 1, step=0.05)
        trial.suggest_categorical("kind", ["x", "y"])
        if trial.number % 9 == 5:
            trial.report(1.0, 0)
            raise optuna.TrialPruned()
        return sign * round((a - 1) ** 2 + (math.log10(b) + 2) ** 2 + 0.1 * (c - 4) ** 2 + (d - 0.3) ** 2 * a, 6)

    one.optimize(objective, n_trials=trials)
    told = [trial for trial in one.trials if any(":optimizer" in key for key in trial.system_attrs)][-1]
    pieces = [(int(key.split(":")[-1]), value) for key, value in told.system_attrs.items() if ":optimizer" in key]
    optimizer = pickle.loads(bytes.fromhex("".join(value for _, value in sorted(pieces))))
    kind = "separable" if "use_separable_cma" in options else "margin" if "with_margin" in options else "full"
    rows = []
    for trial in one.trials:
        attributes = {key: value for key, value in trial.system_attrs.items() if ":optimizer" not in key}
        rows.append([trial.state.name.lower(), trial.value, trial.params, attributes])
    return {
        "kind": kind,
        "direction": direction,
        "population": optimizer.population_size,
        "space": {name: distribution_to_json(distribution) for name, distribution in space.items()},
        "trials": rows,
        "generation": optimizer.generation,
        "state": state_of(optimizer, kind),
    }


source = random.Random(11)


def matrix(size, scales):
    """A matrix with eigenvalues of very different sizes."""
    with mpmath.workdps(40):
        entries = [[source.gauss(0, 1) for _ in range(size)] for _ in range(size)]
        rows = [[0.0] * size for _ in range(size)]
        for i in range(size):
            for j in range(i, size):
                value = sum(scales[k % len(scales)] * entries[k][i] * entries[k][j] for k in range(size))
                rows[i][j] = rows[j][i] = value
        values, _ = mpmath.eigsy(mpmath.matrix(rows))
        return {"size": size, "rows": [v for row in rows for v in row], "values": sorted(float(v) for v in values)}


content = {
    "versions": {name: version(name) for name in ("cmaes", "optuna", "numpy", "mpmath")},
    "updates": [
        update("full", 1),
        update("full", 2),
        update("full", 5),
        update("full", 3, population=4, sigma=1 / 6),
        update("full", 2, sigma=0.005),
        update("separable", 3),
        update("margin", 4, steps=[0.0, 0.25, 0.1, 1.0]),
    ],
    "transforms": [transform(distribution, margin) for margin in (False, True) for distribution in shapes],
    "studies": [
        study("minimize", 60),
        study("maximize", 45, use_separable_cma=True),
        study("minimize", 60, with_margin=True),
        study("minimize", 45, popsize=5),
    ],
    "matrices": [
        matrix(2, [1.0]),
        matrix(3, [1.0, 1e-3, 1e-6]),
        matrix(6, [1.0, -2.0, 0.5]),
        matrix(10, [1.0, 1e-2, 1e-4]),
        {"size": 3, "rows": [2.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 2.0], "values": [2.0, 2.0, 2.0]},
    ],
}


def near(a, b):
    """Whether two values are the same, numbers within 1e-9."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(near(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(near(x, y) for x, y in zip(a, b))
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return a == b


text = json.dumps(content, separators=(",", ":")) + "\n"
if "--check" in sys.argv:
    if not near({**json.loads(path.read_text()), "versions": None}, {**json.loads(text), "versions": None}):
        print(f"{path} differs")
        sys.exit(1)
else:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
