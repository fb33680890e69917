"""Freezes learning rates of transformers' schedules, step by step, as a training loop sees them.

Usage: python scripts/reference/schedules.py [--check]
"""

import json
import pathlib
import sys

import torch
import transformers

path = pathlib.Path(__file__).parents[2] / "test/train/reference/schedules.json"

cases = []
kinds = {
    "linear": {},
    "cosine": {},
    "cosine_with_restarts": {"num_cycles": 3},
    "polynomial": {"power": 2.0, "lr_end": 1e-7},
    "constant": {},
    "constant_with_warmup": {},
    "inverse_sqrt": {},
}
for kind, options in kinds.items():
    for total, warmup, rate in ((10, 0, 5e-5), (10, 3, 5e-5), (7, 7, 1e-3), (1, 0, 1e-4), (23, 5, 3e-5)):
        weight = torch.nn.Parameter(torch.zeros(1))
        optimizer = torch.optim.SGD([weight], lr=rate)
        if kind == "polynomial" and warmup == total:
            continue  # transformers divides by zero there
        schedule = transformers.get_scheduler(kind, optimizer, warmup, total, scheduler_specific_kwargs=options)
        rates = []
        for _ in range(total):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        cases.append({"type": kind, "totalSteps": total, "warmupSteps": warmup, "learningRate": rate, "rates": rates})

result = {"versions": {"transformers": transformers.__version__, "torch": torch.__version__}, "cases": cases}
if "--check" in sys.argv:
    same = json.loads(path.read_text())["cases"] == cases
    print("schedules: equal" if same else "schedules: DIFFERENT")
    sys.exit(0 if same else 1)
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps(result, indent=1) + "\n")
