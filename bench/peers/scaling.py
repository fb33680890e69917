"""The peer of `bench scaling`: transformers on eager PyTorch, float32, fused AdamW as Trainer uses it.

Argument: the number of threads. A line of sizes makes a model and warms it up, a turn answers with the seconds of a step and
of an evaluation.
"""
import json
import sys
import time

import torch
import transformers
from transformers import AutoConfig, AutoModelForTokenClassification

COUNT = 2  # Steps and evaluations of a turn.

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)
print(json.dumps({"torch": torch.__version__, "transformers": transformers.__version__}), flush=True)


def make(job):
    settings = dict(job["config"])
    config = AutoConfig.for_model(settings.pop("model_type"), **settings, num_labels=job["labels"])
    model = AutoModelForTokenClassification.from_config(config)
    size = (job["rows"], job["length"])
    batch = {
        "input_ids": torch.randint(1, config.vocab_size, size),
        "attention_mask": torch.ones(size, dtype=torch.long),
        "labels": torch.randint(0, job["labels"], size),
    }
    return model, torch.optim.AdamW(model.parameters(), lr=5e-5, weight_decay=0.01, fused=True), batch


def turn():
    model.train()
    start = time.perf_counter()
    for _ in range(COUNT):
        model(**batch).loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
    middle = time.perf_counter()
    model.eval()
    with torch.no_grad():
        for _ in range(COUNT):
            model(**batch)
    end = time.perf_counter()
    return {"train": (middle - start) / COUNT, "evaluate": (end - middle) / COUNT}


for line in sys.stdin:
    job = json.loads(line)
    if job != "turn":
        model, optimizer, batch = make(job)
    print(json.dumps(turn()), flush=True)
