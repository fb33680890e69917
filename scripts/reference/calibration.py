"""Freezes calibration of scores for test/metrics/calibration.test.ts: the curve and the Brier score by scikit-learn,
expected and maximum calibration error by NumPy from the formulas of Guo et al. 2017.

Without a flag it writes test/metrics/reference/calibration.json; with --check it compares to 1e-12 and exits 1 on a
difference. Outcomes are [score, right].
"""

import json
import random
import sys
from importlib.metadata import version
from pathlib import Path

import numpy
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

TARGET = Path(__file__).resolve().parents[2] / "test/metrics/reference/calibration.json"


def errors(bins, scores, right):
    used = numpy.unique(bins)
    sizes = numpy.array([(bins == each).sum() for each in used])
    gaps = numpy.array([abs(right[bins == each].mean() - scores[bins == each].mean()) for each in used])
    return {
        "counts": sizes.tolist(),
        "expected": float((sizes * gaps).sum() / len(scores)),
        "maximum": float(gaps.max()),
    }


def case(title, count, outcomes):
    scores = numpy.array([score for score, _ in outcomes])
    right = numpy.array([float(hit) for _, hit in outcomes])
    accuracy, confidence = calibration_curve(right, scores, n_bins=count, strategy="uniform")
    width = numpy.digitize(scores, numpy.arange(1, count) / count, right=True)
    first_rank = numpy.searchsorted(numpy.sort(scores), scores, side="left")
    return {
        "title": title,
        "bins": count,
        "outcomes": outcomes,
        "accuracy": accuracy.tolist(),
        "confidence": confidence.tolist(),
        "equalWidth": errors(width, scores, right),
        "equalMass": errors(first_rank * count // len(scores), scores, right),
        "brier": float(brier_score_loss(right, scores)),
    }


def cases():
    rng = random.Random(12)
    yield case("borders of bins", 5, [[score / 10, hit] for score in range(11) for hit in (0, 1, 1)])
    yield case("one bin", 1, [[0.2, 1], [0.9, 0], [0.7, 1]])
    yield case("more bins than scores", 15, [[0.31, 0], [0.32, 1]])
    for count in (2, 10, 15, 30):
        for digits in (1, 2, 16):
            sure = rng.uniform(0.3, 3)
            scores = [round(rng.random() ** (1 / sure), digits) for _ in range(rng.randint(40, 120))]
            outcomes = [[score, int(rng.random() < score**1.7)] for score in scores]
            yield case(f"{count} bins, {digits} digits", count, outcomes)


def close(a, b):
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(close(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
    return abs(a - b) < 1e-12 if isinstance(a, float) else a == b


def main():
    rows = list(cases())
    versions = {name: version(name) for name in ("scikit-learn", "numpy")}
    if "--check" in sys.argv:
        same = close(json.loads(TARGET.read_text(encoding="utf-8"))["cases"], json.loads(json.dumps(rows)))
        print("calibration:", "equal" if same else "DIFFERENT", len(rows), "cases", versions)
        sys.exit(0 if same else 1)
    lines = ",\n".join(json.dumps(row) for row in rows)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(f'{{"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
