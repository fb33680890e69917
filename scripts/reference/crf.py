"""Freezes losses, gradients and best paths of linear-chain CRFs from pytorch-crf in test/nn/reference/crf.json.

Usage: python scripts/reference/crf.py [--check]

All numbers are computed in double precision. pytorch-crf wants the positions that count to stand at the front of
their row; here they are moved there, and their gradients back. The emissions of the long rows are drawn from the
hash of `src/random.ts` on both sides, so that they need not be stored.
"""

import importlib.metadata
import json
import pathlib
import sys

import torch
from torchcrf import CRF

from shared.draws import mix32, spread

path = pathlib.Path(__file__).parents[2] / "test/nn/reference/crf.json"
torch.manual_seed(11)
BARRED = -1e30


def uniform(start, shape, scale):
    """Element i: mix32(start + i) / 2^32 spread over ±scale."""
    size = torch.Size(shape).numel()
    return torch.tensor(spread(start, size, 2 * scale), dtype=torch.float64).reshape(shape)


def drawn(*shape, scale=1.0):
    return (torch.randn(*shape, dtype=torch.float64) * scale).round(decimals=3)


def evaluate(logits, labels, transitions, start, end):
    """The mean negative log-likelihood of the labels that count, its gradients, and the best path of each row."""
    size = logits.shape[2]
    crf = CRF(size, batch_first=True).double()
    with torch.no_grad():
        crf.transitions.copy_(transitions)
        crf.start_transitions.copy_(start)
        crf.end_transitions.copy_(end)
    z = logits.clone().requires_grad_()
    total, paths = 0.0, []
    for row, own in zip(z, labels):
        kept = own >= 0
        if not kept.any():
            paths.append([])
            continue
        total = total - crf(row[kept][None], own[kept][None], reduction="sum")
        paths.append(crf.decode(row[kept][None])[0])
    loss = total / (labels >= 0).sum()
    loss.backward()
    return {
        "loss": loss.item(),
        "paths": paths,
        "gradients": {
            "logits": z.grad,
            "transitions": crf.transitions.grad,
            "start": crf.start_transitions.grad,
            "end": crf.end_transitions.grad,
        },
    }


def flat(gradients):
    return {name: value.flatten().tolist() for name, value in gradients.items()}


def small(name, logits, labels, scale):
    size = logits.shape[2]
    weights = {"transitions": drawn(size, size, scale=scale), "start": drawn(size), "end": drawn(size)}
    result = evaluate(logits, labels, **weights)
    return {
        "name": name,
        "shape": list(logits.shape),
        "logits": logits.flatten().tolist(),
        "labels": labels.flatten().tolist(),
        **flat(weights),
        **result,
        "gradients": flat(result["gradients"]),
    }


plain = torch.tensor([[0, 1, 2, 2, 0, 3], [4, 4, 0, 0, 1, 2]])
gaps = torch.tensor(
    [
        [-100, 0, 1, -100, 2, 0, -100],  # between special pieces, a word of two pieces inside
        [3, -100, -100, -100, 4, -100, 0],
        [-100, -100, -100, 1, -100, -100, -100],  # one label alone
        [-100, -100, -100, -100, -100, -100, -100],
        [0, 1, 2, 3, 4, 0, -1],
    ]
)
barred = drawn(2, 6, 5, scale=2)
for row, own in zip(barred, plain):
    row[own == 0, 2:] = BARRED
cases = [
    small("every position counts", drawn(2, 6, 5, scale=2), plain, 1),
    small("positions are skipped", drawn(5, 7, 5, scale=2), gaps, 1),
    small("large scores", drawn(2, 6, 5, scale=60), plain, 8),
    small("barred labels", barred, plain, 1),
    small("one label", drawn(2, 6, 1), torch.zeros(2, 6, dtype=torch.int64), 1),
]

LENGTH, LABELS, EVERY = 512, 43, 64
long = []
for name, lift in [("untrained", 0.0), ("trained", 12.0)]:
    labels = torch.tensor([[mix32(5_000_000 + t) % LABELS for t in range(LENGTH)]])
    logits = uniform(1_000_000, (1, LENGTH, LABELS), 4)
    logits[0, torch.arange(LENGTH), labels[0]] += lift
    weights = {
        "transitions": uniform(2_000_000, (LABELS, LABELS), 2),
        "start": uniform(3_000_000, (LABELS,), 2),
        "end": uniform(4_000_000, (LABELS,), 2),
    }
    result = evaluate(logits, labels, **weights)
    gradients = {**result["gradients"], "logits": result["gradients"]["logits"][0, ::EVERY]}
    rounded = {key: [float(f"{value:.10g}") for value in values] for key, values in flat(gradients).items()}
    long.append({"name": name, "lift": lift, "loss": result["loss"], "path": result["paths"][0], "gradients": rounded})

result = {
    "versions": {name: importlib.metadata.version(name) for name in ("torch", "pytorch-crf")},
    "cases": cases,
    "long": {"length": LENGTH, "labels": LABELS, "every": EVERY, "cases": long},
}


def close(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(close(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
    return abs(a - b) <= 1e-9 * max(1, abs(a)) if isinstance(a, float) else a == b


if "--check" in sys.argv:
    frozen = json.loads(path.read_text())
    same = all(close(frozen[key], result[key]) for key in result if key != "versions")
    print("crf: equal" if same else "crf: DIFFERENT")
    sys.exit(0 if same else 1)
path.write_text(json.dumps(result) + "\n")
