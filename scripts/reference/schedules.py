"""Freezes learning rates of transformers' schedules, step by step, as a training loop sees them, and the states of
PyTorch's ReduceLROnPlateau after each of sixty evaluations.

Usage: python scripts/reference/schedules.py [--check]
"""

import json
import pathlib
import random
import sys

import torch
import transformers

path = pathlib.Path(__file__).parents[2] / "test/train/reference/schedules.json"

SIZES = ((10, 0, 5e-5), (10, 3, 5e-5), (7, 7, 1e-3), (1, 0, 1e-4), (23, 5, 3e-5))
KINDS = [
    ("linear", {}),
    ("cosine", {}),
    ("cosine", {"num_cycles": 1.25}),
    ("cosine_with_restarts", {"num_cycles": 3}),
    ("cosine_with_min_lr", {"min_lr": 1e-6}),
    ("cosine_with_min_lr", {"min_lr_rate": 0.1, "num_cycles": 0.7}),
    ("polynomial", {}),
    ("polynomial", {"power": 2.0, "lr_end": 1e-7}),
    ("constant", {}),
    ("constant_with_warmup", {}),
    ("inverse_sqrt", {}),
    ("inverse_sqrt", {"timescale": 4}),
    ("warmup_stable_decay", {"num_decay_steps": 4}),
    ("warmup_stable_decay", {"num_decay_steps": 3, "num_stable_steps": 2, "warmup_type": "cosine", "decay_type": "1-sqrt", "min_lr_ratio": 0.2}),
    ("warmup_stable_decay", {"num_decay_steps": 5, "warmup_type": "1-sqrt", "decay_type": "linear", "min_lr_ratio": 0.05}),
]


def optimizer_at(rate):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)


cases = []
for kind, options in KINDS:
    for total, warmup, rate in SIZES:
        optimizer = optimizer_at(rate)
        if kind == "polynomial" and warmup == total:
            continue  # transformers divides by zero there
        schedule = transformers.get_scheduler(kind, optimizer, warmup, total, scheduler_specific_kwargs=options)
        rates = []
        for _ in range(total):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        cases.append({
            "type": kind, "kwargs": options, "totalSteps": total, "warmupSteps": warmup, "learningRate": rate,
            "rates": rates,
        })

# Values as evaluations give them: improving, standing still, worsening by a hair.
draw = random.Random(7)
values = [0.5]
for _ in range(59):
    values.append(round(values[-1] * draw.choice([1, 1, 1, 0.99995, 1.00005, 0.9, 1.2]), 9))
PLATEAUS = [
    {"mode": "min"},
    {"mode": "max", "patience": 0},
    {"mode": "min", "factor": 0.5, "patience": 2},
    {"mode": "max", "factor": 0.3, "patience": 1, "threshold": 0.05, "threshold_mode": "abs"},
    {"mode": "min", "factor": 0.5, "patience": 1, "threshold": 0.2, "threshold_mode": "rel", "cooldown": 3},
    {"mode": "max", "factor": 0.5, "patience": 1, "cooldown": 1, "min_lr": 2e-5},
    {"mode": "min", "factor": 0.5, "patience": 0, "threshold": 0.01, "threshold_mode": "abs", "eps": 1e-5},
]
plateaus = []
for options in PLATEAUS:
    optimizer = optimizer_at(1e-3)
    schedule = transformers.get_scheduler("reduce_lr_on_plateau", optimizer, scheduler_specific_kwargs=options)
    states = []
    for value in values:
        schedule.step(value)
        own = schedule.state_dict()
        states.append([own[key] for key in ("best", "num_bad_epochs", "cooldown_counter")] + own["_last_lr"])
    plateaus.append({"kwargs": options, "learningRate": 1e-3, "states": states})

result = {"versions": {"transformers": transformers.__version__, "torch": torch.__version__}, "cases": cases, "values": values, "plateaus": plateaus}
if "--check" in sys.argv:
    frozen = json.loads(path.read_text())
    same = all(frozen[key] == result[key] for key in ("cases", "values", "plateaus"))
    print("schedules: equal" if same else "schedules: DIFFERENT")
    sys.exit(0 if same else 1)
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps(result, separators=(",", ":")) + "\n")
