"""Freezes values and gradients of losses, each written in PyTorch as its paper has it.

Usage: python scripts/reference/losses.py [--check]
"""

import json
import pathlib
import sys

import numpy
import sklearn
import torch
from sklearn.utils.class_weight import compute_class_weight
from torch.nn import functional

path = pathlib.Path(__file__).parents[2] / "test/nn/reference/losses.json"
torch.manual_seed(7)
ROWS, LABELS = 9, 5
logits = (torch.randn(ROWS, LABELS, dtype=torch.float64) * 3).round(decimals=4)
logits[0] = torch.tensor([60.0, -60.0, 0.0, 5.0, -5.0])  # a token that is certain
labels = torch.tensor([0, 1, -100, 2, 0, 4, -100, 0, 3])
counts = [5000, 120, 80, 3, 1]
weights = torch.tensor([0.1, 0.7, 1.3, 2.5, 0.4], dtype=torch.float64)


def focal(z, y, gamma, weight=None, smoothing=0.0):
    """Lin et al. 2017, equation 4; the factor is taken from the plain softmax."""
    kept = y >= 0
    z, y = z[kept], y[kept]
    p = functional.softmax(z, -1).gather(1, y[:, None])[:, 0]
    ce = functional.cross_entropy(z, y, weight=weight, label_smoothing=smoothing, reduction="none")
    return ((1 - p).clamp_min(0) ** gamma * ce).mean()


def dice(z, y, alpha, smooth):
    """Li et al. 2020, equation 10, summed over labels, averaged over tokens."""
    kept = y >= 0
    z, y = z[kept], y[kept]
    p = functional.softmax(z, -1)
    q = functional.one_hot(y, LABELS).to(p.dtype)
    pushed = (1 - p).clamp_min(1e-30) ** alpha * p
    return (1 - (2 * pushed * q + smooth) / (pushed + q + smooth)).sum(-1).mean()


def mean_weighted(z, y, weight, smoothing=0.0):
    kept = y >= 0
    return functional.cross_entropy(z[kept], y[kept], weight=weight, label_smoothing=smoothing, reduction="sum") / kept.sum()


def adjusted(z, y, tau):
    """Menon et al. 2021, equation 10."""
    prior = torch.tensor(counts, dtype=torch.float64) / sum(counts)
    return functional.cross_entropy(z + tau * prior.log(), y, ignore_index=-100)


W = weights.tolist()
given = {
    "cross-entropy": ({}, lambda z, y: functional.cross_entropy(z, y)),
    "weighted": ({"weights": W, "reduction": "weights"}, lambda z, y: functional.cross_entropy(z, y, weight=weights)),
    "weighted, by tokens": ({"weights": W}, lambda z, y: mean_weighted(z, y, weights)),
    "smoothed": ({"labelSmoothing": 0.1}, lambda z, y: functional.cross_entropy(z, y, label_smoothing=0.1)),
    "weighted and smoothed": (
        {"weights": W, "labelSmoothing": 0.2, "reduction": "weights"},
        lambda z, y: functional.cross_entropy(z, y, weight=weights, label_smoothing=0.2),
    ),
    "focal": ({"gamma": 2}, lambda z, y: focal(z, y, 2)),
    "focal, gamma 1": ({"gamma": 1}, lambda z, y: focal(z, y, 1)),
    "focal, gamma 1.5, weighted": ({"gamma": 1.5, "weights": W}, lambda z, y: focal(z, y, 1.5, weights)),
    "focal, weighted and smoothed": (
        {"gamma": 2, "weights": W, "labelSmoothing": 0.05},
        lambda z, y: focal(z, y, 2, weights, 0.05),
    ),
    "adjusted": ({"tau": 1}, lambda z, y: adjusted(z, y, 1)),
    "dice": ({"alpha": 1, "smooth": 1}, lambda z, y: dice(z, y, 1, 1)),
    "dice without push": ({"alpha": 0, "smooth": 0.5}, lambda z, y: dice(z, y, 0, 0.5)),
    "dice, alpha 0.6": ({"alpha": 0.6, "smooth": 1}, lambda z, y: dice(z, y, 0.6, 1)),
}

cases = []
for name, (settings, function) in given.items():
    z = logits.clone().requires_grad_()
    value = function(z, labels)
    value.backward()
    cases.append({"name": name, "settings": settings, "loss": value.item(), "gradient": z.grad.flatten().tolist()})


def effective(beta):
    raw = numpy.array([(1 - beta) / (1 - beta**count) for count in counts])
    return (raw * len(counts) / raw.sum()).tolist()


root = numpy.array([count**-0.5 for count in counts])
tokens = numpy.repeat(numpy.arange(len(counts)), counts)
result = {
    "versions": {"torch": torch.__version__, "scikit-learn": sklearn.__version__},
    "logits": logits.flatten().tolist(),
    "labels": labels.tolist(),
    "counts": counts,
    "cases": cases,
    "weights": {
        "balanced": compute_class_weight("balanced", classes=numpy.arange(len(counts)), y=tokens).tolist(),
        "inverse-sqrt": (root * len(counts) / root.sum()).tolist(),
        "effective-number": {str(beta): effective(beta) for beta in (0.9, 0.999, 0.9999)},
    },
}


def close(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(close(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
    return abs(a - b) <= 1e-12 * max(1, abs(a)) if isinstance(a, float) else a == b


if "--check" in sys.argv:
    frozen = json.loads(path.read_text())
    same = all(close(frozen[key], result[key]) for key in result if key != "versions")
    print("losses: equal" if same else "losses: DIFFERENT")
    sys.exit(0 if same else 1)
path.write_text(json.dumps(result, indent=1) + "\n")
