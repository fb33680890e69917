"""AdamW, Adafactor and averages of weights as the onnx engine has them: src/nn/optimizer.ts, src/train/engine/onnx/adafactor.ts and
src/train/engine/onnx/moving-average.ts, where the formulas and their sources stand.

State is kept for each parameter where torch.optim keeps it, in `inner.state`, shaped as the parameter or a factor of it.
Under DDP every process has all of it, and it is the same. Under FSDP 2 (`fully_shard`) parameters are DTensors and so is
the state: call `full_tensor()` on every process for the whole. An optimizer may be made before the parameters are
sharded, if `accelerate.prepare(model, optimizer.inner)` shards them. FSDP 1 is not supported: its flat shards have lost
their shapes, which say what is decayed and what Adafactor factors.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor
from torch.distributed.tensor import DTensor, Replicate
from torch.nn import Parameter

from .distributed import assign
from .stored import Source

AVERAGE = "ema"
"""The name under which an average is saved beside the optimizer's moments."""


class Adafactor(torch.optim.Optimizer):
    """Shazeer and Stern 2018, algorithms 4 and 5: as transformers' with `relative_step` and `scale_parameter` off.

    The second moments of tensors [..,R,C] are kept as means over columns [..,R] and rows [..,C], whole on every process.
    """

    EPSILON = 1e-30  # ε₁, which keeps squares from being zero
    CLIP_THRESHOLD = 1.0  # d: the root mean square of an update at which it is clipped
    DECAY_RATE = -0.8  # β̂₂ at update t is 1 - t^DECAY_RATE

    def __init__(self, groups: list[dict], weight_decay: float = 0.0) -> None:
        super().__init__(groups, {"lr": 0.0, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                self._update(parameter, self.state[parameter], group["lr"], group["weight_decay"])

    def _update(self, parameter: Parameter, state: dict, learning_rate: float, weight_decay: float) -> None:
        state["step"] += 1
        share = state["step"].item() ** self.DECAY_RATE  # 1 - β̂₂
        gradient = parameter.grad
        squares = gradient.square()
        if gradient.ndim < 2:
            moment = state["exp_avg_sq"].mul_(1 - share).add_(squares + self.EPSILON, alpha=share)
            update = gradient * moment.rsqrt()
        else:
            rows, columns = gradient.shape[-2:]
            row_means = _whole(squares.sum(-1)) / columns + self.EPSILON
            column_means = _whole(squares.sum(-2)) / rows + self.EPSILON
            r = state["exp_avg_sq_row"].mul_(1 - share).add_(row_means, alpha=share)  # [..,R]
            c = state["exp_avg_sq_col"].mul_(1 - share).add_(column_means, alpha=share)  # [..,C]
            row_factors = (r / r.mean(-1, keepdim=True)).rsqrt()
            update = gradient * row_factors.unsqueeze(-1) * c.rsqrt().unsqueeze(-2)
        root_mean_square = (_whole(update.square().sum()) / update.numel()).sqrt()
        rate = learning_rate / (root_mean_square / self.CLIP_THRESHOLD).clamp(min=1)
        parameter.mul_(1 - learning_rate * weight_decay).sub_(update * rate)


class NamedOptimizer:
    """An optimizer whose state goes by the names of our checkpoints: `exp_avg.<parameter>`."""

    def __init__(self, inner: torch.optim.Optimizer) -> None:
        self.inner = inner
        """Holds parameters, groups and state."""
        self.updates = 0
        """Updates made so far: AdamW's t."""

    @torch.no_grad()
    def step(self, learning_rate: float, gradient_scale: float = 1.0) -> None:
        """One update by the gradients times `gradient_scale`, which are changed by it.

        A parameter without a gradient has one of zeros: its moments fade and its weights decay.
        """
        for group in self.inner.param_groups:
            group["lr"] = learning_rate * group["rate_factor"]
            for parameter in group["params"]:
                self._state_of(parameter)
                if parameter.grad is None:
                    parameter.grad = torch.zeros_like(parameter)
            if gradient_scale != 1.0:
                torch._foreach_mul_([parameter.grad for parameter in group["params"]], gradient_scale)
        self.inner.step()
        self.updates += 1

    def state_tensors(self) -> dict[str, Tensor]:
        """Its live state, zeros before the first update."""
        return {
            f"{moment}.{name}": tensor
            for name, parameter in self._named_parameters()
            for moment, tensor in self._state_of(parameter).items()
            if moment != "step"
        }

    @torch.no_grad()
    def load_state_tensors(self, tensors: dict[str, Source], updates: int) -> None:
        """Takes over a saved state, of which every process reads what it keeps, after so many updates.

        Raises ValueError when a name or a shape differs, and then changes nothing.
        """
        _copy_over(self.state_tensors(), tensors)
        for _, parameter in self._named_parameters():
            self.inner.state[parameter]["step"].fill_(updates)
        self.updates = updates

    def _named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        for group in self.inner.param_groups:
            yield from zip(group["param_names"], group["params"], strict=True)

    def _state_of(self, parameter: Parameter) -> dict[str, Tensor]:
        """Made when first asked for: by then parameters are where they stay, and sharded if they are to be."""
        state = self.inner.state[parameter]
        if state:
            return state
        if isinstance(self.inner, torch.optim.AdamW):
            state["step"] = torch.zeros((), device=parameter.device)
            state["exp_avg"] = torch.zeros_like(parameter)
            state["exp_avg_sq"] = torch.zeros_like(parameter)
            return state
        state["step"] = torch.zeros(())
        if parameter.ndim < 2:
            state["exp_avg_sq"] = torch.zeros_like(parameter)
        else:
            state["exp_avg_sq_row"] = torch.zeros_like(_whole(parameter.detach().sum(-1)))
            state["exp_avg_sq_col"] = torch.zeros_like(_whole(parameter.detach().sum(-2)))
        return state


def create_optimizer(named_parameters: list[tuple[str, Parameter]], spec: dict) -> NamedOptimizer:
    """An optimizer of these parameters, by the names of our checkpoints.

    `spec` has the words of `OnnxEngineOptions`: `optimizer` (`adamw` or `adafactor`), `weightDecay`, of which only
    tensors of two dimensions and more get any, `betas` and `epsilon` of AdamW; and `rateFactors`, by name, with which the
    learning rate is multiplied, 1 where none is given. Raises ValueError for another optimizer.
    """
    decay, factors = spec.get("weightDecay", 0.0), spec.get("rateFactors", {})
    members = defaultdict(list)
    for name, parameter in named_parameters:
        members[parameter.ndim > 1, factors.get(name, 1.0)].append((name, parameter))
    groups = [
        {"params": own, "weight_decay": decay if is_decayed else 0.0, "rate_factor": factor}
        for (is_decayed, factor), own in members.items()
    ]
    if not groups:
        groups = [{"params": []}]  # A model that is evaluated only.
    match spec["optimizer"]:
        case "adamw":
            betas, epsilon = tuple(spec.get("betas", (0.9, 0.999))), spec.get("epsilon", 1e-8)
            return NamedOptimizer(torch.optim.AdamW(groups, lr=0.0, betas=betas, eps=epsilon, fused=True))
        case "adafactor":
            return NamedOptimizer(Adafactor(groups))
        case name:
            raise ValueError(f"expected the optimizer adamw or adafactor, got {name!r}")


class Average:
    """The exponential moving average of weights, with the decay min(decay, (1 + t) / (10 + t)) at update t.

    Made when the parameters hold the weights to begin with, and are sharded if they are to be.
    """

    def __init__(self, named_parameters: list[tuple[str, Parameter]], decay: float) -> None:
        self._decay = decay
        self._names = [name for name, _ in named_parameters]
        self._parameters = [parameter.detach() for _, parameter in named_parameters]
        self._averages = [parameter.clone() for parameter in self._parameters]

    @torch.no_grad()
    def add(self, update: int) -> None:
        """Takes in the weights that the update t, from 1, has made."""
        decay = min(self._decay, (1 + update) / (10 + update))
        torch._foreach_lerp_(self._averages, self._parameters, 1 - decay)

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Within it the parameters hold the averages, to be evaluated or saved."""
        self._exchange()
        try:
            yield
        finally:
            self._exchange()

    def state_tensors(self) -> dict[str, Tensor]:
        """Live, as `ema.<parameter>`. Not to be asked for while the averages are applied."""
        return {f"{AVERAGE}.{name}": own for name, own in zip(self._names, self._averages, strict=True)}

    @torch.no_grad()
    def load_state_tensors(self, tensors: dict[str, Source]) -> None:
        """As that of `NamedOptimizer`."""
        _copy_over(self.state_tensors(), tensors)

    def _exchange(self) -> None:
        for parameter, average in zip(self._parameters, self._averages, strict=True):
            held = parameter.clone()
            parameter.copy_(average)
            average.copy_(held)


def _whole(tensor: Tensor) -> Tensor:
    """A tensor on every process, whole, where it was a part or a summand."""
    if not isinstance(tensor, DTensor):
        return tensor
    return tensor.redistribute(placements=[Replicate()] * tensor.device_mesh.ndim)


def _copy_over(own: dict[str, Tensor], saved: dict[str, Source]) -> None:
    if own.keys() != saved.keys():
        raise ValueError(f"the saved state has other names: {', '.join(sorted(own.keys() ^ saved.keys()))}")
    for name, tensor in own.items():
        if list(tensor.shape) != list(saved[name].shape):
            raise ValueError(f"{name} has shape {list(saved[name].shape)}, expected {list(tensor.shape)}")
    for name, tensor in own.items():
        assign(tensor, saved[name])
