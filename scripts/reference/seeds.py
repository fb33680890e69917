"""Freezes the exact distribution of the Multi-Bootstrap for test/metrics/seeds.test.ts.

Without a flag it writes test/metrics/reference/seeds.json; with --check it compares and exits 1 on a difference.

The Multi-Bootstrap (Sellam et al. 2022, "The MultiBERTs", section 3) draws documents, the same for all runs, and runs of each
configuration, here n - 1 of n (Rao and Wu 1988). A few documents and runs have so few equally likely samples that all can be
enumerated: p is then a fraction, and the test's random samples must come near it. Interval borders of random samples must lie
between the quantiles 0.015 and 0.035, and 0.965 and 0.985.
"""

import itertools
import json
import random
import sys
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parents[2] / "test/metrics/reference/seeds.json"
TYPES = ["X", "Y"]
TOLERANCE = 1e-12


def draw_mentions(rng):
    return [[begin, begin + 3, rng.choice(TYPES)] for begin in range(0, 40, 10) if rng.random() < 0.7]


def predict(rng, gold, quality):
    found = [mention for mention in gold if rng.random() < quality]
    wrong = [[begin + 4, begin + 7, rng.choice(TYPES)] for begin in range(0, 40, 10) if rng.random() > quality]
    return sorted(found + wrong)


def counts(gold, predicted):
    """[documents, types, (correct, predicted, gold)]"""
    rows = []
    for own, found in zip(gold, predicted):
        right = [mention for mention in found if mention in own]
        rows.append([[sum(m[2] == kind for m in side) for side in (right, found, own)] for kind in TYPES])
    return np.array(rows)


def f1(correct, predicted, gold):
    total = predicted + gold
    return np.where(total > 0, 2 * correct / np.maximum(total, 1), 0.0)


def scores(totals):
    """Of [.., types, 3]: F1 of each type, micro, macro; and whether each occurs."""
    types = f1(totals[..., 0], totals[..., 1], totals[..., 2])
    occurs = totals[..., 1] + totals[..., 2] > 0
    together = totals.sum(axis=-2)
    micro = f1(together[..., 0], together[..., 1], together[..., 2])
    macro = (types * occurs).sum(axis=-1) / np.maximum(occurs.sum(axis=-1), 1)
    any_type = occurs.any(axis=-1)
    values = np.concatenate([types, micro[..., None], macro[..., None]], axis=-1)
    return values, np.concatenate([occurs, any_type[..., None], any_type[..., None]], axis=-1)


def side_samples(runs, weights):
    """Means and occurrence for each draw of n - 1 of n runs, [draws, samples of documents, rows]."""
    values, occurs = zip(*(scores(np.einsum("sd,dtc->stc", weights, run)) for run in runs))
    n = len(runs)
    draws = list(itertools.product(range(n), repeat=max(1, n - 1)))
    means = np.stack([np.mean([values[run] for run in draw], axis=0) for draw in draws])
    return means, np.stack([np.any([occurs[run] for run in draw], axis=0) for draw in draws])


def case(seed, documents, qualities):
    rng = random.Random(seed)
    gold = [draw_mentions(rng) for _ in range(documents)]
    sides = [[[predict(rng, own, quality) for own in gold] for quality in side] for side in qualities]
    weights = np.array(
        [np.bincount(draw, minlength=documents) for draw in itertools.product(range(documents), repeat=documents)]
    )
    matrices = [[counts(gold, predicted) for predicted in side] for side in sides]
    (means_a, occurs_a), (means_b, occurs_b) = (side_samples(side, weights) for side in matrices)
    drawn = (means_a[:, None] - means_b[None]).reshape(-1, means_a.shape[-1])
    occurs = (occurs_a[:, None] | occurs_b[None]).reshape(drawn.shape)
    observed = [np.array([scores(matrix.sum(axis=0))[0] for matrix in side]) for side in matrices]
    rows = []
    for row, name in enumerate([*TYPES, "micro", "macro"]):
        a, b = (side[:, row] for side in observed)
        difference = a.mean() - b.mean()
        values = drawn[occurs[:, row], row]
        quantiles = [float(np.quantile(values, q, method="inverted_cdf")) for q in (0.015, 0.035, 0.965, 0.985)]
        rows.append(
            {
                "name": name,
                "a": [float(value) for value in a],
                "b": [float(value) for value in b],
                "std": [float(side.std(ddof=1)) if len(side) > 1 else None for side in (a, b)],
                "difference": float(difference),
                "p": float(np.mean(np.abs(values - difference) >= abs(difference) - TOLERANCE)),
                "lower": quantiles[:2],
                "upper": quantiles[2:],
            }
        )
    return {"gold": gold, "a": sides[0], "b": sides[1], "samples": len(drawn), "rows": rows}


def cases():
    yield case(1, 5, [[0.9, 0.8, 0.9], [0.6, 0.7]])
    yield case(2, 5, [[0.8, 0.6], [0.7]])
    yield case(3, 4, [[0.7, 0.9, 0.5], [0.5, 0.8, 0.6]])


def main():
    rows = json.loads(json.dumps(list(cases())))
    versions = {"numpy": np.__version__}
    if "--check" in sys.argv:
        same = json.loads(TARGET.read_text(encoding="utf-8"))["cases"] == rows
        print("seeds:", "equal" if same else "DIFFERENT", len(rows), "cases", versions)
        sys.exit(0 if same else 1)
    lines = ",\n".join(json.dumps(row) for row in rows)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(f'{{"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
