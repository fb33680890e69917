"""Iterative stratification by scikit-multilearn: the peer of bench/corpus/stratify.ts.

Usage: python bench/peers/stratify.py matrix.json order folds|ratios, e.g. `matrix.json 2 0.8,0.1,0.1`

Reads {"labels": count, "rows": [[label numbers], ...]}; answers one line of JSON for its versions, then for each line
on standard input (a seed) one with the seconds that the stratification took and the split of each row. The library
draws from numpy's global generator (its random_state is refused by today's scikit-learn, which wants shuffle=True
with it), so the seed is set there. Nothing else of it needs help.
"""

import json
import sys
import time

import numpy
import scipy
import scipy.sparse
import sklearn
from importlib.metadata import version
from skmultilearn.model_selection import IterativeStratification

matrix = json.load(open(sys.argv[1]))
order = int(sys.argv[2])
ratios = [float(ratio) for ratio in sys.argv[3].split(",")]
rows = matrix["rows"]
y = numpy.zeros((len(rows), matrix["labels"]), dtype=numpy.int8)
for i, row in enumerate(rows):
    y[i, row] = 1
print(
    json.dumps(
        {
            "scikit-multilearn": version("scikit-multilearn"),
            "scikit-learn": sklearn.__version__,
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
        }
    ),
    flush=True,
)
for line in sys.stdin:
    numpy.random.seed(int(line))
    stratifier = IterativeStratification(n_splits=len(ratios), order=order, sample_distribution_per_fold=ratios)
    start = time.perf_counter()
    # What KFold.split would iterate: the rows of each split, computed once.
    folds = list(stratifier._iter_test_indices(None, y))
    seconds = time.perf_counter() - start
    split = numpy.full(len(rows), -1)
    for j, fold in enumerate(folds):
        split[fold] = j
    print(json.dumps({"seconds": seconds, "splits": split.tolist()}), flush=True)
