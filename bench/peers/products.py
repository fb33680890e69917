"""PyTorch's products of the maps of a layer in training: x Wᵀ + b, dX = dY W and dW = dYᵀ X.

Arguments: the maps as JSON, [outputs, inputs] each, and the number of threads. Reads a list of numbers of rows, makes the
products of all maps for each, answers with the seconds.
"""
import json
import sys
import time

import torch

maps = json.loads(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
torch.set_grad_enabled(False)
weights = [(torch.randn(out, into), torch.randn(out), torch.empty(out, into)) for out, into in maps]
made = {}


def tensors(rows):
    """Operands and the places of results."""
    return [
        (torch.randn(rows, into), torch.randn(rows, out), torch.empty(rows, out), torch.empty(rows, into))
        for out, into in maps
    ]


def run(rows):
    for (w, b, dw), (x, dy, y, dx) in zip(weights, made[rows]):
        torch.addmm(b, x, w.t(), out=y)
        torch.mm(dy, w, out=dx)
        torch.mm(dy.t(), x, out=dw)


for line in sys.stdin:
    numbers = json.loads(line)
    for rows in set(numbers) - made.keys():
        made[rows] = tensors(rows)
        run(rows)
    start = time.perf_counter()
    for rows in numbers:
        run(rows)
    print(json.dumps(time.perf_counter() - start), flush=True)
