"""Scores of tags by seqeval: the peer of bench/metrics.ts.

Usage: python bench/peers/metrics.py tags.json

Reads {"gold": [[tag, ...], ...], "predicted": ...}; answers one line of JSON for its versions, then for each line on
standard input, one of those named in `tasks`, one with the seconds of CPU time that it took and the micro average's F1.
"""

import json
import sys
import time
import warnings
from importlib.metadata import version

from seqeval.metrics import classification_report, f1_score
from seqeval.scheme import IOB2

warnings.simplefilter("ignore")


def report(**options):
    return classification_report(gold, predicted, output_dict=True, zero_division=0, **options)["micro avg"]["f1-score"]


def one(**options):
    return f1_score(gold, predicted, zero_division=0, **options)


tasks = {
    # What people call to see the scores of all types and their averages.
    "default report": lambda: report(),
    "strict report": lambda: report(mode="strict", scheme=IOB2),
    # The least that seqeval does: one average.
    "default f1": lambda: one(),
    "strict f1": lambda: one(mode="strict", scheme=IOB2),
}
with open(sys.argv[1], encoding="utf-8") as file:
    tags = json.load(file)
gold, predicted = tags["gold"], tags["predicted"]
print(json.dumps({name: version(name) for name in ("seqeval", "numpy")}), flush=True)
for line in sys.stdin:
    started = time.process_time()
    f1 = tasks[line.strip()]()
    print(json.dumps({"seconds": time.process_time() - started, "f1": float(f1)}), flush=True)
