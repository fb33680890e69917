"""Freezes what Optuna does with distributions and trials: the split of a history and the Parzen estimators made of it.

Writes test/tune/reference/tune.json (distributions, their JSON, what they contain and go with; which trials TPE calls
good; kernels of histories and the log densities of their mixtures) and test/tune/reference/normal.json (logarithms of
the normal distribution function and of masses, and quantiles of truncated normals, by mpmath at 60 digits), and
test/tune/reference/sobol.json (Sobol's points by scipy, unscrambled, as whole numbers of 2**-30).

Optuna sorts observations with numpy's unstable argsort, so that of equal observations any may get which width. Here the
sort is made stable. Numbers are compared as texts, but those of kernels and densities within 1e-12 of each other, since
numpy's vector instructions differ from machine to machine.

Usage: python scripts/reference/tune.py [--check]
"""

import itertools
import json
import math
import pathlib
import random
import sys
import warnings
from importlib.metadata import version

import mpmath
import numpy
import optuna
from optuna import distributions as od
from optuna.samplers._tpe import parzen_estimator as pe
from optuna.samplers._tpe.sampler import _split_trials, default_gamma, default_weights
from optuna.trial import TrialState, create_trial
from scipy.stats import qmc

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
folder = pathlib.Path(__file__).parents[2] / "test/tune/reference"
names = ["optuna", "numpy", "scipy", "mpmath"]
versions = {name: version(name) for name in names}


class StableNumpy:
    """numpy, but its argsort is stable."""

    def __getattr__(self, name):
        return getattr(numpy, name)

    @staticmethod
    def argsort(values):
        return numpy.argsort(values, kind="stable")


pe.np = StableNumpy()

shapes = [
    od.FloatDistribution(-2, 3),
    od.FloatDistribution(1e-5, 0.1, log=True),
    od.FloatDistribution(0, 1, step=0.1),
    od.FloatDistribution(0.1, 0.35, step=0.1),
    od.FloatDistribution(1e-20, 1.5e22),
    od.FloatDistribution(2, 2),
    od.FloatDistribution(5, 5, step=0.5),
    od.IntDistribution(-5, 5),
    od.IntDistribution(1, 10, step=4),
    od.IntDistribution(1, 1000, log=True),
    od.IntDistribution(7, 7),
    od.IntDistribution(3, 8, step=9),
    od.CategoricalDistribution(["a", "b", "ü\U0001f389\"\\\n\x7f"]),
    od.CategoricalDistribution([True, None, 3, -0.5, 1e-7, "x"]),
    od.CategoricalDistribution(["alone"]),
]


def compatible(old, new):
    try:
        od.check_distribution_compatibility(old, new)
    except ValueError:
        return False
    return True


def describe(distribution):
    if isinstance(distribution, od.CategoricalDistribution):
        tried = [-1, 0, 1, 2, len(distribution.choices) - 1, len(distribution.choices)]
    else:
        low, high = distribution.low, distribution.high
        step = distribution.step or (high - low) / 7
        tried = [low - 1, low, low + step, low + 2 * step, low + 0.3 * step, (low + high) / 2, high, high + 1]
    values = []
    for value in dict.fromkeys(float(one) for one in tried):
        inside = bool(distribution._contains(value))
        values.append(
            {"internal": value, "inside": inside, "external": distribution.to_external_repr(value) if inside else None}
        )
    return {"json": od.distribution_to_json(distribution), "single": distribution.single(), "values": values}


def old_and_new(distribution):
    new = od._convert_old_distribution_to_new_distribution(distribution, suppress_warning=True)
    return {"old": od.distribution_to_json(distribution), "now": od.distribution_to_json(new)}


floats = [0.1, 1.0, 1e-5, 0.00012345, 1e15, 1e16, 1.5e300, 5e-324, 123456.789, -2.5, 1e22, 0.3, 1 / 3, 1e-4, 9.99e-5]

# Histories for the split: value, state, violation, steps.
source = random.Random(3)


def draw_trials(count, complete, violating):
    trials = []
    for number in range(count):
        kind = source.random()
        value = round(source.gauss(0, 3), 1)
        steps = {step: round(source.gauss(0, 3), 1) for step in range(source.randrange(0, 4))}
        if steps and source.random() < 0.2:
            steps[max(steps)] = math.nan
        violated = round(source.random() * 2, 2) if source.random() < violating else 0.0
        state = "complete" if kind < complete else "pruned" if kind < 0.9 else "failed"
        trials.append({"number": number, "state": state, "value": value, "steps": list(steps.items()), "violated": violated})
    return trials


