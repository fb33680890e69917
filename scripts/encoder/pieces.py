"""Which word pieces the shipped encoder keeps: those of biomedical text, then those of ICD-10-CM's terms, then frequent English.

    python -m venv .venv && .venv/bin/pip install tokenizers==0.23.3
    .venv/bin/python scripts/encoder/pieces.py --texts TEXT... --count 12000 > scripts/encoder/pieces.txt

A text is a file of PubTator's format, of which titles and abstracts are read, or the XML of ICD-10-CM's tabular list, a work
of the government of the United States, as the package simple-icd-10-cm 1.5.0 carries it. Abstracts were those of the training
parts of NCBI-disease, BC5CDR and BioRED: no text that anything is measured on has a say. What is kept are numbers of pieces in
the vocabulary of bert-base-uncased, written as ranges; nothing of the texts themselves.

WordPiece takes the longest piece that fits, so a word whose piece is gone falls apart into shorter ones: every piece of one
character stays but those of scripts that no biomedical English has (such as Chinese), so no word of it becomes unknown.
"""

import argparse
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

from tokenizers import Tokenizer

UNUSED = 999
"""Ids below are the special pieces and [unused0] and so on."""


def texts_of(path: Path) -> list[str]:
    content = path.read_text(encoding="utf-8")
    if content.startswith("<?xml"):
        return re.findall(r"<(?:desc|note)>([^<]*)</", content)
    return re.findall(r"^\d+\|[ta]\|(.*)$", content, flags=re.MULTILINE)


def is_of_english(character: str) -> bool:
    """Latin and Greek letters, digits and every sign."""
    return unicodedata.category(character)[0] not in "LM" or unicodedata.name(character, "").startswith(("LATIN", "GREEK"))


def choose(tokenizer: Tokenizer, texts: list[list[str]], count: int) -> list[int]:
    """The ids that stay, in ascending order. Texts that come first count first, and a piece in them by how often it stands."""
    vocabulary = tokenizer.get_vocab()
    kept = {vocabulary[piece] for piece in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")}
    characters = ((number, piece.removeprefix("##")) for piece, number in vocabulary.items())
    kept |= {number for number, piece in characters if len(piece) == 1 and is_of_english(piece)}
    order: list[int] = []
    for lines in texts:
        found = Counter(number for line in tokenizer.encode_batch(lines, add_special_tokens=False) for number in line.ids)
        order += [number for number, _ in sorted(found.items(), key=lambda one: (-one[1], one[0]))]
        print(f"{len(found)} pieces in {len(lines)} texts, {len(set(order) | kept)} with those before", file=sys.stderr)
    for number in [*order, *range(UNUSED, len(vocabulary))]:
        if len(kept) >= count:
            break
        kept.add(number)
    return sorted(kept)


def ranges(numbers: list[int]) -> str:
    """Such as `0 100-103 999`: eleven to a line."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    words = [str(first) if first == last else f"{first}-{last}" for first, last in found]
    return "".join(" ".join(words[i : i + 12]) + "\n" for i in range(0, len(words), 12))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json of all-MiniLM-L6-v2")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, action="append", help="files of one kind; may come again")
    parser.add_argument("--count", type=int, default=12000)
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(options.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    groups = [[text for path in group for text in texts_of(path)] for group in options.texts]
    sys.stdout.write(ranges(choose(tokenizer, groups, options.count)))
