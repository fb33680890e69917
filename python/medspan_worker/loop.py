"""What the worker does for the trainer: one request after another, until the trainer is gone.

Nothing here remembers where a training stands but the parameters and the optimizer's moments: which step it is, the
learning rate and the key of the dropout masks come with the request.
"""

import contextlib
import os
import resource
import sys

import numpy as np
import torch

from .describe import describe, unused_parameters
from .distributed import Processes, assign, norm_of, whole
from .errors import WorkerError
from .files import Shapes, read_metadata, stored_tensors, write_tensors
from .loss_scale import LossScale
from .model import TokenClassifier
from .optimizers import Average, create_optimizer
from .protocol import Channel, Frame
from .stored import Source

IGNORE_INDEX = -100
MOMENTS_FILE = "optimizer.safetensors"
PEFT_PREFIX = "base_model.model."


class Session:
    """A model in training."""

    def __init__(self, processes: Processes, spec: dict, tensors: dict[str, np.ndarray]) -> None:
        self._processes = processes
        self._spec = spec
        if threads := spec["threads"]:
            torch.set_num_threads(threads)
        classifier = TokenClassifier(spec)
        processes.place(classifier, spec["strategy"])
        classifier.fill({name: torch.from_numpy(tensor) for name, tensor in tensors.items()})
        # Batches use all parameters of our own families; of other models that is found out.
        is_copied = spec["described"] is not None and processes.copies(spec["strategy"])
        has_unused = is_copied and len(unused_parameters(classifier.model)) > 0
        self._model = processes.prepare(classifier, spec["strategy"], has_unused=has_unused)
        self._named = dict(classifier.named())
        self._trained = [(name, parameter) for name, parameter in self._named.items() if parameter.requires_grad]
        self._optimizer = create_optimizer(self._trained, spec["optimizer"])
        decay = spec["emaDecay"]
        self._average = None if decay is None else Average(self._trained, decay)
        # Averages take the parameters' place from an evaluation to what needs the parameters again.
        self._averaged, self._is_averaged = contextlib.ExitStack(), False
        self._loss_scale = LossScale(processes.mixed_precision == "fp16")

    def describe(self) -> list[dict]:
        """Every parameter: its name, shape, and whether it is trained."""
        return [
            {"name": name, "shape": list(parameter.shape), "isTrained": parameter.requires_grad}
            for name, parameter in self._named.items()
        ]

    def step(self, request: dict, tensors: dict[str, np.ndarray]) -> dict:
        """One update by all batches of a request, as the Engine contract has it."""
        self._take_average_back()
        batches = [batch_of(tensors, index) for index in range(request["batches"])]
        keys = request["dropoutKeys"]
        self._model.train()
        while True:
            loss, norm, scale = self._accumulate(batches, keys)
            if np.isfinite(norm) or not np.isfinite(loss) or not self._loss_scale.lower():
                break
        if np.isfinite(loss) and np.isfinite(norm):
            limit = self._spec["maxGradNorm"]
            clip = min(1.0, limit / (norm + 1e-6)) if limit > 0 else 1.0
            self._optimizer.step(request["learningRate"], scale * clip)
            self._loss_scale.keep()
            if self._average is not None:
                self._average.add(self._optimizer.updates)
        return {"loss": number(loss), "gradNorm": number(norm)}

    def _accumulate(self, batches: list[dict], keys: list[int]) -> tuple[float, float, float]:
        """Loss and gradients of all batches. What stands in `grad` is to be multiplied with the last number, by which the
        norm is multiplied already."""
        processes = self._processes
        for _, parameter in self._trained:
            parameter.grad = None
        # Of about the size of a mean, whatever it is that the loss counts in the end.
        tokens = max(1, sum(int((batch["labels"] >= 0).sum()) for batch in batches))
        numerator_sum = counted_sum = 0.0
        for index, (batch, key) in enumerate(zip(batches, keys, strict=True)):
            torch.manual_seed(key * processes.count + processes.rank)
            with self._without_exchange(index < len(batches) - 1):
                with processes.autocast():
                    numerator, counted, _ = self._model(*self._inputs(batch))
                (numerator * (self._loss_scale.value / tokens)).backward()
            numerator_sum += float(numerator.detach())
            counted_sum += float(counted.detach())
        numerator_sum, counted_sum = processes.sum(numerator_sum, counted_sum)
        if counted_sum == 0:
            return 0.0, 0.0, 0.0
        # DDP and FSDP give the mean over processes.
        scale = processes.count * tokens / counted_sum / self._loss_scale.value
        norm = norm_of([parameter.grad for _, parameter in self._trained if parameter.grad is not None])
        return numerator_sum / counted_sum, norm * scale, scale

    def _without_exchange(self, is_more_to_come: bool) -> contextlib.AbstractContextManager:
        """Gradients of several batches are added up before processes exchange them; divided ones always are."""
        if is_more_to_come and isinstance(self._model, torch.nn.parallel.DistributedDataParallel):
            return self._model.no_sync()
        return contextlib.nullcontext()

    def evaluate(self, request: dict, tensors: dict[str, np.ndarray]) -> tuple[dict, np.ndarray | None]:
        """Loss and, on process 0, logits [B,T,L], without dropout."""
        self._apply_average()
        self._model.eval()
        batch = batch_of(tensors, 0)
        with torch.no_grad(), self._processes.autocast():
            numerator, counted, logits = self._model(*self._inputs(batch))
        total, count = self._processes.sum(float(numerator), float(counted))
        logits = self._processes.gather_rows(logits, len(batch["input_ids"]))
        return {"loss": number(total / count if count > 0 else 0.0), "counted": count}, logits

    def _inputs(self, batch: dict[str, np.ndarray]) -> list[torch.Tensor | None]:
        own = self._processes.own_rows
        return [
            own(batch["input_ids"]),
            own(batch["attention_mask"]),
            own(batch["token_type_ids"]),
            own(batch["labels"], IGNORE_INDEX),
            own(batch["label_mask"]) if "label_mask" in batch else None,
        ]

    def _apply_average(self) -> None:
        """From here on the parameters hold their averages."""
        if self._average is not None and not self._is_averaged:
            self._averaged.enter_context(self._average.applied())
            self._is_averaged = True

    def _take_average_back(self) -> None:
        self._averaged.close()
        self._is_averaged = False

    def save(self, request: dict) -> dict:
        """Writes a checkpoint's files into the folder, which exists."""
        self._take_average_back()
        prefix, names, file = self._weights_file()
        weights = {prefix + name: self._named[name] for name in names}
        self._write(os.path.join(request["folder"], file), weights, {"format": "pt"})
        self._write(os.path.join(request["folder"], MOMENTS_FILE), self._moments(), self._loss_scale.metadata())
        return {"updates": self._optimizer.updates}

    def _write(self, path: str, tensors: dict[str, torch.Tensor], metadata: dict) -> None:
        write_tensors(
            path, shapes_of(tensors), lambda name: whole(tensors[name]), metadata, is_writer=self._processes.is_first
        )

    def _weights_file(self) -> tuple[str, list[str], str]:
        """Beside adapters only what is trained is written, by the names of peft."""
        if self._spec["lora"] is None:
            return "", list(self._named), "model.safetensors"
        return PEFT_PREFIX, [name for name, _ in self._trained], "adapter_model.safetensors"

    def _moments(self) -> dict[str, torch.Tensor]:
        average = {} if self._average is None else self._average.state_tensors()
        return {**self._optimizer.state_tensors(), **average}

    def load(self, request: dict) -> dict:
        """Takes over a checkpoint's files; changes nothing where they do not fit."""
        self._take_average_back()
        prefix, _, file = self._weights_file()
        weights_path = os.path.join(request["folder"], file)
        moments_path = os.path.join(request["folder"], MOMENTS_FILE)
        weights, saved = stored_tensors(weights_path), stored_tensors(moments_path)
        trained = {prefix + name: parameter for name, parameter in self._trained}
        frozen = {prefix + name for name in self._named} - trained.keys()
        buffers = {prefix + name: own for name, own in self._named.items() if not isinstance(own, torch.nn.Parameter)}
        kept = {name: weights[name] for name in buffers if name in weights}
        weights = {name: tensor for name, tensor in weights.items() if name not in frozen}
        moments = self._moments()
        check_same(shapes_of(trained), shapes_of(weights), "the parameters")
        check_same(shapes_of(moments), shapes_of(saved), "the moments")
        for name, parameter in trained.items():
            assign(parameter, weights[name])
        for name, tensor in kept.items():
            assign(buffers[name], tensor)
        own = self._optimizer.state_tensors().keys()
        self._optimizer.load_state_tensors({name: saved[name] for name in own}, request["updates"])
        if self._average is not None:
            self._average.load_state_tensors({name: saved[name] for name in self._average.state_tensors()})
        self._loss_scale.load(read_metadata(moments_path), moments_path)
        return {}

    def weights(self, request: dict) -> dict[str, torch.Tensor]:
        """Of the model that `evaluate` measures."""
        self._apply_average()
        return {name: self._named[name] for name in request["names"]}


