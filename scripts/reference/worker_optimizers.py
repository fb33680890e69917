"""Holds the optimizers and the average of python/medspan_worker against torch.optim's AdamW, transformers' Adafactor and
medspan's own, whose steps worker.mjs takes. Freezes nothing. Needs `npm run build` before.

Fifty updates of random tensors by random gradients, other learning rates and scales of gradients at each. In double
precision weights and moments may differ by 1e-9 of the largest, in single precision, which the worker computes in, by 1e-5.
Then two processes take medspan's steps with sharded parameters (`fully_shard`) and must end where one does.

Usage: python scripts/reference/worker_optimizers.py [--check]
"""

import tempfile

import torch
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor, distribute_tensor
from torch.nn import Module, Parameter
from transformers.optimization import Adafactor

from shared.worker import Comparison, of_medspan

from medspan_worker.optimizers import Average, create_optimizer

comparison = Comparison()


def tensor_of(values, dtype=torch.float32):
    return torch.tensor(values["data"], dtype=dtype).reshape(values["shape"])


def module_of(tensors, dtype=torch.float32):
    module = Module()
    for name, values in tensors.items():
        module.register_parameter(name, Parameter(tensor_of(values, dtype)))
    return module


def set_gradients(parameters, step):
    for name, parameter in parameters.items():
        gradient = torch.tensor(step["gradients"][name], dtype=parameter.dtype).reshape(parameter.shape)
        parameter.grad = like(gradient, parameter)


def like(tensor, parameter):
    """Sharded where the parameter is."""
    if isinstance(parameter, DTensor):
        return distribute_tensor(tensor, parameter.device_mesh, parameter.placements)
    return tensor


def whole(tensor):
    return tensor.full_tensor() if isinstance(tensor, DTensor) else tensor


def their_optimizer(spec, parameters):
    """Torch's or transformers', each parameter a group of its own."""
    groups = [
        {"params": [parameter], "weight_decay": spec["weightDecay"] if parameter.ndim > 1 else 0.0}
        for parameter in parameters.values()
    ]
    if spec["optimizer"] == "adafactor":
        return Adafactor(groups, lr=1.0, scale_parameter=False, relative_step=False)
    return torch.optim.AdamW(groups, lr=1.0, betas=spec["betas"], eps=spec["epsilon"], foreach=False)


def against_libraries(medspan, spec):
    for dtype, bound in [(torch.float64, 1e-9), (torch.float32, 1e-5)]:
        ours = dict(module_of(medspan["start"], dtype).named_parameters())
        theirs = dict(module_of(medspan["start"], dtype).named_parameters())
        optimizer = create_optimizer(list(ours.items()), spec)
        other = their_optimizer(spec, theirs)
        for step in medspan["steps"]:
            set_gradients(ours, step)
            set_gradients(theirs, step)
            optimizer.step(step["learningRate"], step["gradientScale"])
            for group, (name, parameter) in zip(other.param_groups, theirs.items(), strict=True):
                parameter.grad *= step["gradientScale"]
                group["lr"] = step["learningRate"] * spec["rateFactors"].get(name, 1)
            other.step()
        title = f"{spec['optimizer']} as of its library, {dtype}"
        for name, parameter in ours.items():
            comparison.close(f"{title}, {name}", parameter, theirs[name], bound)
        for key, moment in optimizer.state_tensors().items():
            kind, name = key.split(".", 1)
            comparison.close(f"{title}, {key}", moment, other.state[theirs[name]][kind], bound, least=1e-6)


def train(medspan, spec, module, begin, end):
    """Takes the steps from the state `begin`, or from the start if it is none, to `end`; gives all tensors by name."""
    parameters = dict(module.named_parameters())
    optimizer = create_optimizer(list(parameters.items()), spec)
    average = Average(list(parameters.items()), medspan["emaDecay"])
    if begin is not None:
        saved = moments_of(begin)
        average.load_state_tensors({key: saved.pop(key) for key in average.state_tensors()})
        optimizer.load_state_tensors(saved, begin["updates"])
    for step in medspan["steps"][optimizer.updates : end["updates"]]:
        set_gradients(parameters, step)
        optimizer.step(step["learningRate"], step["gradientScale"])
        average.add(optimizer.updates)
    with average.applied():
        averages = {f"applied.{name}": whole(parameter).clone() for name, parameter in parameters.items()}
    state = {**parameters, **optimizer.state_tensors(), **average.state_tensors()}
    return {**{name: whole(tensor).detach() for name, tensor in state.items()}, **averages}


def moments_of(state):
    return {f"{moment}.{name}": tensor_of(values)
            for moment, tensors in state["moments"].items() for name, values in tensors.items()}


def states_of(medspan):
    """Each stretch of medspan's steps: the optimizer, where it begins, and where it ends."""
    for case in medspan["cases"]:
        middle, last = case["states"]
        for begin, end in [(None, middle), (None, last), (middle, last)]:
            yield case["spec"], begin, end


def against_medspan(medspan):
    for spec, begin, end in states_of(medspan):
        module = module_of(begin["parameters"] if begin else medspan["start"])
        ours = train(medspan, spec, module, begin, end)
        title = f"{spec['optimizer']} of medspan, updates {begin['updates'] if begin else 0} to {end['updates']}"
        for name, values in end["parameters"].items():
            comparison.close(f"{title}, {name}", ours.pop(name), values["data"], 1e-5)
            comparison.close(f"{title}, average of {name}", ours.pop(f"applied.{name}"), end["moments"]["ema"][name]["data"], 1e-5)
        for key, tensor in moments_of(end).items():
            comparison.close(f"{title}, {key}", ours.pop(key), tensor, 1e-5, least=1e-6)
        comparison.close(f"{title}, tensors that medspan does not have", len(ours), 0, 0)


def sharded(rank, medspan, folder):
    """What the first of two processes ends with, into a file."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", f"file://{folder}/meeting", rank=rank, world_size=2)
    results = []
    for spec, begin, end in states_of(medspan):
        module = module_of(begin["parameters"] if begin else medspan["start"])
        fully_shard(module, mesh=init_device_mesh("cpu", (2,)))
        results.append(train(medspan, spec, module, begin, end))
    if rank == 0:
        torch.save(results, f"{folder}/results.pt")
    torch.distributed.destroy_process_group()


def two_processes(medspan):
    with tempfile.TemporaryDirectory() as folder:
        torch.multiprocessing.spawn(sharded, (medspan, folder), nprocs=2)
        results = torch.load(f"{folder}/results.pt")
    for (spec, begin, end), theirs in zip(states_of(medspan), results, strict=True):
        module = module_of(begin["parameters"] if begin else medspan["start"])
        ours = train(medspan, spec, module, begin, end)
        for name, tensor in ours.items():
            title = f"{spec['optimizer']} of two processes, {end['updates']} updates, {name}"
            comparison.close(title, theirs.pop(name), tensor, 1e-6, least=1e-6)


def main():
    torch.set_num_threads(1)
    medspan = of_medspan("optimizers")
    for case in medspan["cases"]:
        against_libraries(medspan, case["spec"])
    against_medspan(medspan)
    two_processes(medspan)
    comparison.finish("worker_optimizers")


if __name__ == "__main__":
    main()
