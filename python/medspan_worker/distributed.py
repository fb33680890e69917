"""Processes that train together, as `accelerate launch` starts them: what each does, and what they exchange.

Process 0 talks with the trainer and passes its requests on; every process holds the whole request and takes its share of
each batch's rows.
"""

import contextlib
import os

import numpy as np
import torch
import torch.distributed as dist
from accelerate import Accelerator
from accelerate.utils import AutocastKwargs, DistributedType
from torch import Tensor, nn
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor, Shard

from .errors import WorkerError
from .stored import Source


SUPPORTED = (DistributedType.NO, DistributedType.MULTI_CPU, DistributedType.MULTI_GPU, DistributedType.FSDP)


class Processes:
    """`device` is `cpu` or `cuda`; whether precision is mixed, the launcher says."""

    def __init__(self, device: str) -> None:
        if device == "cuda":
            check_devices()
        # Of weights in lower precision no copies are kept for a second use, which there is none of in a forward pass.
        self._accelerator = Accelerator(cpu=device == "cpu", kwargs_handlers=[AutocastKwargs(cache_enabled=False)])
        kind = self._accelerator.distributed_type
        if kind not in SUPPORTED:
            raise WorkerError(
                "config", f"expected one process, DDP or FSDP, got {kind.value}", at="accelerate.config_file"
            )
        self.device = self._accelerator.device
        self.count: int = self._accelerator.num_processes
        self.rank: int = self._accelerator.process_index
        self.is_first = self.rank == 0
        self.mixed_precision: str = self._accelerator.mixed_precision
        # What the trainer says goes over the processors' memory, whatever gradients take.
        self._control = dist.new_group(backend="gloo") if self.count > 1 else None

    def share(self, value):
        """What process 0 has, on every process."""
        if self.count == 1:
            return value
        box = [value]
        dist.broadcast_object_list(box, src=0, group=self._control)
        return box[0]

    def collect(self, value) -> list:
        """What each process has, on every process."""
        values = [value] * self.count
        if self.count > 1:
            dist.all_gather_object(values, value, group=self._control)
        return values

    def sum(self, *values: float) -> list[float]:
        """Over all processes, in double precision."""
        total = torch.tensor(values, dtype=torch.float64)
        if self.count > 1:
            dist.all_reduce(total, group=self._control)
        return total.tolist()

    def place(self, model: nn.Module, strategy: str) -> None:
        """Gives a model its place where it is trained: on every process (DDP), or its parameters divided among them (FSDP).
        Those on the meta device get room for what the process keeps of them; their numbers are not yet decided."""
        if self._divides(strategy):
            mesh = dist.init_device_mesh(self.device.type, (self.count,))
            layers = set(model.model._no_split_modules or ())
            # Word embeddings too: the largest parameter, which is needed for a moment.
            words = model.model.get_input_embeddings()
            # What is within another before it.
            for module in reversed(list(model.modules())):
                if type(module).__name__ in layers or module is words:
                    fully_shard(module, mesh=mesh)
            # Also the root: what stayed gathered after an evaluation, no update of the parts would reach.
            fully_shard(model, mesh=mesh, reshard_after_forward=True)
        for parameter in filter(lambda own: own.is_meta, model.parameters()):
            # Swapped in place, so that parameters that are one stay one.
            here = nn.Parameter(torch.empty_like(parameter, device=self.device), parameter.requires_grad)
            torch.utils.swap_tensors(parameter, here)
        model.to(self.device)  # Buffers; and FSDP takes note of the parameters' places.

    def prepare(self, model: nn.Module, strategy: str, *, has_unused: bool = False) -> nn.Module:
        """A model that has its weights, as it is trained: under DDP processes exchange gradients. Some parameters may get
        none, which is looked for in every step then."""
        if self.count == 1 or self._divides(strategy):
            return model
        return nn.parallel.DistributedDataParallel(
            model,
            device_ids=[self.device.index] if self.device.type == "cuda" else None,
            gradient_as_bucket_view=True,
            find_unused_parameters=has_unused,
        )

    def copies(self, strategy: str) -> bool:
        """Whether each of several processes has the whole model."""
        return self.count > 1 and not self._divides(strategy)

    def _divides(self, strategy: str) -> bool:
        return self.count > 1 and (strategy == "fsdp" or self._accelerator.distributed_type == DistributedType.FSDP)

    def autocast(self) -> contextlib.AbstractContextManager:
        return self._accelerator.autocast()

    def own_rows(self, rows: np.ndarray, filler: int | None = None) -> Tensor:
        """This process' share of a batch's rows, as many for each process. What is added to divide evenly repeats the first
        row, or holds `filler`."""
        each = -(-len(rows) // self.count)
        missing = each * self.count - len(rows)
        if missing > 0:
            extra = np.repeat(rows[:1], missing, axis=0)
            rows = np.concatenate([rows, extra if filler is None else np.full_like(extra, filler)])
        own = rows[self.rank * each : (self.rank + 1) * each]
        return torch.from_numpy(np.ascontiguousarray(own)).to(self.device, torch.int64)

    def gather_rows(self, own: Tensor, rows: int) -> np.ndarray | None:
        """The other way round, on process 0."""
        own = own.detach().float().cpu().contiguous()
        if self.count == 1:
            return own.numpy()
        parts = [torch.empty_like(own) for _ in range(self.count)] if self.is_first else None
        dist.gather(own, parts, dst=0, group=self._control)
        return torch.cat(parts)[:rows].numpy() if parts is not None else None

    def close(self) -> None:
        if self.count > 1:
            with contextlib.suppress(Exception):
                dist.destroy_process_group()


def check_devices() -> None:
    """Raises WorkerError `config` unless each process of this machine can have a GPU of its own."""
    if not torch.cuda.is_available():
        raise WorkerError("config", "PyTorch finds no CUDA device", at="training.device")
    processes, devices = int(os.environ.get("LOCAL_WORLD_SIZE", "1")), torch.cuda.device_count()
    if processes > devices:
        raise WorkerError(
            "config", f"expected a GPU for each of {processes} processes, got {devices}", at="accelerate.num_processes"
        )


def whole(tensor: Tensor) -> np.ndarray:
    """A parameter or a moment, from all processes that hold parts of it; each of them must call."""
    tensor = tensor.detach()
    if isinstance(tensor, DTensor):
        tensor = tensor.full_tensor()
    return tensor.float().cpu().contiguous().numpy()


@torch.no_grad()
def assign(tensor: Tensor, source: Source) -> None:
    """Takes over numbers of the same shape; a process that keeps some rows of them reads no others."""
    begin, own = 0, tensor
    if isinstance(tensor, DTensor):
        own = tensor.to_local()
        if tensor.placements == (Shard(0),):
            mesh = tensor.device_mesh
            begin = min(-(-tensor.shape[0] // mesh.size()) * mesh.get_local_rank(), tensor.shape[0])
    own.copy_(source[begin : begin + own.shape[0]] if own.ndim > 0 else source[...])


def norm_of(gradients: list[Tensor]) -> float:
    """The global L2 norm."""
    if not gradients:
        return 0.0
    total = nn.utils.get_total_norm(gradients)
    return float(total.full_tensor() if isinstance(total, DTensor) else total)
