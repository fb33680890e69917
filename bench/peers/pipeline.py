"""transformers' token-classification pipeline: the peer of bench/predict.ts.

Usage: python bench/peers/pipeline.py folder sentences.json threads

Answers one line of JSON for its versions, then for each line on standard input one with the seconds that all
sentences took at batch 16, and the number of mentions found.
"""

import json
import sys
import time

import torch
import transformers

folder, sentences, threads = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8")), int(sys.argv[3])
torch.set_num_threads(threads)
tag = transformers.pipeline("token-classification", model=folder, batch_size=16, aggregation_strategy="simple", device="cpu")
print(json.dumps({"torch": torch.__version__, "transformers": transformers.__version__}), flush=True)
for _ in sys.stdin:
    started = time.perf_counter()
    mentions = sum(len(found) for found in tag(sentences))
    print(json.dumps({"seconds": time.perf_counter() - started, "mentions": mentions}), flush=True)
