"""Freezes a small BERT's loss, logits, gradients and fifty AdamW steps from PyTorch and transformers.

Weights and batches are drawn from the hash of `src/random.ts` on both sides, so that they need not be stored.
Gradients are computed in double precision; the fifty steps in single precision, as they would be by a user.
"""
import json
import sys
from pathlib import Path

import numpy
import torch
import transformers
from transformers import BertConfig, BertForTokenClassification

from shared.draws import mix32, spread

TARGET = Path(__file__).parents[2] / "test/nn/reference/bert.json"
CONFIG = {
    "model_type": "bert", "vocab_size": 60, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4,
    "intermediate_size": 24, "hidden_act": "gelu", "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
    "max_position_embeddings": 12, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0,
}
LABELS = 5
ROWS, LENGTH, BATCHES, STEPS = 3, 8, 4, 50
OPTIMIZER = {"lr": 2e-3, "weight_decay": 0.01, "betas": [0.9, 0.999], "eps": 1e-8, "max_grad_norm": 1.0}


def weights(model):
    """Parameter number p, element i: uniform in ±0.2 from mix32(p·100000 + i); scales of layer norms around 1."""
    state = {}
    for p, (name, tensor) in enumerate(model.named_parameters()):
        shift = 1.0 if name.endswith("LayerNorm.weight") else 0.0
        values = spread(p * 100_000, tensor.numel(), 0.4, shift)
        state[name] = torch.tensor([numpy.float32(v) for v in values]).reshape(tensor.shape)
    return state


def batch(number):
    """Row r keeps LENGTH - r tokens; every fifth label is ignored, and all padding."""
    ids, mask, types, labels = [], [], [], []
    for r in range(ROWS):
        for t in range(LENGTH):
            h = mix32(1_000_000 * (number + 1) + 1000 * r + t)
            real = t < LENGTH - 2 * r
            ids.append(1 + h % 59 if real else 0)
            mask.append(int(real))
            types.append((h >> 8) % 2 if real else 0)
            labels.append((h >> 12) % LABELS if real and (h >> 20) % 5 else -100)
    return [torch.tensor(x).reshape(ROWS, LENGTH) for x in (ids, mask, types, labels)]


def forward(model, number):
    ids, mask, types, labels = batch(number)
    return model(input_ids=ids, attention_mask=mask, token_type_ids=types, labels=labels)


def decay_groups(model):
    decayed = [p for n, p in model.named_parameters() if not n.endswith("bias") and "LayerNorm" not in n]
    rest = [p for n, p in model.named_parameters() if n.endswith("bias") or "LayerNorm" in n]
    return [{"params": decayed, "weight_decay": OPTIMIZER["weight_decay"]}, {"params": rest, "weight_decay": 0.0}]


def build():
    torch.set_num_threads(1)
    settings = {key: value for key, value in CONFIG.items() if key != "model_type"}
    config = BertConfig(**settings, num_labels=LABELS, attn_implementation="eager")
    model = BertForTokenClassification(config).eval()
    start = weights(model)

    model.double().load_state_dict(start, strict=False)
    output = forward(model, 0)
    output.loss.backward()
    gradients = {name: p.grad.flatten().tolist() for name, p in model.named_parameters()}

    model.float().load_state_dict(start, strict=False)
    model.zero_grad()
    optimizer = torch.optim.AdamW(decay_groups(model), lr=OPTIMIZER["lr"], betas=OPTIMIZER["betas"], eps=OPTIMIZER["eps"])
    losses, norms = [], []
    for step in range(STEPS):
        loss = forward(model, step % BATCHES).loss
        loss.backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(model.parameters(), OPTIMIZER["max_grad_norm"])))
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return {
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "config": CONFIG, "labels": LABELS, "rows": ROWS, "length": LENGTH, "batches": BATCHES,
        "optimizer": OPTIMIZER, "parameters": list(gradients),
        "loss": float(output.loss), "logits": output.logits.flatten().tolist(), "gradients": gradients,
        "losses": losses, "norms": norms,
    }


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [rounded(v) for v in value]
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return value


def same(a, b, path=""):
    """Equal but for the last digits of floats, which differ between processors."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k], f"{path}.{k}") for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y, path) for x, y in zip(a, b))
    if isinstance(a, float):
        return abs(a - b) <= 1e-5 * max(1e-2, abs(a), abs(b))
    return a == b


if __name__ == "__main__":
    result = rounded(build())
    if "--check" in sys.argv:
        frozen = json.loads(TARGET.read_text())
        frozen["versions"] = result["versions"]
        if not same(result, frozen):
            sys.exit(f"{TARGET.name} differs from what PyTorch computes now")
        print(f"{TARGET.name}: as PyTorch {torch.__version__} computes it")
    else:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(json.dumps(result, separators=(",", ":")) + "\n")
