"""Freezes the importances that Optuna's evaluators give, for trials that are drawn anew on both sides.

Writes test/tune/reference/importance.json. Parameters are drawn by the hash of src/random.ts. The forests of
FanovaImportanceEvaluator are random: of each study the mean over several seeds is kept, with the standard deviation of one
seed. PedAnovaImportanceEvaluator draws nothing by lot: its figures are kept as they are.

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
from optuna.importance import FanovaImportanceEvaluator, PedAnovaImportanceEvaluator, get_param_importances

from shared.draws import Draws

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
path = pathlib.Path(__file__).parents[2] / "test/tune/reference/importance.json"


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


def draw_mixed(draws):
    """Every kind of parameter; two of them depend on the choice, and one has another range in some trials."""
    space = {
        "kind": CategoricalDistribution(["a", "b", "c", "d"]),
        "rate": FloatDistribution(1e-5, 1e-1, log=True),
        "width": IntDistribution(1, 1000, log=True),
        "drop": FloatDistribution(0, 0.5, step=0.05),
        "n": IntDistribution(-3, 7, step=2),
        "many": IntDistribution(1, 400),
        "only": IntDistribution(3, 3),
    }
    params = {key: drawn(distribution, draws) for key, distribution in sorted(space.items())}
    params["width"] = int(round(params["width"]))
    params["drop"] = round(params["drop"] / 0.05) * 0.05
    params["n"] = -3 + 2 * draws.below(6)
    if params["kind"] in ("a", "b"):
        space["x"] = FloatDistribution(0, 1 if draws.below(4) else 2)
        params["x"] = drawn(space["x"], draws)
    value = (
        (math.log10(params["rate"]) + 3) ** 2
        + {"a": 0, "b": 1, "c": 2, "d": 2}[params["kind"]]
        + params.get("x", 0.5)
        + 0.1 * params["n"]
        + 2 * params["drop"]
    )
    return params, space, round(value, 6)


def ped(seed, trials, direction, options):
    draws = Draws(seed)
    study = optuna.create_study(direction=direction)
    rows = []
    for _ in range(trials):
        params, space, value = draw_mixed(draws)
        study.add_trial(optuna.create_trial(value=value, params=params, distributions=space))
        rows.append([value, params, space.get("x", FloatDistribution(0, 1)).high])
    evaluator = PedAnovaImportanceEvaluator(
        target_quantile=options.get("targetQuantile", 0.1),
        region_quantile=options.get("regionQuantile", 1.0),
        evaluate_on_local=options.get("evaluateOnLocal", True),
    )
    found = get_param_importances(study, evaluator=evaluator, normalize=False)
    return {"direction": direction, "options": options, "trials": rows, "divergences": found}


content = {
    "versions": {name: version(name) for name in ("optuna", "scikit-learn", "numpy")},
    "studies": [evaluate(name, index + 1, 120 if name != "log" else 200) for index, name in enumerate(spaces)],
    "ped": [
        ped(11, 60, "minimize", {}),
        ped(12, 90, "maximize", {"targetQuantile": 0.25}),
        ped(13, 90, "minimize", {"targetQuantile": 0.2, "regionQuantile": 0.6}),
        ped(14, 60, "minimize", {"targetQuantile": 0.15, "evaluateOnLocal": False}),
        ped(15, 7, "minimize", {"targetQuantile": 0.3}),
    ],
}


def near(a, b, **tolerance):
    """Whether two values are the same, numbers within a tolerance."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(near(a[key], b[key], **tolerance) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(near(x, y, **tolerance) for x, y in zip(a, b))
    return math.isclose(a, b, **tolerance) if isinstance(a, float) else a == b


def same(old, new):
    # Forests split ties as the machine rounds.
    return near(old["studies"], new["studies"], rel_tol=0, abs_tol=2e-3) and near(old["ped"], new["ped"], rel_tol=1e-9)


text = json.dumps(content, separators=(",", ":")) + "\n"
if "--check" in sys.argv:
    if not same(json.loads(path.read_text()), json.loads(text)):
        print(f"{path} differs")
        sys.exit(1)
else:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
