"""The files of a checkpoint, as src/train/engine/state-files.ts describes them: safetensors, written tensor by tensor."""

import errno
import json
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import numpy as np
from safetensors import SafetensorError, safe_open
from torch import Tensor

from .errors import WorkerError

Shapes = dict[str, list[int]]


def write_tensors(path: str, shapes: Shapes, whole: Callable[[str], np.ndarray], metadata: dict, is_writer: bool) -> None:
    """Writes tensors of float32, sorted by name. `whole` gives one of them, and is called on every process, in the same
    order, also where nothing is written or can be written any more: to bring a tensor together may take them all.

    Raises WorkerError `output`.
    """
    names, end, entries = sorted(shapes), 0, {"__metadata__": metadata} if metadata else {}
    for name in names:
        begin, end = end, end + 4 * prod(shapes[name])
        entries[name] = {"dtype": "F32", "shape": shapes[name], "data_offsets": [begin, end]}
    header = json.dumps(entries, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    failure, file = None, None
    try:
        if is_writer:
            file = open(path, "xb")
            file.write(struct.pack("<Q", len(header)) + header)
    except OSError as error:
        failure = error
    for name in names:
        tensor = whole(name)
        if file is not None and failure is None:
            try:
                file.write(np.ascontiguousarray(tensor, "<f4").tobytes())
            except OSError as error:
                failure = error
    if file is not None:
        try:
            file.close()
        except OSError as error:
            failure = failure or error
    if failure is not None:
        code = errno.errorcode.get(failure.errno or 0, "")
        message = f"could not be written: {code}: {os.strerror(failure.errno or 0)}"
        raise WorkerError("output", message, path=path, errno=code) from failure


@dataclass(frozen=True)
class StoredTensor:
    """A tensor of a safetensors file. The file is mapped while rows are taken and no longer: its pages do not pile up."""

    path: str
    name: str
    shape: list[int]

    def __getitem__(self, rows) -> Tensor:
        """Raises WorkerError as `stored_tensors`."""
        return _read(self.path, lambda file: file.get_tensor(self.name)[rows])


@dataclass(frozen=True)
class ScaledTensor(StoredTensor):
    """A matrix of int8 with a scale for each row, as src/nn/weights/quantization.ts describes it; what is taken is float32."""

    def __getitem__(self, rows) -> Tensor:
        def take(file) -> Tensor:
            return file.get_tensor(self.name)[rows].float() * file.get_tensor(self.name + SCALE)[rows].float().reshape(-1, 1)

        return _read(self.path, take)


SCALE = "_scale"


def stored_tensors(path: str) -> dict[str, StoredTensor]:
    """Raises WorkerError `input` for a file that is damaged or not there."""

    def describe(file) -> dict[str, StoredTensor]:
        parts = {name: file.get_slice(name) for name in file.keys()}
        scaled = {name for name, part in parts.items() if part.get_dtype() == "I8" and name + SCALE in parts}
        scales = {name + SCALE for name in scaled}
        return {
            name: (ScaledTensor if name in scaled else StoredTensor)(path, name, list(part.get_shape()))
            for name, part in parts.items()
            if name not in scales
        }

    return _read(path, describe)


def read_metadata(path: str) -> dict[str, str]:
    """Raises WorkerError as `stored_tensors`."""
    return _read(path, lambda file: file.metadata() or {})


def _read(path: str, take: Callable):
    try:
        with safe_open(path, framework="pt") as file:
            return take(file)
    except (OSError, SafetensorError) as error:
        raise WorkerError("input", f"expected a safetensors file: {error}", path=path) from error
