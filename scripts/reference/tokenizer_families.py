"""Freezes the ids that transformers gives to odd words, for test/tokenizer/tokenizer-families.test.ts.

Without a flag it trains small tokenizers on made-up text where test/tokenizer/fixtures/<case>/ is missing (training is
not the same to the last piece each time, so what is there is kept), and writes test/tokenizer/reference/families.json.
With --check it compares and exits 1 on a difference.

A word's ids are those that it has in running text: of a byte-level tokenizer those of the word after a blank.
"""

import json
import random
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer
from transformers.utils import logging

logging.set_verbosity_error()

TESTS = Path(__file__).resolve().parents[2] / "test/tokenizer"
FIXTURES = TESTS / "fixtures"
TARGET = TESTS / "reference/families.json"
PLAIN = dict(continuing_subword_prefix="", end_of_word_suffix="", fuse_unk=False)
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)
QWEN = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")

WORDS = """
gene genes Genes GENE gene's Don't it'll WE'VE I'M x'ſ neoplasms, phenylmethyloxybenzamine methylphenol kinase BRCA1
interleukin-2 IL-2 IL-2Rα TNF-α TNFα Α-ΣΑΣ ΟΔΟΣ σας Σ ς IκBα β-catenin λ µg μg ±2 5′-UTR Ca²⁺ H₂O Na+ 10% p<0.05 >=5
p.Tyr263Cys c.788A>G rs12345678 NM_000546.6 1,2-dichloro-4-(methyl)benzene N-acetyl-p-aminophenol 2024-03-17 1e-10 007
2-[(4-chlorophenyl)methyl]-1,3-benzoxazole 12345 1234567 ١٢٣ Ⅳ ½ x² http://a.b/c?d=e#f a_b __init__ C:\\dir
Sjögren Ménière's naïve É É é é façade Ångström Å İstanbul ıspartaß ẞ ﬁbrosis ﬂow ǅ Ÿ ﬃ ＡＢＣ１２３ ｶﾞ ㌔ ㎎ ℃ ™ … ´ ¨
癌 癌症 癌症a 肝癌 か カ 한국어 한 𠀀 a𠀀b 豈 丽 हिन्दी ไทย עברית العربية ﷺ
🧬 a🧬 🧬🧬 👩‍🔬 👍🏽 🇩🇪 ❤️ © ٣ ० ฿ € ☂ ▁ ▁gene Ġgene ##s
<s> </s> <mask> <pad> <unk> [CLS] [SEP] [MASK] [UNK] [PAD] a[SEP] a</s> <|endoftext|> a<|endoftext|> <|im_start|> [ ] [PAD]]
<|begin_of_text|> <extra> GENEX genex -- – — ‐ “x” ’ ` ^ ~ $5 = + | // / !? ... ,,,, ()() '' 's 'S
""".split()
INVISIBLE = [
    "", " ", "  ", "\t", "\n", "\r\n", "\u0000", "\u0001", "\u007f", "\u0085", "\u00a0", "\u00ad", "\u200b", "\u200d",
    "\u2028", "\u3000", "\ufeff", "\ufffd", "\ue000", "\U000f0000", "\u0301", "\u0378", "\ufe0f", "a\u0001b",
    "a\ufffdb", "a\u00adb", "a\u200bb", "a\u00a0b", "a b", "a  b", "a   b ", "e\u0301", "a\u0301\u0323", "a\tb\n",
    "a\u2028b", "gene\u0000s", "a\u3000b", "ﬁ\u0301", "한\u0301", "a\n\n b", " gene", "gene ", "²\u0301", "\u200b\u200b",
    "a\u166db", "a\U000111c9b", "a\u0afab", "a\U0001e8d0b", "a\u2e43b", "a\u08e2b", "a\u0890b", "\U000323b0",
    "a <mask>", "a  [MASK] b", "GENE\u0001X", "ﬁ\u0301\u0323", "ﬁ\u0301\u0301\u0301",
]  # fmt: skip
LONG = ["a" * 99, "a" * 101, "gene" * 30, "(" * 120, "癌" * 40, "ACGT" * 60, " " * 30, "1" * 50, "é" * 30]
#: Words that are looked at one by one above all for what stands beside an added token.
ALL = WORDS + INVISIBLE + LONG


