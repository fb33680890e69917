"""Freezes two small files of the safetensors library: every floating type, and bytes to reproduce.

Usage: python scripts/reference/safetensors_file.py [--check]
"""

import base64
import json
import pathlib
import sys

import safetensors
import torch
from safetensors.torch import save

path = pathlib.Path(__file__).parents[2] / "test/nn/reference/safetensors.json"

values = [0.0, -0.0, 1.0, -2.5, 3.140625, 65504.0, -6e-8, 1e-5, float("inf"), float("-inf"), 1 / 3, 6.1e-5]


def described(tensors):
    """Names, shapes and float32 bits of the floating tensors, by name."""
    rows = []
    for name in sorted(tensors):
        tensor = tensors[name]
        if not tensor.is_floating_point():
            continue
        bits = tensor.to(torch.float32).view(torch.int32).flatten().tolist()
        rows.append({"name": name, "shape": list(tensor.shape), "bits": [b & 0xFFFFFFFF for b in bits]})
    return rows


def frozen(tensors):
    data = save(tensors, metadata={"format": "pt"})
    return {"file": base64.b64encode(data).decode(), "tensors": described(tensors)}


base = torch.tensor(values, dtype=torch.float64)
mixed = {
    "half": base.to(torch.float16).reshape(3, 4),
    "brain": base.to(torch.bfloat16).reshape(2, 6),
    "single": base.to(torch.float32),
    "double": base,
    "position_ids": torch.arange(5),
    "flag": torch.tensor([True, False, True]),
    "scalar": torch.tensor(2.5),
}
floats = {
    "bert.layer.1.weight": base.to(torch.float32).reshape(4, 3),
    "bert.layer.10.weight": torch.tensor([[1.5]]),
    "bert.Layer.bias": torch.zeros(0),
    "classifier.bias": torch.tensor([0.25, -0.125]),
}
result = {
    "versions": {"safetensors": safetensors.__version__, "torch": torch.__version__},
    "mixed": frozen(mixed),
    "floats": frozen(floats),
}
text = json.dumps(result, indent=1) + "\n"
if "--check" in sys.argv:
    old = json.loads(path.read_text())
    same = all(old[key] == result[key] for key in ("mixed", "floats"))
    print("safetensors: equal" if same else "safetensors: DIFFERENT")
    sys.exit(0 if same else 1)
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(text)
