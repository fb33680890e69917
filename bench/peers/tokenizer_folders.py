"""Trains tokenizers as RoBERTa and XLM-RoBERTa have them: tokenizer_folders.py <rows.json> <folder>.

Makes <folder>/byte-level, byte-level BPE of 30,000 pieces, and <folder>/unigram, SentencePiece of 6,000 pieces with its
own normalization, both from the words of rows.json.
"""

import json
import sys
from pathlib import Path

import sentencepiece
from tokenizers import ByteLevelBPETokenizer

rows, folder = sys.argv[1], Path(sys.argv[2])
lines = [" ".join(words) for words in json.load(open(rows, encoding="utf-8"))["words"]]

target = folder / "byte-level"
target.mkdir(parents=True)
bytes_ = ByteLevelBPETokenizer(add_prefix_space=True)
special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
bytes_.train_from_iterator(lines, vocab_size=30_000, special_tokens=special, show_progress=False)
bytes_.save_model(str(target))
(target / "config.json").write_text('{"model_type": "roberta"}')

target = folder / "unigram"
target.mkdir()
text = folder / "text"
text.write_text("\n".join(lines), encoding="utf-8")
sentencepiece.SentencePieceTrainer.train(
    input=str(text), model_prefix=str(target / "sentencepiece.bpe"), vocab_size=6_000, model_type="unigram",
    character_coverage=0.9999, num_threads=1, minloglevel=2, unk_id=0, bos_id=1, eos_id=2, pad_id=-1,
)  # fmt: skip
(target / "config.json").write_text('{"model_type": "xlm-roberta"}')
