"""The weights of a model folder, of whose tensors each process reads the rows that it keeps: the forms that
src/nn/weights/weights.ts knows, in the same order."""

import json
import os
import pickle
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from .errors import WorkerError
from .files import StoredTensor, stored_tensors

Source = Tensor | StoredTensor
"""What has a shape, and of whose rows some can be taken: `source[begin:end]`."""


@dataclass
class Stacked:
    """The rows of one source, and below them those of another."""

    first: Source
    last: Tensor

    @property
    def shape(self) -> list[int]:
        return [self.first.shape[0] + self.last.shape[0], *self.last.shape[1:]]

    def __getitem__(self, rows: slice) -> Tensor:
        border = self.first.shape[0]
        below = slice(max(0, rows.start - border), max(0, rows.stop - border))
        return torch.cat([self.first[min(rows.start, border) : min(rows.stop, border)], self.last[below]])


def open_weights(folder: str) -> dict[str, Source]:
    """Every tensor by the name that transformers gives it today, none of them read yet.

    Raises WorkerError `input` for a file that is damaged or not there.
    """
    for name, tensors_of in (("model.safetensors", stored_tensors), ("pytorch_model.bin", torch_tensors)):
        for path in (os.path.join(folder, name), os.path.join(folder, f"{name}.index.json")):
            if os.path.exists(path):
                files = shards_of(path) if path.endswith(".json") else [path]
                return {present_name(key): tensor for file in files for key, tensor in tensors_of(file).items()}
    raise WorkerError("input", "expected the weights of a model", path=folder)


def shards_of(index: str) -> Iterator[str]:
    with open(index, encoding="utf-8") as file:
        homes = json.load(file)["weight_map"].values()
    return (os.path.join(os.path.dirname(index), name) for name in sorted(set(homes)))


def torch_tensors(path: str) -> dict[str, Tensor]:
    """Mapped into memory, so that of them too only what is taken is read; but for files of PyTorch before 1.6."""
    try:
        try:
            return torch.load(path, map_location="cpu", mmap=True, weights_only=True)
        except RuntimeError:
            return torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise WorkerError("input", f"expected weights of PyTorch: {error}", path=path) from error


def present_name(name: str) -> str:
    """Of layer normalisation in weights that come from TensorFlow."""
    return name.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias")
