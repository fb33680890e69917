"""Freezes temperatures fitted by PyTorch for test/nn/temperature.test.ts: LBFGS on cross_entropy(logits / T), as the code of Guo
et al. 2017 does (github.com/gpleiss/temperature_scaling), and the negative log-likelihood there and at 1.

Without a flag it writes test/nn/reference/temperature.json; with --check it compares to 1e-4 and exits 1 on a difference.
Logits are drawn by a linear congruential generator that the test repeats.
"""

import json
import math
import sys
from importlib.metadata import version
from pathlib import Path

import torch

TARGET = Path(__file__).resolve().parents[2] / "test/nn/reference/temperature.json"


def uniforms(seed):
    """Numbers in (0, 1), by the constants of Numerical Recipes."""
    state = seed
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield (state + 0.5) / 2**32


def draw(seed, words, labels, sharpness):
    """Logits, and labels drawn from the softmax of logits / sharpness."""
    numbers = uniforms(seed)
    logits, gold = [], []
    for _ in range(words):
        row = [8 * next(numbers) - 4 for _ in range(labels)]
        weights = [math.exp(value / sharpness) for value in row]
        place = next(numbers) * sum(weights)
        label = 0
        while label < labels - 1 and place >= weights[label]:
            place -= weights[label]
            label += 1
        logits.append(row)
        gold.append(label)
    return torch.tensor(logits, dtype=torch.float32).double(), torch.tensor(gold)


def fit(logits, gold):
    logarithm = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([logarithm], max_iter=200, tolerance_grad=1e-12, tolerance_change=1e-14,
                                  line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(logits / logarithm.exp(), gold, reduction="sum")
        value.backward()
        return value

    optimizer.step(loss)
    return logarithm.exp().item(), loss().item()


def case(seed, words, labels, sharpness):
    logits, gold = draw(seed, words, labels, sharpness)
    temperature, loss = fit(logits, gold)
    before = torch.nn.functional.cross_entropy(logits, gold, reduction="sum").item()
    return {"seed": seed, "words": words, "labels": labels, "sharpness": sharpness,
            "temperature": temperature, "loss": loss, "before": before}


def main():
    torch.set_num_threads(1)
    rows = [case(1, 400, 5, 2.5), case(2, 300, 43, 0.4), case(3, 500, 3, 1.0), case(4, 200, 9, 8.0)]
    versions = {"torch": version("torch")}
    if "--check" in sys.argv:
        frozen = json.loads(TARGET.read_text(encoding="utf-8"))["cases"]
        same = len(frozen) == len(rows) and all(
            a.keys() == b.keys() and all(abs(a[key] - b[key]) <= 1e-4 * abs(b[key]) for key in a)
            for a, b in zip(frozen, rows)
        )
        print("temperature:", "equal" if same else "DIFFERENT", len(rows), "cases", versions)
        sys.exit(0 if same else 1)
    lines = ",\n".join(json.dumps(row) for row in rows)
    TARGET.write_text(f'{{"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
