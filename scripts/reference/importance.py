"""Freezes the importances that Optuna's FanovaImportanceEvaluator gives, for trials that are drawn anew on both sides.

Writes test/tune/reference/importance.json. Parameters are drawn by the hash of src/random.ts. Forests are random: of
each study the mean over several seeds is kept, with the standard deviation of one seed.

Usage: python scripts/reference/importance.py [--check]
"""

import json
import math
import pathlib
import sys
import warnings
from importlib.metadata import version

import numpy
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import FanovaImportanceEvaluator, get_param_importances

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
path = pathlib.Path(__file__).parents[2] / "test/tune/reference/importance.json"


def mix32(x):
    x = ((x ^ (x >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    x = ((x ^ (x >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return x ^ (x >> 16)


class Draws:
    def __init__(self, seed):
        self.key = mix32(seed)
        self.count = 0

    def below(self, n):
        self.count += 1
        return mix32((self.key + self.count) & 0xFFFFFFFF) % n


def value_of(name, p):
    if name == "sum":
        return 3 * p["x"] + p["y"] ** 2 + 0.1 * p["n"]
    if name == "product":
        return p["x"] * p["y"] + 0.01 * p["n"]
    if name == "log":
        return math.log10(p["rate"]) ** 2 + p["x"]
    if name == "flag":
        return (2.0 if p["kind"] == "a" else 0.0) + p["x"] + 0.2 * p["y"]
    return 1.0 if p["x"] > 0.5 else 0.0


shared = {"x": FloatDistribution(0, 1), "y": FloatDistribution(-1, 2), "n": IntDistribution(1, 10)}
spaces = {
    "sum": shared,
    "product": shared,
    "log": {"rate": FloatDistribution(1e-5, 1e-1, log=True), "x": FloatDistribution(0, 1), "y": FloatDistribution(-1, 2)},
    "flag": {"kind": CategoricalDistribution(["a", "b"]), "x": FloatDistribution(0, 1), "y": FloatDistribution(-1, 2)},
    "step": {"x": FloatDistribution(0, 1), "y": FloatDistribution(-1, 2)},
}


def drawn(distribution, draws):
    if isinstance(distribution, CategoricalDistribution):
        return distribution.choices[draws.below(len(distribution.choices))]
    if isinstance(distribution, IntDistribution):
        return distribution.low + draws.below(distribution.high - distribution.low + 1)
    place = draws.below(10000) / 10000
    low, high = distribution.low, distribution.high
    return math.exp(math.log(low) + place * (math.log(high) - math.log(low))) if distribution.log else low + place * (high - low)


def evaluate(name, seed, trials):
    draws = Draws(seed)
    study = optuna.create_study()
    for _ in range(trials):
        params = {key: drawn(distribution, draws) for key, distribution in sorted(spaces[name].items())}
        study.add_trial(
            optuna.create_trial(value=value_of(name, params), params=params, distributions=spaces[name])
        )
    rows = []
    for forest in range(4):
        found = get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=forest))
        rows.append([found[key] for key in sorted(spaces[name])])
    return {
        "function": name,
        "seed": seed,
        "trials": trials,
        "names": sorted(spaces[name]),
        "means": numpy.round(numpy.mean(rows, axis=0), 4).tolist(),
        "deviations": numpy.round(numpy.std(rows, axis=0), 4).tolist(),
    }


content = {
    "versions": {name: version(name) for name in ("optuna", "scikit-learn", "numpy")},
    "studies": [evaluate(name, index + 1, 120 if name != "log" else 200) for index, name in enumerate(spaces)],
}


def near(a, b):
    """Whether two values are the same, numbers within 2e-3: forests split ties as the machine rounds."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(near(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(near(x, y) for x, y in zip(a, b))
    return abs(a - b) <= 2e-3 if isinstance(a, float) else a == b


text = json.dumps(content, separators=(",", ":")) + "\n"
if "--check" in sys.argv:
    if not near({**json.loads(path.read_text()), "versions": {}}, {**json.loads(text), "versions": {}}):
        print(f"{path} differs")
        sys.exit(1)
else:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
