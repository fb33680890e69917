"""Called by accelerate-precision.test.ts: the factor of the loss against torch's own, and in a checkpoint."""

import json
import math
import os
import sys
import tempfile

import numpy as np
import torch
from transformers import BertConfig, BertForTokenClassification

from medspan_worker.distributed import Processes
from medspan_worker.loop import Session
from medspan_worker.loss_scale import LossScale

LABELS = ["O", "B-X", "I-X"]


def compare() -> int:
    """The factor after each of many updates, of which some overflow; how often it changed."""
    scaler = torch.amp.GradScaler("cpu")
    ours, parameter, changes = LossScale(True), torch.nn.Parameter(torch.ones(1)), 0
    optimizer = torch.optim.SGD([parameter], lr=0.0)
    for update in range(9000):
        overflows = update in (3, 4, 2500, 7001)
        before = ours.value
        parameter.grad = torch.full((1,), math.inf if overflows else 1.0)
        scaler.scale(torch.ones(1))
        scaler.step(optimizer)
        scaler.update()
        if overflows:
            assert ours.lower()
        else:
            ours.keep()
        assert ours.value == scaler.get_scale(), (update, ours.value, scaler.get_scale())
        changes += ours.value != before
    return changes


def resume(folder: str) -> None:
    """A training whose gradients overflow goes on with the factor that it had, and with the same bits."""
    config = BertConfig(
        vocab_size=24, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24,
        max_position_embeddings=16, num_labels=len(LABELS),
    )
    torch.manual_seed(1)
    model = BertForTokenClassification(config)
    model.save_pretrained(folder)
    processes = Processes("cpu")
    processes.mixed_precision = "fp16"  # Of which processors only take the factor.
    spec = {
        "folder": folder, "hasWeights": True, "labels": LABELS, "outside": 0, "vocabulary": 24, "head": "linear",
        "attention": "bidirectional", "lora": None, "loss": {"kind": "cross-entropy"}, "described": None,
        "trained": [name for name, _ in model.named_parameters()], "optimizer": {"optimizer": "adamw"},
        "emaDecay": None, "maxGradNorm": 1.0, "threads": 1, "gradientCheckpointing": False, "strategy": "ddp",
    }

    def step(session: Session, number: int) -> dict:
        shape = (2, 6)
        ids = np.random.default_rng(number).integers(1, 24, shape, np.int32)
        ones = np.ones(shape, np.int32)
        batch = {"input_ids": ids, "attention_mask": ones, "token_type_ids": 0 * ones, "labels": ids % 3}
        tensors = {f"0.{name}": tensor for name, tensor in batch.items()}
        return session.step({"batches": 1, "dropoutKeys": [number], "learningRate": 1e-3}, tensors)

    whole = Session(processes, spec, {})
    whole._loss_scale.value = 2.0**140  # Beyond what single precision can hold: gradients overflow.
    step(whole, 0)
    lowered = whole._loss_scale.value
    assert 1 < lowered < 2.0**140, lowered
    saved = os.path.join(folder, "saved")
    os.mkdir(saved)
    updates = whole.save({"folder": saved})["updates"]
    expected = [step(whole, 1), step(whole, 2)]

    other = Session(processes, spec, {})
    step(other, 7)
    other.load({"folder": saved, "updates": updates})
    assert other._loss_scale.metadata() == {"loss_scale": f"{lowered!r} 1"}, other._loss_scale.metadata()
    assert [step(other, 1), step(other, 2)] == expected
    for (name, one), (_, two) in zip(whole._trained, other._trained, strict=True):
        assert torch.equal(one, two), name

    # What another precision has saved begins anew, and is none of its business either.
    processes.mixed_precision = "no"
    plain = Session(processes, spec, {})
    plain.load({"folder": saved, "updates": updates})
    assert plain._loss_scale.value == 1
    os.mkdir(folder + "/plain")
    plain.save({"folder": folder + "/plain"})
    other.load({"folder": folder + "/plain", "updates": updates})
    assert other._loss_scale.value == 2.0**16


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        resume(place)
    json.dump({"changes": compare()}, sys.stdout)
