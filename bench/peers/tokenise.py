"""Words to pieces by Hugging Face's tokenizers (Rust) from Python: the peer of bench/tokenise.ts.

Usage: python bench/peers/tokenise.py rows.json folder

rows.json has the words and the label ids of every sentence. Answers one line of JSON for its versions, then for each
line on standard input, a way, one with the seconds that all sentences took:

  batch    one call of transformers' fast tokenizer with is_split_into_words, then word_ids of each row
  thousand the same in calls of 1,000 rows, as datasets.map has by default
  rows     the same, a call for each row
  bare     encode_batch_fast of the Rust tokenizer itself, without transformers around it, and word_ids of each row
  labels   batch, and the labels laid on pieces as transformers' run_ner.py does
  digest   one of all pieces, the places of their words, and their labels
"""

import hashlib
import json
import sys
import time
from array import array
from importlib.metadata import version

import transformers
from transformers import AutoTokenizer
from transformers.utils import logging

logging.set_verbosity_error()
content = json.load(open(sys.argv[1], encoding="utf-8"))
words, labels = content["words"], content["labels"]
started = time.perf_counter()
tokenizer = AutoTokenizer.from_pretrained(sys.argv[2], add_prefix_space=True)
load = time.perf_counter() - started
rust = tokenizer.backend_tokenizer


def batch(rows):
    encoded = tokenizer(rows, is_split_into_words=True)
    return encoded["input_ids"], [encoded.word_ids(i) for i in range(len(rows))]


def thousand():
    for begin in range(0, len(words), 1000):
        batch(words[begin : begin + 1000])


def single():
    for row in words:
        encoded = tokenizer(row, is_split_into_words=True)
        encoded["input_ids"], encoded.word_ids(0)


def bare():
    return [(each.ids, each.word_ids) for each in rust.encode_batch_fast(words, is_pretokenized=True)]


def align(word_ids, own):
    aligned, previous = [], None
    for word in word_ids:
        aligned.append(-100 if word is None or word == previous else own[word])
        previous = word
    return aligned


def labelled():
    ids, places = batch(words)
    return ids, places, [align(*each) for each in zip(places, labels)]


def digest():
    sha = hashlib.sha256()
    for ids, places, aligned in zip(*labelled()):
        words_of = [-1 if word is None else word for word in places]
        for values in ([len(ids)], ids, words_of, aligned):
            sha.update(array("i", values).tobytes())
    return sha.hexdigest()


ways = {"batch": lambda: batch(words), "thousand": thousand, "rows": single, "bare": bare, "labels": labelled}
versions = {"transformers": transformers.__version__, "tokenizers": version("tokenizers")}
print(json.dumps({"versions": versions, "loadSeconds": load}), flush=True)
for line in sys.stdin:
    if line.strip() == "digest":
        answer = {"digest": digest()}
    else:
        way = ways[line.strip()]
        started, cpu = time.perf_counter(), time.process_time()
        way()
        answer = {"seconds": time.perf_counter() - started, "cpuSeconds": time.process_time() - cpu}
    print(json.dumps(answer), flush=True)
