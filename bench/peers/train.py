"""The peer of the training benchmark: transformers on eager PyTorch, float32, fused AdamW as Trainer uses it.

Arguments: config.json and the batches as JSON, and the number of threads. Reads a line, makes that many steps,
answers with the seconds.
"""
import json
import re
import sys
import time

import torch
import transformers
from transformers import AutoConfig, AutoModelForTokenClassification

job = json.loads(open(sys.argv[1]).read())
torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(1)
settings = dict(job["config"])
config = AutoConfig.for_model(settings.pop("model_type"), **settings, num_labels=job["labels"])
model = AutoModelForTokenClassification.from_config(config).train()
decayed = [p for p in model.parameters() if p.ndim > 1]
rest = [p for p in model.parameters() if p.ndim <= 1]
groups = [{"params": decayed, "weight_decay": 0.01}, {"params": rest, "weight_decay": 0.0}]
optimizer = torch.optim.AdamW(groups, lr=5e-5, fused=True)
batches = []
for batch in job["batches"]:
    size = (batch["rows"], batch["length"])
    batches.append({
        "input_ids": torch.tensor(batch["inputIds"]).reshape(size),
        "attention_mask": torch.tensor(batch["attentionMask"]).reshape(size),
        "labels": torch.tensor(batch["labels"]).reshape(size),
    })
print(json.dumps({"torch": torch.__version__, "transformers": transformers.__version__}), flush=True)
step = 0
for line in sys.stdin:
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(int(line)):
        loss = model(**batches[step % len(batches)]).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
    seconds = time.perf_counter() - start
    peak = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read()).group(1))
    cpu = time.process_time() - cpu
    print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "loss": loss.item(), "peakKiB": peak}), flush=True)
