"""Freezes how transformers' run_ner labels word pieces for test/tokenizer/align.test.ts.

Sentences of the test tokenizer with a label a word, and the ids and labels that `tokenize_and_align_labels` of
run_ner (examples/pytorch/token-classification) gives them, without and with `label_all_tokens`. Without a flag it writes test/tokenizer/reference/token-labels.json; with --check it
compares and exits 1 on a difference.
"""

import json
import random
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from transformers import AutoTokenizer

TESTS = Path(__file__).resolve().parents[2] / "test/tokenizer"
TARGET = TESTS / "reference/token-labels.json"

# `B-Z` has no `I-Z`, as when a corpus knows a type by single words only.
LABELS = ["O", "B-X", "I-X", "B-Y", "I-Y", "B-Z"]
WORDS = "gene mutation phenylmethyloxybenzamine in TNF-α IκBα hepatitis . 10% \u0001 kinase Na+ methylphenol".split(" ")


def piece_labels(word_ids, labels, label_all_tokens):
    """The first piece of a word has its label; later ones none, or the label that continues it."""
    inside = [LABELS.index(label.replace("B-", "I-")) if label.replace("B-", "I-") in LABELS else i
              for i, label in enumerate(LABELS)]  # fmt: skip
    result = []
    for piece, word in enumerate(word_ids):
        if word is None:
            result.append(-100)
        elif piece == 0 or word != word_ids[piece - 1]:
            result.append(labels[word])
        else:
            result.append(inside[labels[word]] if label_all_tokens else -100)
    return result


def compute():
    folder = Path(tempfile.mkdtemp())
    for name in ["tokenizer.json", "tokenizer_config.json"]:
        shutil.copy(TESTS / "fixtures" / name, folder)
    (folder / "config.json").write_text('{"model_type": "bert"}')
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    draw = random.Random(7)
    sentences = []
    for length in [1, 2, 5, 8, 12]:
        words = [draw.choice(WORDS) for _ in range(length)]
        labels = [draw.randrange(len(LABELS)) for _ in range(length)]
        encoding = tokenizer(words, is_split_into_words=True)
        word_ids = encoding.word_ids()
        sentences.append({
            "words": words,
            "labels": labels,
            "ids": encoding["input_ids"],
            "first": piece_labels(word_ids, labels, False),
            "all": piece_labels(word_ids, labels, True),
        })  # fmt: skip
    return {"labels": LABELS, "sentences": sentences}


def main():
    reference = compute()
    versions = {name: version(name) for name in ("transformers", "tokenizers")}
    if "--check" in sys.argv:
        frozen = json.loads(TARGET.read_text(encoding="utf-8"))
        same = {key: frozen[key] for key in reference} == reference
        print("token labels:", "equal" if same else "DIFFERENT", len(reference["sentences"]), "sentences", versions)
        sys.exit(0 if same else 1)
    rows = ",\n".join(json.dumps(row) for row in reference["sentences"])
    head = f'"versions": {json.dumps(versions)},\n"labels": {json.dumps(LABELS)},\n'
    TARGET.write_text(f'{{{head}"sentences": [\n{rows}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
