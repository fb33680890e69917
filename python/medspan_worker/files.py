"""The files of a checkpoint, as src/train/state-files.ts describes them: safetensors, written tensor by tensor."""

import errno
import json
import os
import struct
from collections.abc import Callable, Iterable
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


def read_shapes(path: str) -> Shapes:
    """Raises WorkerError `input` for a file that is damaged or not there."""
    return _read(path, lambda file: {name: list(file.get_slice(name).get_shape()) for name in file.keys()})


def read_tensors(path: str, names: Iterable[str]) -> dict[str, Tensor]:
    """Raises WorkerError as `read_shapes`."""
    return _read(path, lambda file: {name: file.get_tensor(name) for name in names})


def _read(path: str, take: Callable):
    try:
        with safe_open(path, framework="pt") as file:
            return take(file)
    except (OSError, SafetensorError) as error:
        raise WorkerError("input", f"expected a safetensors file: {error}", path=path) from error
