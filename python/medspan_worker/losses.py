"""Losses over the tokens of a batch: src/nn/losses.ts in PyTorch. The formulas, and their sources, stand there.

Every loss, dice too, is a sum over tokens divided by what the tokens count. Both are given apart, each summed over the
batch alone: added up over the batches of a step and over processes, and then divided, they are the loss of one large
batch in one process.
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import log_softmax, one_hot, softmax

BARRED = -1e30
"""The logit of a label that does not compete: its exponential is 0, and it is finite."""

Loss = Callable[[Tensor, Tensor, Tensor | None], tuple[Tensor, Tensor]]
"""From logits [N,T,L], labels int [N,T] and, where not all labels were annotated, `label_mask` [N,L] to the sum over
tokens, and what it is to be divided by: both scalars. The loss is 0 where the latter is 0. Labels below 0 are left out.
"""


def create_loss(spec: dict, labels: int, outside: int) -> Loss:
    """The loss of a `LossFunction` of src/nn/losses.ts as JSON.

    Computes in single precision at least, whatever the logits are.

    `labels` is L, `outside` the number of `O`, -1 where there is none. Raises ValueError for a spec that is none.
    """
    kind = spec["kind"]
    if kind not in KINDS:
        raise ValueError(f"expected a loss of the kinds {', '.join(KINDS)}, got {kind!r}")
    for name in ("weights", "adjustment"):
        if len(spec.get(name, ())) not in (0, labels):
            raise ValueError(f"expected {labels} {name} of a loss, got {len(spec[name])}")
    own = KINDS[kind]

    def loss(logits: Tensor, targets: Tensor, label_mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        logits = logits.to(torch.promote_types(logits.dtype, torch.float32))
        return own(spec, mask_unannotated(logits, targets, label_mask, outside), targets)

    return loss


def mask_unannotated(logits: Tensor, labels: Tensor, label_mask: Tensor | None, outside: int) -> Tensor:
    """Logits in which, at a piece labelled `O`, labels that were not annotated do not compete.

    `logits` [N,T,L], `labels` [N,T]; `label_mask` [N,L] is 1 where the label was annotated in the sequence,
    else 0.
    """
    if label_mask is None:
        return logits
    is_outside = (labels == outside)[:, :, None]  # [N,T,1]
    is_masked = (label_mask < 1)[:, None, :]  # [N,1,L]
    return logits.masked_fill(is_outside & is_masked, BARRED)


def _cross_entropy(spec: dict, logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    smoothing, gamma = spec.get("labelSmoothing", 0), spec.get("gamma", 0)
    if "adjustment" in spec:
        logits = logits + logits.new_tensor(spec["adjustment"])
    weights = logits.new_tensor(spec["weights"]) if "weights" in spec else logits.new_ones(logits.shape[-1])  # [L]
    counts = labels >= 0  # [N,T]
    own = labels.clamp(min=0)[..., None]  # [N,T,1]
    log_p = log_softmax(logits, -1)  # [N,T,L]
    weight = weights[own[..., 0]]  # w_y [N,T]

    each = -weight * log_p.gather(-1, own)[..., 0]  # [N,T]
    if smoothing > 0:
        competes = logits > BARRED / 2  # [N,T,L]
        uniform = torch.where(competes, -weights * log_p, 0).sum(-1) / competes.sum(-1)  # [N,T]
        each = (1 - smoothing) * each + smoothing * uniform
    if gamma > 0:
        # 1 - p_y, added up from the others, so that a certain token keeps its digits.
        others = log_p.exp().scatter(-1, own, 0).sum(-1)  # [N,T]
        each = each * _power(others, gamma)
    divisor = torch.where(counts, weight, 0) if spec.get("reduction") == "weights" else counts.to(logits.dtype)
    return torch.where(counts, each, 0).sum(), divisor.sum()


def _dice(spec: dict, logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    alpha, smooth = spec["alpha"], spec["smooth"]
    counts = labels >= 0  # [N,T]
    y = one_hot(labels.clamp(min=0), logits.shape[-1])  # [N,T,L]
    p = softmax(logits, -1)  # [N,T,L]
    pushed = p if alpha == 0 else p * _power(1 - p, alpha)
    dice = (2 * pushed * y + smooth) / (pushed + y + smooth)
    each = torch.where(logits > BARRED / 2, 1 - dice, 0).sum(-1)  # [N,T]
    return torch.where(counts, each, 0).sum(), counts.to(logits.dtype).sum()


def _power(x: Tensor, exponent: float) -> Tensor:
    """x^exponent for x from 0; at 0 neither it nor its derivative is infinite or NaN."""
    return x if exponent == 1 else (x + 1e-30) ** exponent


KINDS = {"cross-entropy": _cross_entropy, "dice": _dice}
