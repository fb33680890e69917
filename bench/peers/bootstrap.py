"""Bootstrap intervals of scores by NumPy: the peer of bench/metrics.ts.

Usage: python bench/peers/bootstrap.py counts.json

Reads {"samples": n, "counts": [documents, types, (correct, predicted, gold)]}; answers one line of JSON for its
versions, then for each line on standard input one with the wall and CPU seconds from the counts to the percentile
intervals of precision, recall and F1 of each type, micro and macro, and the micro average's F1 with its interval.
"""

import json
import sys
import time

import numpy


def fraction(above, below):
    return numpy.divide(above, below, out=numpy.zeros_like(below), where=below > 0)


def measures(totals):
    """[..., 3] counts to [..., (precision, recall, f1)]."""
    correct, predicted, gold = (totals[..., i] for i in range(3))
    precision, recall = fraction(correct, predicted), fraction(correct, gold)
    return numpy.stack([precision, recall, fraction(2 * precision * recall, precision + recall)], axis=-1)


def score(totals):
    """[samples, types, 3] counts to [samples, types + 2, 3] scores, micro and macro at the end."""
    of_types = measures(totals)
    occurs = (totals[..., 1] + totals[..., 2] > 0).astype(float)
    macro = fraction((of_types * occurs[..., None]).sum(1), numpy.repeat(occurs.sum(1)[:, None], 3, axis=1))
    return numpy.concatenate([of_types, measures(totals.sum(1))[:, None], macro[:, None]], axis=1)


def bootstrap(counts, samples, seed):
    documents, types, _ = counts.shape
    random = numpy.random.default_rng(seed)
    weights = random.multinomial(documents, numpy.full(documents, 1 / documents), size=samples).astype(float)
    scores = score((weights @ counts.reshape(documents, -1)).reshape(samples, types, 3))
    scores.sort(axis=0)
    k = max(1, int((samples + 1) * 0.025))
    return score(counts.sum(0)[None])[0], scores[k - 1], scores[samples - k]


with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
table = numpy.array(given["counts"], dtype=float)
print(json.dumps({"python": sys.version.split()[0], "numpy": numpy.__version__}), flush=True)
for line in sys.stdin:
    wall, cpu = time.perf_counter(), time.process_time()
    estimate, lower, upper = bootstrap(table, given["samples"], 1)
    seconds = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    f1 = {name: float(values[-2, 2]) for name, values in zip(("estimate", "lower", "upper"), (estimate, lower, upper))}
    print(json.dumps({**seconds, **f1}), flush=True)