def split(trials, direction):
    study = optuna.create_study(direction=direction)
    frozen = []
    for trial in trials:
        if trial["state"] == "failed":
            continue
        one = create_trial(
            state=TrialState[trial["state"].upper()],
            value=trial["value"] if trial["state"] == "complete" else None,
            intermediate_values=dict(trial["steps"]),
            system_attrs={"constraints": [trial["violated"], -1.0]},
        )
        one.number = trial["number"]
        frozen.append(one)
    n_below = default_gamma(len(frozen))
    below, _ = _split_trials(study, frozen, n_below)
    return {"gamma": n_below, "below": [trial.number for trial in below]}


def case_of_split(count, direction, complete=0.6, violating=0.15):
    trials = draw_trials(count, complete, violating)
    result = split(trials, direction)
    for trial in trials:
        trial["steps"] = [[step, None if math.isnan(value) else value] for step, value in trial["steps"]]
    return {"direction": direction, "trials": trials, **result}


def draw_value(distribution):
    if isinstance(distribution, od.CategoricalDistribution):
        return source.randrange(len(distribution.choices))
    low, high = distribution.low, distribution.high
    # Half of them crowd together, so that kernels become narrow.
    place = source.random() if source.random() < 0.5 else 0.4 + 0.02 * source.random()
    if distribution.log:
        value = math.exp(math.log(low) + place * (math.log(high) - math.log(low)))
        return min(max(round(value), low), high) if isinstance(distribution, od.IntDistribution) else value
    value = low + place * (high - low)
    if distribution.step is None:
        return value
    steps = round((high - low) / distribution.step)
    return low + min(int(place * (steps + 1)), steps) * distribution.step


def numbers(values):
    return [float(value) for value in values]


def case_of_parzen(space, n, prior_weight=1.0, magic_clip=True, endpoints=False):
    search = {f"p{i}": distribution for i, distribution in enumerate(space)}
    observed = {name: numpy.array([draw_value(d) for _ in range(n)], dtype=float) for name, d in search.items()}
    parameters = pe._ParzenEstimatorParameters(prior_weight, magic_clip, endpoints, default_weights, True)
    estimator = pe._ParzenEstimator(observed, search, parameters)
    points = {name: numpy.array([draw_value(d) for _ in range(8)], dtype=float) for name, d in search.items()}
    for name, d in search.items():
        if not isinstance(d, od.CategoricalDistribution):
            points[name][:2] = [d.low, d.high]
    mixture = estimator._mixture_distribution
    kernels = []
    for distribution in mixture.distributions:
        if hasattr(distribution, "mu"):
            kernels.append({"mus": numbers(distribution.mu), "sigmas": numbers(distribution.sigma)})
        else:
            kernels.append({"rows": [numbers(row) for row in distribution.weights[[0, -1]]]})
    return {
        "space": [od.distribution_to_json(d) for d in space],
        "options": {"priorWeight": prior_weight, "magicClip": magic_clip, "endpoints": endpoints},
        "observed": [numbers(values) for values in observed.values()],
        "points": [numbers(values) for values in points.values()],
        "weights": numbers(mixture.weights),
        "kernels": kernels,
        "logDensities": numbers(estimator.log_pdf(points)),
    }


singles = [
    od.FloatDistribution(-2, 3),
    od.FloatDistribution(1e-5, 0.1, log=True),
    od.FloatDistribution(0, 1, step=0.1),
    od.IntDistribution(-5, 5),
    od.IntDistribution(1, 1000, log=True),
    od.IntDistribution(8, 64, step=8),
    od.CategoricalDistribution(["a", "b", "c"]),
]
parzen = [case_of_parzen([d], n) for d in singles for n in (0, 1, 2, 3, 9)]
parzen += [case_of_parzen([d], 40) for d in singles]
parzen += [case_of_parzen(singles, n) for n in (0, 1, 2, 8, 30)]
parzen += [
    case_of_parzen(singles, 6, prior_weight=0.3),
    case_of_parzen(singles, 6, magic_clip=False),
    case_of_parzen(singles, 6, endpoints=True),
    case_of_parzen(singles[:4], 26, prior_weight=2.0, magic_clip=False, endpoints=True),
]

