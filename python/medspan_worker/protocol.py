"""Frames over the socket between the trainer and this worker; src/train/engine/accelerate/worker-protocol.ts is the other end.

A frame is the header's length (uint32, little-endian), the header (JSON), and the numbers of the tensors that the header
lists under `tensors`, one after another: row-major, little-endian, `f32` or `i32`.
"""

import json
import socket
import struct
from collections.abc import Iterable
from math import prod

import numpy as np

DTYPES = {"f32": np.dtype("<f4"), "i32": np.dtype("<i4")}
MOST_HEADER_BYTES = 64 << 20
MOST_TENSOR_BYTES = 64 << 30

Frame = tuple[dict, dict[str, np.ndarray]]
"""A header, and its tensors by name."""


class Channel:
    """The worker's end of the socket at `path`."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)

    def receive(self) -> Frame | None:
        """The next frame; None when the other end is gone. Raises ValueError for what is no frame."""
        prefix = bytearray(4)
        if not self._fill(memoryview(prefix)):
            return None
        (length,) = struct.unpack("<I", prefix)
        if length > MOST_HEADER_BYTES:
            raise ValueError(f"expected a header of at most {MOST_HEADER_BYTES} bytes, got {length}")
        header = bytearray(length)
        if not self._fill(memoryview(header)):
            return None
        decoded = json.loads(header)
        tensors = {}
        for entry in decoded.get("tensors", ()):
            dtype, shape = DTYPES[entry["dtype"]], entry["shape"]
            if any(size < 0 for size in shape) or prod(shape) * dtype.itemsize > MOST_TENSOR_BYTES:
                raise ValueError(f"expected the shape of a tensor, got {shape}")
            tensor = np.empty(shape, dtype)
            if tensor.size > 0 and not self._fill(memoryview(tensor).cast("B")):
                return None
            tensors[entry["name"]] = tensor
        return decoded, tensors

    def send(self, header: dict, tensors: Iterable[tuple[str, list[int]]] = (), data: Iterable[np.ndarray] = ()) -> None:
        """Sends a frame with tensors of float32: their names and shapes, and then the tensors, which may come to be one
        by one."""
        tensors = list(tensors)
        entries = [{"name": name, "dtype": "f32", "shape": shape} for name, shape in tensors]
        encoded = json.dumps({**header, "tensors": entries}).encode()
        self._socket.sendall(struct.pack("<I", len(encoded)) + encoded)
        for (name, shape), tensor in zip(tensors, data, strict=True):
            if list(tensor.shape) != list(shape):
                raise ValueError(f"expected {name} of shape {shape}, got {list(tensor.shape)}")
            if tensor.size > 0:
                self._socket.sendall(memoryview(np.ascontiguousarray(tensor, "<f4")).cast("B"))

    def _fill(self, view: memoryview) -> bool:
        """Reads until `view` is full; False when the other end is gone."""
        while len(view) > 0:
            count = self._socket.recv_into(view, min(len(view), 1 << 26))
            if count == 0:
                return False
            view = view[count:]
        return True