def sentences():
    """Made-up sentences about genes, diseases and drugs, the same each time."""
    draw = random.Random(7)
    genes = "BRCA1 TP53 IL-2 TNF-α IκBα β-catenin EGFR p53 interleukin-6 NF-κB CFTR KRAS".split()
    diseases = (
        "fibrosis|carcinoma of the lung|Sjögren syndrome|Ménière's disease|hepatitis|neoplasms|cystic fibrosis|癌症"
    ).split("|")
    drugs = "ivacaftor phenylmethyloxybenzamine methylphenol chlorobenzene aspirin N-acetyl-p-aminophenol".split()
    verbs = "inhibits activates binds regulates increases reduces mutates expresses phosphorylates".split()
    result = []
    for number in range(400):
        gene, disease, drug, verb = (draw.choice(each) for each in (genes, diseases, drugs, verbs))
        result.append(
            f"The gene {gene} {verb} the kinase in patients with {disease}, who were given {number} mg of {drug} "
            f"(p<0.0{number % 9}); it's naïve that p.Tyr{number}Cys causes {disease}."
        )
    return result


def save(folder, **files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def pieces_of(tokenizer):
    """Vocabulary and merges of a trained byte-level tokenizer."""
    model = json.loads(tokenizer.to_str())["model"]
    return model["vocab"], [tuple(merge) for merge in model["merges"]]


def byte_level(special, size=420):
    tokenizer = Tokenizer(models.BPE(**PLAIN))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(sentences(), trainer)
    return tokenizer


def merges_text(merges):
    return "#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in merges)


def definition(tokenizer):
    return json.loads(tokenizer.to_str())


def word_pieces():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(
        sentences() + [each.lower() for each in sentences()],
        trainers.WordPieceTrainer(vocab_size=360, special_tokens=special),
    )
    vocab = tokenizer.get_vocab()
    return "".join(f"{piece}\n" for piece in sorted(vocab, key=vocab.get))


#: What a charsmap may hold: one character, several, a cluster of two, nothing, a blank.
RULES = """
FB01	66 69
FB02	66 6C
FB03	66 66 69
B2	32
B5	3BC
BD	31 2044 32
2026	2E 2E 2E
2122	54 4D
338E	6D 67
2103	B0 43
FF21	41
FF22	42
FF23	43
FF11	31
65 301	E9
45 301	C9
61 30A	E5
FF76 FF9E	30AC
FF76	30AB
3000	20
A0	20
9	20
A	20
D	20
85	20
200B	20
AD	
F900	8C48
212B	C5
B4	20 301
A8	20 308
FDFA	635 644 649 20 627 644 644 647
"""


def sentence_pieces(control, **options):
    """Trains SentencePiece with rules of its own, which make a small charsmap."""
    with tempfile.TemporaryDirectory() as temporary:
        corpus = Path(temporary) / "text"
        corpus.write_text("\n".join(sentences()), encoding="utf-8")
        rules = Path(temporary) / "rules.tsv"
        rules.write_text(RULES.lstrip("\n"))
        given = {"normalization_rule_tsv": str(rules)} if "normalization_rule_name" not in options else {}
        sentencepiece.SentencePieceTrainer.train(
            input=str(corpus), model_prefix=str(Path(temporary) / "model"), vocab_size=300, model_type="unigram",
            num_threads=1, character_coverage=0.999, minloglevel=2, **given, **control, **options,
        )
        return (Path(temporary) / "model.model").read_bytes()


XLMR = dict(unk_id=0, bos_id=1, eos_id=2, pad_id=-1)
DEBERTA = dict(
    pad_id=0, bos_id=1, eos_id=2, unk_id=3, pad_piece="[PAD]", bos_piece="[CLS]", eos_piece="[SEP]", unk_piece="[UNK]",
    user_defined_symbols=["<extra>"],
)  # fmt: skip
MASK = {"content": "<mask>", "lstrip": True, "rstrip": False, "normalized": False, "single_word": False}


def fixtures():
    """How each folder is made; a name that is there already is not made again."""

    def bert(folder):
        save(folder, vocab__txt=word_pieces(), config__json={"model_type": "bert"})

    def bert_cased(folder):
        bert(folder)
        save(
            folder, tokenizer_config__json={"do_lower_case": False, "model_max_length": 512},
            added_tokens__json={"<extra>": 360, "GENEX": 361},
            special_tokens_map__json={"unk_token": "[UNK]", "additional_special_tokens": ["<extra>"]},
        )  # fmt: skip

    def roberta(folder):
        vocab, merges = pieces_of(byte_level(["<s>", "<pad>", "</s>", "<unk>", "<mask>"]))
        save(
            folder, vocab__json=vocab, merges__txt=merges_text(merges), config__json={"model_type": "roberta"},
            special_tokens_map__json={"mask_token": MASK},
        )  # fmt: skip

    def roberta_json(folder):
        tokenizer = byte_level(["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, special=True)])
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
        save(
            folder, tokenizer__json=definition(tokenizer), config__json={"model_type": "roberta"},
            tokenizer_config__json={"tokenizer_class": "RobertaTokenizer", "model_max_length": 512},
        )  # fmt: skip

    def gpt2(folder):
        vocab, merges = pieces_of(byte_level(["<|endoftext|>"]))
        save(folder, vocab__json=vocab, merges__txt=merges_text(merges), config__json={"model_type": "gpt2"})

    def gpt_neo_json(folder):
        tokenizer = byte_level(["<|endoftext|>"])
        tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
        config = {
            "tokenizer_class": "GPT2Tokenizer", "model_max_length": 2048, "bos_token": "<|endoftext|>",
            "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "errors": "replace",
        }  # fmt: skip
        save(
            folder, tokenizer__json=definition(tokenizer), tokenizer_config__json=config,
            config__json={"model_type": "gpt_neo"},
        )  # fmt: skip

    def modernbert(folder):
        special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", AddedToken("[MASK]", lstrip=True, special=True)]
        tokenizer = byte_level(special)
        tokenizer.normalizer = normalizers.NFC()
        tokenizer.add_tokens([AddedToken("   ", normalized=True), AddedToken("GENEX", single_word=True)])
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
            special_tokens=[("[CLS]", 1), ("[SEP]", 2)],
        )  # fmt: skip
        names = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]"}
        save(
            folder, tokenizer__json=definition(tokenizer), config__json={"model_type": "modernbert"},
            tokenizer_config__json={
                "tokenizer_class": "PreTrainedTokenizerFast", **names, "mask_token": "[MASK]", "model_max_length": 8192,
            },
        )  # fmt: skip

    def qwen(folder):
        vocab, merges = pieces_of(byte_level([]))
        tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, **PLAIN))
        tokenizer.normalizer = normalizers.NFC()
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(QWEN), "isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
        tokenizer.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
        tokenizer.add_tokens([AddedToken("<think>", normalized=False)])
        flags = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False}
        decoder = {
            str(id): {"content": token.content, "special": token.special, **flags}
            for id, token in tokenizer.get_added_tokens_decoder().items()
        }
        config = {
            "tokenizer_class": "Qwen2Tokenizer", "added_tokens_decoder": decoder, "add_bos_token": False,
            "additional_special_tokens": ["<|im_start|>", "<|im_end|>"], "bos_token": None, "unk_token": None,
            "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>", "model_max_length": 131072,
            "add_prefix_space": False, "errors": "replace", "split_special_tokens": False,
        }  # fmt: skip
        save(
            folder, tokenizer__json=definition(tokenizer), tokenizer_config__json=config,
            config__json={"model_type": "qwen3"},
        )  # fmt: skip

    def llama(folder):
        vocab, merges = pieces_of(byte_level([]))
        # A piece that no merges lead to, and that ignore_merges finds.
        vocab["Ġp.Tyr"] = len(vocab)
        tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, ignore_merges=True))
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_special_tokens(["<|begin_of_text|>", "<|end_of_text|>"])
        begin = tokenizer.token_to_id("<|begin_of_text|>")
        template = processors.TemplateProcessing(
            single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|>:1 $B:1",
            special_tokens=[("<|begin_of_text|>", begin)],
        )  # fmt: skip
        tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), template])
        config = {
            "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<|begin_of_text|>",
            "eos_token": "<|end_of_text|>", "model_max_length": 131072, "clean_up_tokenization_spaces": True,
            "model_input_names": ["input_ids", "attention_mask"],
        }  # fmt: skip
        save(
            folder, tokenizer__json=definition(tokenizer), tokenizer_config__json=config,
            config__json={"model_type": "llama"},
        )  # fmt: skip

    def xlmr(folder):
        model = sentence_pieces(XLMR)
        save(folder, config__json={"model_type": "xlm-roberta"}, **{"sentencepiece__bpe__model": model})

    def xlmr_json(folder):
        source = str(FIXTURES / "xlm-roberta")
        tokenizer = AutoTokenizer.from_pretrained(source).backend_tokenizer
        json_ = definition(tokenizer)
        json_["normalizer"] = {
            "type": "Sequence",
            "normalizers": [
                json_["normalizer"],
                {"type": "Strip", "strip_left": False, "strip_right": True},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"},
            ],
        }
        json_["pre_tokenizer"] = {
            "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True,
        }  # fmt: skip
        config = {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<pad>", "unk_token": "<unk>"}
        save(
            folder, tokenizer__json=json_, tokenizer_config__json=config, config__json={"model_type": "xlm-roberta"}
        )

    def deberta(folder):
        save(
            folder, spm__model=sentence_pieces(DEBERTA), config__json={"model_type": "deberta-v2"},
            tokenizer_config__json={"do_lower_case": False, "vocab_type": "spm"},
        )  # fmt: skip

    def deberta_json(folder):
        tokenizer = AutoTokenizer.from_pretrained(str(FIXTURES / "deberta-v2")).backend_tokenizer
        config = {"tokenizer_class": "DebertaV2Tokenizer", "do_lower_case": True, "split_by_punct": True}
        save(
            folder, tokenizer__json=definition(tokenizer), tokenizer_config__json=config,
            config__json={"model_type": "deberta-v2"},
        )  # fmt: skip

    return {
        "bert": bert, "bert-cased": bert_cased, "roberta": roberta, "roberta-json": roberta_json, "gpt2": gpt2,
        "gpt-neo-json": gpt_neo_json, "modernbert": modernbert, "qwen3": qwen, "llama3": llama, "xlm-roberta": xlmr,
        "xlm-roberta-json": xlmr_json, "deberta-v2": deberta, "deberta-v2-json": deberta_json,
    }  # fmt: skip


def word_ids(tokenizer, words):
    """The ids of each word in running text, as the file's docstring says."""
    cut = definition(tokenizer.backend_tokenizer)["pre_tokenizer"]
    if cut["type"] == "ByteLevel":
        tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    elif '"ByteLevel"' in json.dumps(cut):
        return running_ids(tokenizer, words)
    encoding = tokenizer(words, is_split_into_words=True, add_special_tokens=False)
    ids = [[] for _ in words]
    for piece, word in zip(encoding["input_ids"], encoding.word_ids()):
        ids[word].append(piece)
    return ids


def running_ids(tokenizer, words):
    """The ids of words after a blank; an added token needs none."""
    added = [token.content for token in tokenizer.added_tokens_decoder.values()]
    spaced = [
        word if word == "" or word[0] == " " or any(word.startswith(token) for token in added) else " " + word
        for word in words
    ]
    return [tokenizer(word, add_special_tokens=False)["input_ids"] for word in spaced]


def compute(name):
    tokenizer = AutoTokenizer.from_pretrained(str(FIXTURES / name))
    own_pad = tokenizer.pad_token is not None
    if not own_pad:
        tokenizer.add_special_tokens({"pad_token": "[PAD]"})
    ids = word_ids(tokenizer, ALL)
    return {
        "name": name, "own_pad": own_pad, "pad": tokenizer.pad_token_id, "unk": tokenizer.unk_token_id, "size": len(tokenizer),
        "framed": tokenizer("")["input_ids"], "ids": ids,
    }  # fmt: skip


def main():
    if "--check" not in sys.argv:
        for name, make in fixtures().items():
            if not (FIXTURES / name).exists():
                make(FIXTURES / name)
    cases = [compute(name) for name in fixtures()]
    versions = {name: version(name) for name in ("transformers", "tokenizers", "sentencepiece")}
    if "--check" in sys.argv:
        frozen = json.loads(TARGET.read_text(encoding="utf-8"))
        same = frozen["words"] == ALL and frozen["cases"] == cases
        print("tokenizer families:", "equal" if same else "DIFFERENT", len(ALL), "words", len(cases), "cases", versions)
        sys.exit(0 if same else 1)
    rows = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    words = json.dumps(ALL)
    TARGET.write_text(f'{{"versions": {json.dumps(versions)},\n"words": {words},\n"cases": [\n{rows}\n]}}\n')


if __name__ == "__main__":
    main()
