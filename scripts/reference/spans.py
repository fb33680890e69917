"""Freezes scores of seqeval for test/metrics/spans.test.ts.

Without a flag it writes test/metrics/reference/seqeval.json; with --check it compares and exits 1 on a difference.
"""

import json
import random
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy
from seqeval.metrics import accuracy_score
from seqeval.metrics import sequence_labeling as default_mode
from seqeval.metrics import v1 as strict_mode
from seqeval.scheme import IOB2, Entities

TARGET = Path(__file__).resolve().parents[2] / "test/metrics/reference/seqeval.json"
warnings.simplefilter("ignore")


def plain(scores):
    precision, recall, f1, number = scores
    return [float(precision), float(recall), float(f1), int(number)]


def scores(gold, predicted, mode, with_types):
    options = {"zero_division": 0}
    if mode == "strict":
        options["scheme"] = IOB2
    # This is the choice that f1_score and its like make inside.
    score = (strict_mode if mode == "strict" else default_mode).precision_recall_fscore_support
    result = {
        average: plain(score(gold, predicted, average=average, **options))
        for average in ("micro", "macro", "weighted")
    }
    if numpy.isnan(result["macro"][0]):
        result["macro"] = None  # the mean over no types at all
    if with_types:
        by_type = score(gold, predicted, average=None, **options)
        result["types"] = {
            name: plain(row) for name, row in zip(type_names(gold, predicted, mode), zip(*by_type))
        }
    return result


def type_names(gold, predicted, mode):
    if mode == "strict":
        return sorted(Entities(gold, IOB2).unique_tags | Entities(predicted, IOB2).unique_tags)
    return sorted({entity[0] for tags in (gold, predicted) for entity in default_mode.get_entities(tags)})


def case(title, gold, predicted, strict=True, with_types=True):
    words = sum(map(len, gold))
    return {
        "title": title,
        "gold": [" ".join(tags) for tags in gold],
        "predicted": [" ".join(tags) for tags in predicted],
        "accuracy": accuracy_score(gold, predicted) if words > 0 else None,
        "default": scores(gold, predicted, "default", with_types),
        "strict": scores(gold, predicted, "strict", with_types) if strict else None,
    }


def random_case(rng, title, tags, sequences, longest, noise, **options):
    gold = [[rng.choice(tags) for _ in range(rng.randint(0, longest))] for _ in range(sequences)]
    if sum(map(len, gold)) == 0:
        gold[0] = ["O"]
    predicted = [[rng.choice(tags) if rng.random() < noise else tag for tag in row] for row in gold]
    return case(title, gold, predicted, **options)


def cases():
    rng = random.Random(20)
    yield case("perfect", [["B-A", "I-A", "O"]], [["B-A", "I-A", "O"]])
    yield case("a lone I- opens", [["O", "I-A", "I-A"]], [["O", "B-A", "I-A"]])
    yield case("an I- after another type opens", [["B-A", "I-B", "I-B"]], [["B-A", "B-B", "I-B"]])
    yield case("a bare IGN is a type GN", [["B-A", "IGN", "IGN", "O"]], [["B-A", "I-A", "IGN", "O"]])
    yield case("nothing in gold", [["O", "O"]], [["B-A", "O"]])
    yield case("nothing predicted", [["B-A", "O"]], [["O", "O"]])
    yield case("no mention at all", [["O", "O"]], [["O", "O"]])
    yield case("no words", [[], []], [[], []])
    yield case("an empty sequence between two", [["B-A"], [], ["I-A"]], [["B-A"], [], ["B-A"]])
    yield case("dashes in a type", [["B-A-B", "I-A-B", "B--C"]], [["B-A-B", "I-A", "B-C"]])
    yield case("types beyond the basic plane", [["B-\uffee", "B-\U0001f9ec"]], [["B-\uffee", "O"]])
    yield case("bare B and I", [["B", "I", "O", "I"]], [["B", "O", "I", "I"]])
    yield case(
        "E- and S- tags", [["B-A", "E-A", "S-B", "I-B", "E-B"]], [["B-A", "I-A", "S-B", "E-B", "E-B"]], strict=False
    )
    yield case(
        "prefixes of no scheme", [["X-A", "X"], ["X", "B-A", "X"]], [["B-A", "X"], ["X", "X-A", "."]], strict=False
    )
    common = ["O", "O", "B-A", "I-A", "B-B", "I-B"]
    for i in range(60):
        yield random_case(rng, f"two types {i}", common, rng.randint(1, 3), 9, rng.random())
    odd = ["O", "O", "B-A", "I-A", "B-B", "I-B", "B-C", "I-C", "IGN"]
    for i in range(60):
        yield random_case(rng, f"three types and IGN {i}", odd, rng.randint(1, 3), 9, rng.random())
    mixed = ["O", "B-A", "I-A", "E-A", "S-A", "B", "I", "E", "S", "X-A", "X", ".", "I-B", "E-B", "O-B"]
    for i in range(60):
        yield random_case(rng, f"mixed schemes {i}", mixed, rng.randint(1, 4), 9, rng.random(), strict=False)
    for types in (5, 12, 21, 33, 131, 300):
        many = ["O"] * types + [f"{prefix}-T{n:03d}" for n in range(types) for prefix in "BI"]
        for i in range(4 if types < 100 else 1):
            yield random_case(
                rng, f"{types} types {i}", many, 4, 60 if types < 100 else 400, 0.4, with_types=types < 20
            )


def main():
    reference = {
        "versions": {name: version(name) for name in ("seqeval", "numpy")},
        "cases": list(cases()),
    }
    if "--check" in sys.argv:
        frozen = json.loads(TARGET.read_text(encoding="utf-8"))
        same = frozen["cases"] == reference["cases"]
        print("seqeval:", "equal" if same else "DIFFERENT", len(reference["cases"]), "cases", reference["versions"])
        sys.exit(0 if same else 1)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in reference["cases"])
    head = json.dumps(reference["versions"])
    TARGET.write_text(f'{{"versions": {head},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
