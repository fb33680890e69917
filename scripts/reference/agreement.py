"""Freezes kappas for test/corpus/agreement.test.ts: Cohen's by scikit-learn, Fleiss' by the formulas of the paper.

Without a flag it writes test/corpus/reference/agreement.json; with --check it compares and exits 1 on a difference.
The first Fleiss case is a published worked example.
"""

import json
import random
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy
from sklearn.metrics import cohen_kappa_score

TARGET = Path(__file__).resolve().parents[2] / "test/corpus/reference/agreement.json"
warnings.simplefilter("ignore")

# Ten items, fourteen raters, five labels: how many raters gave each label (https://en.wikipedia.org/wiki/Fleiss'_kappa,
# which works out 0.210).
WORKED_EXAMPLE = """
0 0 0 0 14
0 2 6 4 2
0 0 3 5 6
0 3 9 2 0
2 2 8 1 1
7 7 0 0 0
3 2 6 3 0
2 5 3 2 2
6 5 2 1 0
0 2 2 3 7
""".strip().split("\n")


def fleiss(raters):
    labels = sorted({label for rater in raters for label in rater})
    table = numpy.array([[column.count(label) for label in labels] for column in zip(*raters)], dtype=float)
    n = len(raters)
    shares = table.sum(axis=0) / table.sum()
    per_item = ((table**2).sum(axis=1) - n) / (n * (n - 1))
    expected = (shares**2).sum()
    return None if len(labels) == 1 else float((per_item.mean() - expected) / (1 - expected))


def cohen(a, b):
    kappa = float(cohen_kappa_score(a, b))
    return None if numpy.isnan(kappa) else kappa


def cases():
    rng = random.Random(5)
    items = [[label for label, n in zip("ABCDE", row.split()) for _ in range(int(n))] for row in WORKED_EXAMPLE]
    yield {"raters": [list(column) for column in zip(*items)]}
    yield {"raters": [["O", "O"], ["O", "O"]]}
    yield {"raters": [["A", "B"], ["B", "A"]]}
    yield {"raters": [["A", "B", "O"], ["A", "B", "O"], ["A", "B", "O"]]}
    for _ in range(40):
        labels = ["O"] * rng.randint(1, 8) + ["T047", "T121", "T184", "IGN"][: rng.randint(1, 4)]
        length, n, noise = rng.randint(2, 60), rng.randint(2, 5), rng.random()
        truth = [rng.choice(labels) for _ in range(length)]
        yield {
            "raters": [
                [rng.choice(labels) if rng.random() < noise else label for label in truth] for _ in range(n)
            ]
        }


def close(a, b):
    return a is b if a is None or b is None else abs(a - b) < 1e-12


def main():
    rows = [
        {**case, "cohen": cohen(*case["raters"][:2]), "fleiss": fleiss(case["raters"])} for case in cases()
    ]
    versions = {name: version(name) for name in ("scikit-learn", "numpy")}
    if "--check" in sys.argv:
        frozen = json.loads(TARGET.read_text(encoding="utf-8"))["cases"]
        same = len(frozen) == len(rows) and all(
            old["raters"] == new["raters"]
            and all(close(old[key], new[key]) for key in ("cohen", "fleiss"))
            for old, new in zip(frozen, rows)
        )
        print("agreement:", "equal" if same else "DIFFERENT", len(rows), "cases", versions)
        sys.exit(0 if same else 1)
    lines = ",\n".join(json.dumps(row) for row in rows)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(f'{{"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")
    assert round(rows[0]["fleiss"], 3) == 0.210


if __name__ == "__main__":
    main()