tune = {
    "versions": versions,
    "distributions": [describe(distribution) for distribution in shapes],
    "compatible": [[compatible(old, new) for new in shapes] for old in shapes],
    "equal": [[a == b for b in shapes] for a in shapes],
    "oldDistributions": [
        old_and_new(one)
        for one in (
            od.UniformDistribution(0, 2),
            od.LogUniformDistribution(0.5, 2),
            od.DiscreteUniformDistribution(0, 2, 0.5),
            od.IntUniformDistribution(1, 9, 2),
            od.IntLogUniformDistribution(1, 9),
        )
    ],
    "floats": [{"value": value, "text": json.dumps(value)} for value in floats],
    "weights": [{"n": n, "weights": numbers(default_weights(n))} for n in (0, 1, 24, 25, 26, 27, 40)],
    "splits": [
        case_of_split(count, direction)
        for count, direction in itertools.product((1, 5, 12, 40, 90), ("minimize", "maximize"))
    ]
    # So few that pruned trials, and ones that violate constraints, are among the best.
    + [
        case_of_split(40, direction, complete, violating)
        for direction in ("minimize", "maximize")
        for complete, violating in ((0.05, 0.1), (0.02, 0.95), (0.6, 1.0))
    ]
    + [{"direction": "minimize", "trials": [], **split([], "minimize")}],
    "parzen": parzen,
}

mpmath.mp.dps = 60


def log_ndtr(x):
    if x > 0:
        return mpmath.log1p(-mpmath.erfc(mpmath.mpf(x) / mpmath.sqrt(2)) / 2)
    return mpmath.log(mpmath.erfc(-mpmath.mpf(x) / mpmath.sqrt(2)) / 2)


def log_mass(a, b):
    a, b = mpmath.mpf(a), mpmath.mpf(b)
    if a > 0:
        a, b = -b, -a
    return mpmath.log((mpmath.erfc(-b / mpmath.sqrt(2)) - mpmath.erfc(-a / mpmath.sqrt(2))) / 2)


def quantile(share, a, b):
    a, b, share = mpmath.mpf(a), mpmath.mpf(b), mpmath.mpf(share)
    if a > 0:
        return -quantile(1 - share, -b, -a)
    low, high = a, b
    lower = mpmath.erfc(-a / mpmath.sqrt(2))
    wanted = lower + share * (mpmath.erfc(-b / mpmath.sqrt(2)) - lower)
    for _ in range(180):
        middle = (low + high) / 2
        if mpmath.erfc(-middle / mpmath.sqrt(2)) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


edges = [-40.0, -12.0, -6.5, -3.0, -1.0, -0.3, 0.0, 0.2, 1.0, 2.5, 6.0, 11.0, 39.0]
pairs = [(a, b) for a in edges for b in edges if a < b]
narrow = [(a, a + width) for a in (-30.0, -8.0, -1.5, 0.0, 0.7, 9.0) for width in (1e-9, 1e-4, 5e-3, 0.04, 0.06)]
normal = {
    "versions": versions,
    "logNdtr": [[x, float(log_ndtr(x))] for x in (-300.0, -38.0, -20.0, -7.0, -4.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 8.0, 37.0)],
    "logMass": [[a, b, float(log_mass(a, b))] for a, b in pairs + narrow],
    "quantiles": [
        [share, a, b, float(quantile(share, a, b))]
        for share in (1e-9, 0.1, 0.5, 0.97)
        for a, b in ((-1.0, 1.0), (-8.0, -5.0), (5.0, 8.0), (-0.1, 40.0), (-40.0, -20.0), (2.0, 2.001), (-40.0, 40.0))
    ],
}

dimensions, count = 256, 16
points = qmc.Sobol(dimensions, scramble=False, bits=30).random(count)
sobol = {
    "versions": versions,
    "bits": 30,
    "points": [[int(value * 2**30) for value in point] for point in points],
    "later": [
        [int(value * 2**30) for value in qmc.Sobol(8, scramble=False, bits=30).fast_forward(skip).random(1)[0]]
        for skip in (1000, 65535)
    ],
}


def near(a, b):
    """Whether two values are the same, numbers within 1e-12."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(near(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(near(x, y) for x, y in zip(a, b))
    if isinstance(a, float) and isinstance(b, float):
        return a == b or math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)
    return a == b


failed = False
for name, content in (("tune", tune), ("normal", normal), ("sobol", sobol)):
    path = folder / f"{name}.json"
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n"
    if "--check" in sys.argv:
        frozen = json.loads(path.read_text())
        if not near({**frozen, "versions": None}, {**json.loads(text), "versions": None}):
            print(f"{path} differs")
            failed = True
    else:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
sys.exit(failed)
