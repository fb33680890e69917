"""A linear-chain conditional random field over the labels of a sequence: src/nn/crf.ts in PyTorch.

The score of labels y is start[y_1] + sum_t logits[t,y_t] + sum_t transitions[y_t-1,y_t] + end[y_n]; the loss is
log sum_y' exp(score(y')) - score(y). The sum over all sequences is taken by the forward algorithm on probabilities scaled to
sum 1 at each position, and each position's share of the loss is computed by itself, so that single precision suffices
for any length.
"""

import torch
from torch import Tensor, nn

from .losses import mask_unannotated

INITIAL_BOUND = 0.1
"""Fresh parameters are uniform in ± this, as in pytorch-crf."""
LOWEST = -60.0
"""Transitions further below the greatest count as this far below it, lest nothing be left of a probability."""


class CrfHead(nn.Module):
    """The chain's parameters and its loss. As the attribute `crf` of a model its parameters are named as in src/nn/crf.ts.

    Under FSDP the loss must be computed within the forward pass of the module that is sharded, where parameters are whole.

    `labels` is L, `outside` the number of `O`, -1 where there is none.
    """

    def __init__(self, labels: int, outside: int) -> None:
        super().__init__()
        self.outside = outside
        self.transitions = nn.Parameter(torch.empty(labels, labels))  # of label j after label i
        self.start_transitions = nn.Parameter(torch.empty(labels))
        self.end_transitions = nn.Parameter(torch.empty(labels))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -INITIAL_BOUND, INITIAL_BOUND)

    def forward(self, logits: Tensor, labels: Tensor, label_mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The negative log-likelihood summed over the rows, and how many labels count, as a `Loss` of losses.py.

        A label below 0 is no part of its chain, which links the labels around it. Computes in the parameters' precision.
        """
        # Autocast would multiply matrices in half precision.
        with torch.autocast(logits.device.type, enabled=False):
            logits = mask_unannotated(logits.to(self.transitions.dtype), labels, label_mask, self.outside)
            return self._loss(logits, labels)

    def _loss(self, logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        counted = (labels >= 0).sum(1)  # [B]
        # Positions that count, moved to the front of their row: S of them at most, and one at least.
        steps = max(1, int(counted.max()))
        front = torch.argsort((labels < 0).int(), dim=1, stable=True)[:, :steps]  # [B,S]
        own = labels.gather(1, front).clamp(min=0)  # [B,S]
        scores = logits.gather(1, front[..., None].expand(-1, -1, logits.shape[2]))  # [B,S,L]
        place = torch.arange(steps, device=logits.device)
        is_last = place == counted[:, None] - 1  # [B,S]

        links = self.transitions[own[:, :-1], own[:, 1:]]  # [B,S-1]
        gold = scores.gather(-1, own[..., None])[..., 0]  # [B,S]
        gold = gold + torch.cat([self.start_transitions[own[:, :1]], links], 1)
        gold = gold + torch.where(is_last, self.end_transitions[own], 0)

        first = torch.where((place == 0)[:, None], self.start_transitions, 0)  # [S,L]
        scores = scores + first + torch.where(is_last[..., None], self.end_transitions, 0)
        highest = scores.detach().amax(-1, keepdim=True)  # [B,S,1]
        factors = torch.exp(scores - highest)  # [B,S,L]
        steepest = self.transitions.max()
        matrix = torch.exp((self.transitions - steepest).clamp(min=LOWEST))  # [L,L]
        sums = []
        reached = None
        for factor in factors.unbind(1):  # [B,L]
            weights = factor if reached is None else factor * (reached @ matrix)
            sums.append(weights.sum(-1, keepdim=True))  # [B,1]
            reached = weights / sums[-1]  # [B,L]
        every = torch.cat(sums, 1).log() + highest[..., 0] + torch.where(place == 0, 0, steepest)  # [B,S]

        counts = place < counted[:, None]  # [B,S]
        return torch.where(counts, every - gold, 0).sum(), counted.sum().to(logits.dtype)
