"""Freezes scores of nervaluate for test/metrics/semeval.test.ts.

Without a flag it writes test/metrics/reference/semeval.json; with --check it compares and exits 1 on a difference.

A case is `apart` if mentions of one side do not overlap one another and none overlaps two of the other side: then the
definition leaves no choice, and the numbers must be equal. In others nervaluate takes predictions in the order given
and gives each the first gold mention that it overlaps, even if a later prediction has exactly those borders. It also
asks for an overlap of at least 1 % of the gold mention. Spans are half open here; nervaluate's ends are inclusive.
"""

import json
import random
import sys
from importlib.metadata import version
from pathlib import Path

from nervaluate import Evaluator

TARGET = Path(__file__).resolve().parents[2] / "test/metrics/reference/semeval.json"
MODES = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}


def plain(results):
    return {
        mode: [
            *(getattr(results[name], key) for key in ("correct", "incorrect", "partial", "missed", "spurious")),
            *(float(getattr(results[name], key)) for key in ("precision", "recall", "f1")),
        ]
        for mode, name in MODES.items()
    }


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1]


def is_apart(gold, predicted):
    for own, other in ((gold, predicted), (predicted, gold)):
        for i, mention in enumerate(own):
            if any(overlap(mention, second) for second in own[:i]):
                return False
            if sum(overlap(mention, second) for second in other) > 1:
                return False
    return True


def mentions(rng, types, size):
    found = []
    for _ in range(rng.randint(0, size)):
        begin = rng.randint(0, 40)
        found.append([begin, begin + rng.randint(1, 9), rng.choice(types)])
    return sorted(found)


def document(rng, types, apart):
    while True:
        gold = mentions(rng, types, 3 if apart else 6)
        predicted = [
            [begin, max(begin + 1, end + rng.choice([0, 0, 0, -1, 2])), kind if rng.random() < 0.7 else rng.choice(types)]
            for begin, end, kind in gold
            if rng.random() < 0.8
        ] + mentions(rng, types, 1 if apart else 4)
        if not apart or is_apart(gold, predicted):
            return gold, sorted(predicted)


def case(title, documents):
    types = sorted({mention[2] for sides in documents for side in sides for mention in side})
    as_dicts = [
        [[{"start": begin, "end": end - 1, "label": kind} for begin, end, kind in sides[side]] for sides in documents]
        for side in (0, 1)
    ]
    results = Evaluator(*as_dicts, tags=types, loader="dict").evaluate()
    return {
        "title": title,
        "apart": all(is_apart(*sides) for sides in documents),
        "documents": documents,
        "overall": plain(results["overall"]),
        "types": {kind: plain(results["entities"][kind]) for kind in types},
    }


def cases():
    rng = random.Random(9)
    yield case("nothing in gold", [([], [[0, 3, "A"]])])
    yield case("nothing predicted", [([[0, 3, "A"]], [])])
    yield case("one of each outcome", [([[0, 3, "A"], [5, 9, "A"], [10, 14, "B"], [20, 24, "B"], [30, 33, "A"]],
                                        [[0, 3, "A"], [5, 9, "B"], [10, 13, "B"], [21, 24, "A"], [40, 42, "B"]])])
    yield case("an overlap before the same borders", [([[4, 8, "A"]], [[2, 6, "A"], [4, 8, "A"]])])
    yield case("an overlap below one per cent", [([[0, 500, "A"]], [[0, 4, "A"]])])
    for i in range(40):
        yield case(f"apart {i}", [document(rng, "ABCDE"[: rng.randint(1, 5)], True) for _ in range(rng.randint(1, 5))])
    for i in range(30):
        yield case(f"tangled {i}", [document(rng, "ABC"[: rng.randint(1, 3)], False) for _ in range(rng.randint(1, 3))])


def main():
    rows = json.loads(json.dumps(list(cases())))
    versions = {"nervaluate": version("nervaluate")}
    if "--check" in sys.argv:
        same = json.loads(TARGET.read_text(encoding="utf-8"))["cases"] == rows
        print("semeval:", "equal" if same else "DIFFERENT", len(rows), "cases", versions)
        sys.exit(0 if same else 1)
    lines = ",\n".join(json.dumps(row) for row in rows)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(f'{{"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
