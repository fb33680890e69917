"""Checks that Python opens the tokenizer of a run folder and gives every word the ids that medspan gives it.

For each folder under test/tokenizer/fixtures, and one more with SentencePiece's own NFKC rules, Node writes the copies
that a run folder gets; AutoTokenizer opens them beside the model's config.json, and `is_split_into_words=True` must
give the same ids, special pieces, piece to pad with and longest length. Nothing is frozen. Needs `npm run build`.

Words are those of tokenizer_families.py and one out of every 16 characters that Python's Unicode knows, alone and
inside letters; with --sweep all of them, which takes minutes.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import tokenizer_families as families
from transformers import AutoTokenizer

ROOT = Path(__file__).resolve().parents[2]


def points(step):
    """Assigned characters, alone and inside letters."""
    for point in range(1, 0x110000, step):
        character = chr(point)
        if unicodedata.category(character) not in ("Cn", "Cs", "Co"):
            yield character
            yield f"a{character}b"


def in_node(folder, copies, words):
    script = ROOT / "scripts/reference/tokenizer_copies.mjs"
    output = subprocess.run(
        ["node", str(script), str(folder), str(copies)], input=json.dumps(words), check=True, capture_output=True,
        text=True,
    ).stdout  # fmt: skip
    return json.loads(output)


def in_python(folder, words):
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    encoding = tokenizer(words, is_split_into_words=True, truncation=False)
    ids = [[] for _ in words]
    framed = [piece for piece, word in zip(encoding["input_ids"], encoding.word_ids()) if word is None]
    for piece, word in zip(encoding["input_ids"], encoding.word_ids()):
        if word is not None:
            ids[word].append(piece)
    return tokenizer, framed, ids


def compare(name, folder, words):
    """The words that differ; says how many."""
    with tempfile.TemporaryDirectory() as copies:
        ours = in_node(folder, copies, words)
        shutil.copy(folder / "config.json", copies)
        tokenizer, framed, ids = in_python(copies, words)
    same = (
        framed == ours["prefix"] + ours["suffix"]
        and tokenizer.pad_token_id == ours["padId"]
        and max(tokenizer.get_vocab().values()) + 1 == ours["vocabSize"]
        and tokenizer.model_max_length == 96
    )
    different = [word for word, theirs, own in zip(words, ids, ours["ids"]) if theirs != own]
    state = "equal" if same and not different else f"DIFFERENT: {different[:5]}"
    print(f"tokenizer copies: {name:18s} {len(words)} words {len(different)} differ {'' if same else framed} {state}")
    return same and not different


def main():
    sweep = "--sweep" in sys.argv
    words = families.ALL + list(points(1 if sweep else 16))
    with tempfile.TemporaryDirectory() as temporary:
        nfkc = Path(temporary)
        model = families.sentence_pieces(families.XLMR, normalization_rule_name="nmt_nfkc")
        families.save(nfkc, config__json={"model_type": "xlm-roberta"}, **{"sentencepiece__bpe__model": model})
        folders = {name: families.FIXTURES / name for name in families.fixtures()}
        results = [compare(name, folder, words) for name, folder in {**folders, "NFKC rules": nfkc}.items()]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
