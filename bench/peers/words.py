"""Sentences and words by spaCy's blank English and its sentencizer: the peer of bench/corpus/words.ts.

Usage: python bench/peers/words.py texts.json

Reads a list of texts; answers one line of JSON for its versions, then for each line on standard input one with the
seconds that all texts took and the number of words found.
"""

import json
import sys
import time
from importlib.metadata import version

import spacy

nlp = spacy.blank("en")
nlp.add_pipe("sentencizer")
texts = json.load(open(sys.argv[1], encoding="utf-8"))
print(json.dumps({"spacy": version("spacy")}), flush=True)
for _ in sys.stdin:
    started = time.perf_counter()
    words = sum(len(doc) for doc in nlp.pipe(texts))
    print(json.dumps({"seconds": time.perf_counter() - started, "words": words}), flush=True)
