"""Freezes twenty updates of a small BERT by Adafactor: losses, gradient norms, final weights and moments.

Writes test/train/reference/adafactor.json: transformers' `Adafactor` as Trainer sets it up (`scale_parameter` and
`relative_step` off, biases and normalisation not decayed), gradients clipped to a norm of 1, in double precision.
Weights and batches are drawn from the hash of `src/random.ts` on both sides. With `--check` numbers may differ by 1e-6
of the largest.
"""
import base64
import json
import sys
from pathlib import Path

import numpy
import torch
import transformers
from transformers import BertConfig, BertForTokenClassification
from transformers.optimization import Adafactor

from shared.draws import mix32, spread

TARGET = Path(__file__).parents[2] / "test/train/reference/adafactor.json"
LABELS, ROWS, LENGTH, STEPS = 5, 3, 7, 20
RATE, DECAY = 0.01, 0.05
CONFIG = {"vocab_size": 24, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 12,
          "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "max_position_embeddings": 16}


def draw(parameters):
    """Parameter number p, element i: uniform in ±0.4 from mix32(p·100000 + i); vectors that scale lie around 1."""
    with torch.no_grad():
        for p, (name, tensor) in enumerate(parameters):
            shift = 1.0 if name.endswith("weight") and tensor.ndim == 1 else 0.0
            values = spread(p * 100_000, tensor.numel(), 0.8, shift)
            tensor.copy_(torch.tensor([float(numpy.float32(v)) for v in values]).reshape(tensor.shape))


def batch(step):
    """Row r keeps LENGTH - 2r tokens."""
    ids, mask, labels = [], [], []
    for r in range(ROWS):
        for t in range(LENGTH):
            h = mix32(1_000_000 + 10_000 * (step % 4) + 1000 * r + t)
            real = t < LENGTH - 2 * r
            ids.append(3 + h % (CONFIG["vocab_size"] - 3) if real else 0)
            mask.append(int(real))
            labels.append((h >> 12) % LABELS if real and (h >> 20) % 5 else -100)
    return [torch.tensor(x).reshape(ROWS, LENGTH) for x in (ids, mask, labels)]


def encoded(tensor):
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()


def build():
    model = BertForTokenClassification(BertConfig(**CONFIG, num_labels=LABELS)).eval().double()
    model.config._attn_implementation = "eager"
    parameters = list(model.named_parameters())
    draw(parameters)
    groups = [{"params": [p for _, p in parameters if (p.ndim > 1) == decayed], "weight_decay": DECAY if decayed else 0.0}
              for decayed in (True, False)]
    optimizer = Adafactor(groups, lr=RATE, scale_parameter=False, relative_step=False)
    steps = []
    for step in range(STEPS):
        ids, mask, labels = batch(step)
        logits = model(input_ids=ids, attention_mask=mask).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        steps.append([loss.item(), norm.item()])
    moments = {}
    for name, parameter in parameters:
        for moment in ("exp_avg_sq", "exp_avg_sq_row", "exp_avg_sq_col"):
            if moment in optimizer.state[parameter]:
                moments.setdefault(moment, {})[name] = encoded(optimizer.state[parameter][moment].flatten())
    return {
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "config": CONFIG, "labels": LABELS, "rows": ROWS, "length": LENGTH, "rate": RATE, "decay": DECAY,
        "steps": steps,
        "weights": {name: encoded(parameter.flatten()) for name, parameter in parameters},
        "moments": moments,
    }


def near(a, b, name):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(near(a[key], b[key], key) for key in a)
    # What is left of gradients that are zero in truth is noise, which Adafactor makes as large as any other.
    if name.endswith("attention.self.key.bias"):
        return True
    a, b = (numpy.frombuffer(base64.b64decode(x), "<f4") if isinstance(x, str) else numpy.array(x) for x in (a, b))
    return a.shape == b.shape and numpy.abs(a - b).max() <= 1e-6 * numpy.abs(b).max()


def main():
    torch.set_num_threads(1)
    built = build()
    if "--check" in sys.argv:
        old = json.loads(TARGET.read_text())
        keys = ("config", "labels", "rows", "length", "rate", "decay")
        if any(old[key] != built[key] for key in keys) or not all(
            near(old[key], built[key], key) for key in ("steps", "weights", "moments")
        ):
            sys.exit(f"{TARGET.name} is not what transformers gives")
    else:
        TARGET.write_text(json.dumps(built, separators=(",", ":")) + "\n")


main()