def peak_memory() -> dict[str, int]:
    """The most that this process has held, in bytes, and its GPU's memory."""
    unit = 1 if sys.platform == "darwin" else 1024
    peaks = {"host": unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}
    if torch.cuda.is_available():
        peaks["device"] = torch.cuda.max_memory_allocated()
    return peaks


def number(value: float) -> float | str:
    """As JSON has it, which knows finite numbers only."""
    return value if np.isfinite(value) else "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def batch_of(tensors: dict[str, np.ndarray], index: int) -> dict[str, np.ndarray]:
    """Tensors named `0.labels` -> `labels`."""
    prefix = f"{index}."
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def shapes_of(tensors: dict[str, Source]) -> Shapes:
    return {name: list(tensor.shape) for name, tensor in tensors.items()}


def check_same(own: Shapes, saved: Shapes, what: str) -> None:
    for name in sorted(own.keys() | saved.keys()):
        if own.get(name) != saved.get(name):
            raise WorkerError(
                "foreign-state", f"{what} have {name} of shape {saved.get(name)}, expected {own.get(name)}"
            )


def serve(channel: Channel | None, processes: Processes) -> None:
    """Answers requests until the trainer is gone. Process 0 has the channel."""
    session = None
    while True:
        frame: Frame | None = processes.share(None if channel is None else channel.receive())
        if frame is None:
            return
        request, tensors = frame
        kind = request["kind"]
        reply, described, data = {}, [], iter(())
        try:
            if kind == "describe":
                reply = describe(request)
            elif kind == "start":
                session = None
                session = Session(processes, request["spec"], tensors)
                reply = {"parameters": session.describe(), "processes": processes.count}
            elif kind == "step":
                reply = session.step(request, tensors)
            elif kind == "evaluate":
                reply, logits = session.evaluate(request, tensors)
                if logits is not None:
                    described, data = [("logits", list(logits.shape))], iter((logits,))
            elif kind == "save":
                reply = session.save(request)
            elif kind == "load":
                reply = session.load(request)
            elif kind == "peaks":
                reply = {"peaks": processes.collect(peak_memory())}
            elif kind == "weights":
                own = session.weights(request)
                described, data = list(shapes_of(own).items()), map(whole, own.values())
            else:
                raise WorkerError("internal", f"expected a request, got {kind}")
        except WorkerError as error:
            reply, described, data = {"error": error.data}, [], iter(())
        if channel is not None:
            channel.send(reply, described, data)
        else:
            for _ in data:
                pass  # Bringing a tensor together takes every process.
