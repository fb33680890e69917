"""Freezes which embedding of distances DeBERTa v2 and v3 take, from transformers.

A list per configuration: the row for a query that stands -range, …, range places after a key.
"""
import json
import sys
from pathlib import Path

import torch
import transformers
from transformers.models.deberta_v2.modeling_deberta_v2 import make_log_bucket_position

TARGET = Path(__file__).parents[2] / "test/nn/reference/deberta.json"
# position_buckets (below 1: none), max_relative_positions (below 1: as max_position_embeddings), max_position_embeddings
SETTINGS = [(256, -1, 512), (256, 512, 600), (32, -1, 128), (7, 40, 64), (64, -1, 1024), (-1, -1, 16), (-1, 5, 16)]


def rows(buckets, most, length):
    reach = length if most < 1 else most
    span = buckets if buckets > 0 else reach
    distances = torch.arange(-length, length + 1)
    if buckets > 0:
        distances = make_log_bucket_position(distances, buckets, reach).long()
    return torch.clamp(distances + span, 0, 2 * span - 1).tolist()


def main():
    torch.set_num_threads(1)
    built = {
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "cases": [
            {"position_buckets": b, "max_relative_positions": m, "max_position_embeddings": p, "rows": rows(b, m, p)}
            for b, m, p in SETTINGS
        ],
    }
    if "--check" in sys.argv:
        if json.loads(TARGET.read_text())["cases"] != built["cases"]:
            sys.exit(f"{TARGET.name} is not what transformers gives")
    else:
        TARGET.write_text(json.dumps(built, separators=(",", ":")) + "\n")


main()
