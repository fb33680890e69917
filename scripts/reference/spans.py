"""Freezes scores of seqeval for test/metrics/spans.test.ts and spans-schemes.test.ts.

    spans.py          write test/metrics/reference/seqeval.json and schemes.json
    spans.py --check  compute them again and compare, and compare seqeval with medspan (which needs `npm run build`
                      before) on 10,000 random sequences of every mode and scheme, and as many more with suffixes; exit 1 on a
                      difference
"""

import json
import random
import subprocess
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy
from seqeval.metrics import accuracy_score
from seqeval.metrics import sequence_labeling as default_mode
from seqeval.metrics import v1 as strict_mode
from seqeval.scheme import BILOU, IOB1, IOB2, IOBES, IOE1, IOE2, Entities

TARGET = Path(__file__).resolve().parents[2] / "test/metrics/reference/seqeval.json"
SCHEMES_TARGET = TARGET.with_name("schemes.json")
SCHEMES = {scheme.__name__: scheme for scheme in (IOB1, IOB2, IOE1, IOE2, IOBES, BILOU)}
VERSIONS = {name: version(name) for name in ("seqeval", "numpy")}
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


def random_tags(rng, prefixes, types, suffix):
    """Tags that often keep the type before; some without a type, without a dash or with more dashes than one."""
    tags, name = [], types[0]
    for _ in range(rng.randint(0, 12)):
        prefix = rng.choice(prefixes)
        name = name if rng.random() < 0.6 else rng.choice(types)
        tag = f"{name}-{prefix}" if suffix else f"{prefix}-{name}"
        if prefix == "O" and rng.random() < 0.95:
            tag = "O"
        elif rng.random() < 0.1:
            tag = rng.choice(odd_tags(prefix, name, suffix))
        tags.append(tag)
    return tags


def odd_tags(prefix, name, suffix):
    if suffix:
        return [prefix, prefix, f"-{prefix}", f"{name}{prefix}", f"{name}--{prefix}", f"{name}-x-{prefix}"]
    return [prefix, prefix, f"{prefix}-", f"{prefix}{name}", f"{prefix}--{name}", f"{prefix}-{name}-x"]


def scheme_cases(sequences, suffixed, seed):
    """Random cases of every mode and scheme, of together so many sequences each, and so many more with suffixes."""
    for scheme in ("default", *SCHEMES):
        letters = scheme_letters(scheme)
        rng = random.Random(f"{seed} {scheme}")
        for suffix, wanted in ((False, sequences), (True, suffixed)):
            while wanted > 0:
                size = min(wanted, rng.randint(1, 9))
                wanted -= size
                types = [f"T{n}" for n in range(rng.choice([1, 2, 2, 3, 3, 5, 12]))]
                prefixes = letters + "O" * rng.randint(0, 2)
                noise = rng.random()
                gold = [random_tags(rng, prefixes, types, suffix) for _ in range(size)]
                others = random_tags(rng, prefixes, types, suffix) + ["O"]
                predicted = [[rng.choice(others) if rng.random() < noise else tag for tag in row] for row in gold]
                yield {"scheme": scheme, "suffix": suffix, "gold": gold, "predicted": predicted}


def scheme_letters(scheme):
    # Of the default mode: what it knows, and two of no scheme.
    own = {"default": "OOBIES.XU", "IOBES": "OBIES", "BILOU": "OBILU", "IOE1": "OIE", "IOE2": "OIE"}
    return own.get(scheme, "OBI")


def scheme_scores(case):
    """[precision, recall, f1, number] by average and by type, and accuracy with and without O."""
    gold, predicted, suffix = case["gold"], case["predicted"], case["suffix"]
    options = {"zero_division": 0, "suffix": suffix}
    if case["scheme"] == "default":
        score = default_mode.precision_recall_fscore_support
        names = sorted({entity[0] for tags in (gold, predicted) for entity in default_mode.get_entities(tags, suffix)})
    else:
        score = strict_mode.precision_recall_fscore_support
        scheme = SCHEMES[case["scheme"]]
        known, found = (Entities(tags, scheme, suffix) for tags in (gold, predicted))
        options |= {"scheme": scheme, "entities_true": known, "entities_pred": found}
        names = sorted(known.unique_tags | found.unique_tags)
    result = {}
    for average in ("micro", "macro", "weighted"):
        row = plain(score(gold, predicted, average=average, **options))
        # The mean over no types is not a number in seqeval, 0 in medspan.
        result[average] = [0.0, 0.0, 0.0, 0] if average == "macro" and not names else row
    by_type = score(gold, predicted, average=None, **options)
    result["types"] = [[name, *plain(row)] for name, row in zip(names, zip(*by_type))]
    pairs = [pair for rows in zip(gold, predicted) for pair in zip(*rows)]
    inside = [pair for pair in pairs if pair[0] != "O"]
    result["accuracy"] = accuracy_score(gold, predicted) if pairs else 0.0
    result["inside"] = accuracy_score(*zip(*inside)) if inside else 0.0
    return result


def check_medspan(sequences):
    """The number of random cases on which medspan and seqeval differ."""
    cases = list(scheme_cases(sequences, sequences, "full"))
    with tempfile.TemporaryDirectory() as folder:
        jobs, out = Path(folder, "jobs.json"), Path(folder, "out.json")
        jobs.write_text(json.dumps(cases), encoding="utf-8")
        subprocess.run(["node", Path(__file__).with_suffix(".mjs"), jobs, out], check=True)
        ours = json.loads(out.read_text(encoding="utf-8"))
    different = 0
    compared = {name: [0, 0] for name in ("default", *SCHEMES)}
    for case, scores_here in zip(cases, ours, strict=True):
        theirs = scheme_scores(case)
        compared[case["scheme"]][0] += len(case["gold"])
        compared[case["scheme"]][1] += theirs["micro"][3]
        if theirs != scores_here:
            different += 1
            if different <= 3:
                print(f"spans: {case}\n  seqeval {theirs}\n  medspan {scores_here}")
    print(
        f"spans: {different or 'none'} of {len(cases)} random cases different; sequences and their gold mentions:",
        ", ".join(f"{name} {rows:,} and {mentions:,}" for name, (rows, mentions) in compared.items()),
    )
    return different


def write(target, entries):
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    head = json.dumps(VERSIONS)
    target.write_text(f'{{"versions": {head},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")


def main():
    frozen = {
        TARGET: list(cases()),
        SCHEMES_TARGET: [
            {
                **case,
                "gold": [" ".join(tags) for tags in case["gold"]],
                "predicted": [" ".join(tags) for tags in case["predicted"]],
                "scores": scheme_scores(case),
            }
            for case in scheme_cases(125, 25, "sample")
        ],
    }
    if "--check" not in sys.argv:
        for target, entries in frozen.items():
            write(target, entries)
        return
    failed = 0
    for target, entries in frozen.items():
        same = json.loads(target.read_text(encoding="utf-8"))["cases"] == entries
        failed += not same
        print(f"{target.stem}:", "equal" if same else "DIFFERENT", len(entries), "cases", VERSIONS)
    failed += check_medspan(10_000)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
