"""Freezes iterative stratification by scikit-multilearn on fixed matrices, and how far its splits are from the whole.

Writes test/corpus/reference/stratify.json. The library draws from numpy's global generator, which is seeded here (its
own random_state is refused by today's scikit-learn, which wants shuffle=True with it); nothing else of it needs help.
Its label_combination_distribution sums a generator, which today's numpy refuses, so LD is computed here by the formula
of Sechidis et al. 2011, and JS by scipy.

Usage: python scripts/reference/stratify.py [--check]
"""

import itertools
import json
import pathlib
import random
import sys
from importlib.metadata import version

import numpy
from scipy.spatial.distance import jensenshannon
from skmultilearn.model_selection import IterativeStratification

path = pathlib.Path(__file__).parents[2] / "test/corpus/reference/stratify.json"


def draw(rows, labels, seed):
    """A long tail: the commonest label in half of the rows, the rarest in a handful."""
    source = random.Random(seed)
    chances = [0.5 * 0.75**label + 0.004 for label in range(labels)]
    return [[label for label in range(labels) if source.random() < chances[label]] for _ in range(rows)]


def odds_distance(y, splits, shares):
    """LD: over labels and splits, the mean distance of a label's odds in the split from those in the whole."""
    distances = []
    for column in y.T:
        if column.sum() == 0:
            continue
        whole = column.sum() / (len(column) - column.sum())
        own = []
        for j in range(len(shares)):
            part = column[splits == j]
            own.append(abs(part.sum() / (len(part) - part.sum()) - whole))
        distances.append(numpy.mean(own))
    return float(numpy.mean(distances))


def pairs_of(y):
    return numpy.stack([y[:, a] * y[:, b] for a, b in itertools.combinations(range(y.shape[1]), 2)], axis=1)


def js(y, splits, shares):
    whole = y.sum(axis=0) / y.sum()
    parts = [y[splits == j].sum(axis=0) for j in range(len(shares))]
    return float(numpy.mean([jensenshannon(part / part.sum(), whole, base=2) ** 2 for part in parts]))


cases = []
for rows, labels, shares, order in (
    (600, 12, (0.8, 0.1, 0.1), 1),
    (600, 12, (0.8, 0.1, 0.1), 2),
    (500, 20, (0.2,) * 5, 1),
    (500, 20, (0.2,) * 5, 2),
):
    matrix = draw(rows, labels, 7)
    y = numpy.zeros((rows, labels), dtype=int)
    for i, row in enumerate(matrix):
        y[i, row] = 1
    runs = []
    for seed in range(1, 4):
        numpy.random.seed(seed)
        stratifier = IterativeStratification(
            n_splits=len(shares), order=order, sample_distribution_per_fold=list(shares)
        )
        splits = numpy.full(rows, -1)
        for j, fold in enumerate(stratifier._iter_test_indices(None, y)):
            splits[fold] = j
        runs.append(
            {
                "splits": "".join(map(str, splits)),
                "labels": odds_distance(y, splits, shares),
                "pairs": odds_distance(pairs_of(y), splits, shares),
                "js": js(y, splits, shares),
            }
        )
    cases.append({"labels": labels, "shares": shares, "order": order, "rows": matrix, "runs": runs})

versions = {name: version(name) for name in ("scikit-multilearn", "scikit-learn", "numpy", "scipy")}
result = json.loads(json.dumps({"versions": versions, "cases": cases}))
if "--check" in sys.argv:
    frozen = json.loads(path.read_text())
    same = len(frozen["cases"]) == len(result["cases"])
    for old, new in zip(frozen["cases"], result["cases"]):
        same = same and old["rows"] == new["rows"]
        for a, b in zip(old["runs"], new["runs"]):
            same = same and a["splits"] == b["splits"]
            same = same and all(abs(a[key] - b[key]) < 1e-9 for key in ("labels", "pairs", "js"))
    print("stratify: equal" if same else "stratify: DIFFERENT")
    sys.exit(0 if same else 1)
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps(result) + "\n")
