"""Freezes small files of weights that PyTorch, transformers and huggingface_hub write, and what is in them.

Both forms of torch.save (ZIP, and that before version 1.6) with every floating type, parameters, transposed, strided,
expanded, sliced, shared, scalar and empty tensors; shards of safetensors by save_pretrained, and of pytorch_model.bin;
the names of layer normalisation in weights that came from TensorFlow, as transformers reads them.

Usage: python scripts/reference/torch_files.py [--check]. The old form holds addresses of memory, so that its bytes
differ each time: the check reads the frozen bytes by torch.load instead.
"""

import base64
import io
import json
import sys
import tempfile
from pathlib import Path

import huggingface_hub
import torch
import transformers
from huggingface_hub import save_torch_state_dict
from transformers import BertConfig, BertModel

from shared.draws import spread

TARGET = Path(__file__).parents[2] / "test/nn/reference/torch-files.json"
VALUES = [0.0, -0.0, 1.0, -2.5, 3.140625, 65504.0, -6e-8, 1e-5, float("inf"), float("-inf"), 1 / 3, 6.1e-5]


def described(tensors):
    """Names, shapes and float32 bits of the floating tensors, by name."""
    rows = []
    for name in sorted(tensors):
        tensor = tensors[name]
        if tensor.is_floating_point():
            bits = tensor.detach().to(torch.float32).contiguous().view(torch.int32).flatten().tolist()
            rows.append({"name": name, "shape": list(tensor.shape), "bits": [b & 0xFFFFFFFF for b in bits]})
    return rows


class Mixed(torch.nn.Module):
    """A module, so that the state dict has the attribute `_metadata`."""

    def __init__(self):
        super().__init__()
        base = torch.tensor(VALUES, dtype=torch.float64)
        grid = torch.tensor(spread(0, 24, 1)).reshape(2, 3, 4)
        self.weight = torch.nn.Parameter(grid[0].clone())
        self.tied = self.weight
        for name, tensor in {
            "f64": base,
            "f32": base.float(),
            "f16": base.half().reshape(3, 4),
            "bf16": base.bfloat16().reshape(2, 6),
            "transposed": grid.permute(2, 0, 1),
            "halves_transposed": grid[0].half().t(),
            "brain_strided": base.bfloat16()[1::3],
            "double_strided": base[::5],
            "expanded": torch.tensor([1.5, 2.5]).expand(3, 2),
            "sliced": grid[1, 1:, 2:],
            "scalar": torch.tensor(2.5),
            "empty": torch.zeros(0, 3),
            "position_ids": torch.arange(5).expand(1, 5),
            "flag": torch.tensor([True, False, True]),
        }.items():
            self.register_buffer(name, tensor)


def saved(value, **options):
    data = io.BytesIO()
    torch.save(value, data, **options)
    return data.getvalue()


def encoded(folder):
    return {path.name: base64.b64encode(path.read_bytes()).decode() for path in sorted(Path(folder).iterdir())}


def sharded():
    config = BertConfig(
        vocab_size=8, hidden_size=4, num_hidden_layers=1, num_attention_heads=2, intermediate_size=6, max_position_embeddings=5
    )
    model = BertModel(config)
    state = model.state_dict()
    for p, (name, tensor) in enumerate(state.items()):
        if tensor.is_floating_point():
            values = spread(p * 100_000, tensor.numel(), 1)
            tensor.copy_(torch.tensor(values).reshape(tensor.shape))
    with tempfile.TemporaryDirectory() as safe, tempfile.TemporaryDirectory() as torch_folder:
        model.save_pretrained(safe, max_shard_size=900)
        (Path(safe) / "config.json").unlink()
        save_torch_state_dict(state, torch_folder, max_shard_size=900, safe_serialization=False)
        return {"safetensors": encoded(safe), "bin": encoded(torch_folder), "tensors": described(state)}


def renamed():
    """Weights with the old names, what transformers calls them after it has read them."""
    config = BertConfig(
        vocab_size=2, hidden_size=2, num_hidden_layers=1, num_attention_heads=1, intermediate_size=1, max_position_embeddings=1
    )
    state = BertModel(config, add_pooling_layer=False).state_dict()
    for p, name in enumerate(state):
        values = spread(p * 100_000, state[name].numel(), 1, 0.5)
        state[name] = torch.tensor(values).reshape(state[name].shape).to(state[name].dtype)
    old = {
        name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): tensor
        for name, tensor in state.items()
    }
    data = saved(old)
    with tempfile.TemporaryDirectory() as folder:
        config.save_pretrained(folder)
        (Path(folder) / "pytorch_model.bin").write_bytes(data)
        model, info = BertModel.from_pretrained(folder, add_pooling_layer=False, output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"], info
    return {"file": base64.b64encode(data).decode(), "tensors": described(model.state_dict())}


def freeze():
    state = Mixed().state_dict()
    return {
        "versions": {
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "huggingface_hub": huggingface_hub.__version__,
        },
        "tensors": described(state),
        "zip": base64.b64encode(saved(state)).decode(),
        "legacy": base64.b64encode(saved(state, _use_new_zipfile_serialization=False)).decode(),
        "sharded": sharded(),
        "renamed": renamed(),
    }


def main():
    result = freeze()
    if "--check" in sys.argv:
        old = json.loads(TARGET.read_text())
        legacy = torch.load(io.BytesIO(base64.b64decode(old["legacy"])), weights_only=True)
        same = described(legacy) == result["tensors"]
        same = same and all(old[key] == result[key] for key in ("tensors", "zip", "sharded", "renamed"))
        print("torch files: equal" if same else "torch files: DIFFERENT")
        sys.exit(0 if same else 1)
    TARGET.write_text(json.dumps(result, indent=1) + "\n")


main()
