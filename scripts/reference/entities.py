"""Freezes what seqeval's `get_entities` reads in random tag sequences, for src/text/tags.ts.

Usage: python scripts/reference/entities.py [--check]
"""

import importlib.metadata
import json
import pathlib
import random
import sys

from seqeval.metrics.sequence_labeling import get_entities

path = pathlib.Path(__file__).parents[2] / "test/text/reference/entities.json"

draw = random.Random(1)
tags = ["O", "B-A", "I-A", "B-B", "I-B", "E-A", "E-B", "S-B", "I-C-d"]
sequences = [" ".join(draw.choice(tags) for _ in range(draw.randint(1, 9))) for _ in range(400)]
# Types with the first and the last word of each entity, both inclusive, as seqeval gives them.
cases = [[sequence, [list(entity) for entity in get_entities(sequence.split())]] for sequence in sequences]

result = {"versions": {"seqeval": importlib.metadata.version("seqeval")}, "cases": cases}
if "--check" in sys.argv:
    same = json.loads(path.read_text())["cases"] == cases
    print("entities: equal" if same else "entities: DIFFERENT")
    sys.exit(0 if same else 1)
path.parent.mkdir(parents=True, exist_ok=True)
lines = ",\n".join(json.dumps(case) for case in cases)
path.write_text('{"versions": %s, "cases": [\n%s\n]}\n' % (json.dumps(result["versions"]), lines))
