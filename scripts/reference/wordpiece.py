"""Freezes the ids of transformers' tokenizer on odd words for test/tokenizer/tokenizer.test.ts.

Without a flag it writes test/tokenizer/reference/wordpiece.json; with --check it compares and exits 1 on a
difference. With --sweep FOLDER it prints words and their ids for another tokenizer, one JSON line each, over every
code point: for a comparison by hand, too large to be kept.
"""

import json
import shutil
import sys
import tempfile
import unicodedata
from importlib.metadata import version
from pathlib import Path

from transformers import AutoTokenizer

TESTS = Path(__file__).resolve().parents[2] / "test/tokenizer"
TARGET = TESTS / "reference/wordpiece.json"

WORDS = """
gene genes Genes GENE gene's neoplasms neoplasms, phenylmethyloxybenzamine methylphenol chlorobenzene kinase
interleukin-2 IL-2 TNF-α TNFα Α-ΣΑΣ ΟΔΟΣ ΣΑΣ σας Σ ς IκBα β-catenin λ µg μg ±2 5′-UTR Ca²⁺ H₂O Na+ 10% p<0.05 >=5
1,2-dichloro-4-(methyl)benzene N-acetyl-p-aminophenol 2-[(4-chlorophenyl)methyl]-1,3-benzoxazole
phenylphenylphenylphenylphenylphenylphenylphenyl methylmethylmethylmethylmethyl1
Sjögren Ménière's naïve É é É façade Ångström İstanbul ıspartaß ẞ ﬁbrosis ǅ Ÿ
癌 癌症 癌症a 肝癌 か カ 한 𠀀 a𠀀b 𠀀𠀀 𪛖 豈 丽
🧬 a🧬 🧬🧬 👩‍🔬 ❤️ ™ © ½ Ⅳ ٣ ० ฿ € ☂
[CLS] [SEP] [MASK] [UNK] a[SEP]b [PAD]] [ ] ## ##s s## - -- – — ‐ … “x” ’ ` ^ ~ $5 = + | \\ / // _
""".split()
INVISIBLE = [
    "", " ", "\t", "\u0000", "\u0001", "\u007f", "\u0085", "\u00a0", "\u00ad", "\u200b", "\u200d", "\u2028",
    "\u3000", "\ufeff", "\ufffd", "\ue000", "\U000f0000", "\U000e0001", "\u0301", "\u0378", "\ufe0f",
    "a\u0001b", "a\ufffdb", "\ufffdgene\ufffd", "a\u00adb", "a\u200bb", "a\u00a0b", "a b", "e\u0301", "a\tb\n",
    "a\u2028b", "gene\u0000s", "a\u0378b", "a\u3000b",
]  # fmt: skip
LONG = ["a" * 99, "a" * 100, "a" * 101, "gene" * 30, "(" * 120]


def ids_of(tokenizer, words):
    """The ids of each word, by the way that run_ner takes: the pieces of a sentence, told apart by word_ids."""
    encoding = tokenizer(words, is_split_into_words=True)
    ids = [[] for _ in words]
    for piece, word in zip(encoding["input_ids"], encoding.word_ids()):
        if word is not None:
            ids[word].append(piece)
    return ids, encoding["input_ids"]


def folder_with(config):
    folder = Path(tempfile.mkdtemp())
    shutil.copy(TESTS / "fixtures/tokenizer.json", folder)
    (folder / "config.json").write_text('{"model_type": "bert"}')
    if config is not None:
        (folder / "tokenizer_config.json").write_text(json.dumps(config))
    return str(folder)


def compute():
    own = json.loads((TESTS / "fixtures/tokenizer_config.json").read_text())
    variants = {
        "as it is": own,
        "cased": {**own, "do_lower_case": False},
        "cased without accents": {**own, "do_lower_case": False, "strip_accents": True},
        "lower case with accents": {**own, "strip_accents": False},
        "without Chinese characters": {**own, "tokenize_chinese_chars": False},
        "taken as it stands": {**own, "tokenizer_class": "PreTrainedTokenizerFast", "do_lower_case": False},
        "without a configuration": None,
    }
    words = WORDS + INVISIBLE + LONG
    result = {"words": words, "variants": []}
    for title, config in variants.items():
        tokenizer = AutoTokenizer.from_pretrained(folder_with(config))
        ids, _ = ids_of(tokenizer, words)
        result["variants"].append({"title": title, "config": config, "ids": ids})
    tokenizer = AutoTokenizer.from_pretrained(folder_with(own))
    sentences = [["gene", "\u0001", "mutation", "phenol"], ["\u0001"], ["TNF-α", "[SEP]", "癌症"], ["a"]]
    result["sentences"] = [{"words": each, "ids": ids_of(tokenizer, each)[1]} for each in sentences]
    return result


def sweep(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    for first in range(0, 0x110000, 64):
        points = [p for p in range(first, first + 64) if not 0xD800 <= p <= 0xDFFF]
        points = [p for p in points if unicodedata.category(chr(p)) != "Cn"]
        words = [word for p in points for word in (chr(p), f"a{chr(p)}b", f"{chr(p)}{chr(p)}")]
        if words:
            for word, ids in zip(words, ids_of(tokenizer, words)[0]):
                print(json.dumps([word, ids]))


def main():
    if "--sweep" in sys.argv:
        return sweep(sys.argv[sys.argv.index("--sweep") + 1])
    reference = compute()
    versions = {name: version(name) for name in ("transformers", "tokenizers")}
    if "--check" in sys.argv:
        frozen = json.loads(TARGET.read_text(encoding="utf-8"))
        same = {key: frozen[key] for key in reference} == reference
        print("wordpiece:", "equal" if same else "DIFFERENT", len(reference["words"]), "words", versions)
        sys.exit(0 if same else 1)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    parts = [f'"versions": {json.dumps(versions)}', f'"words": {json.dumps(reference["words"])}']
    for key in ("variants", "sentences"):
        rows = ",\n".join(json.dumps(row) for row in reference[key])
        parts.append(f'"{key}": [\n{rows}\n]')
    TARGET.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
