"""Models that transformers has a class for and src/nn/families/families.ts has none: what the trainer must know of them, and how they
are opened.

To describe one, it is made on the meta device: names and shapes of its parameters, what its weights lack, but no
numbers. Only classes of transformers itself are taken; what a folder brings along as code is never run.
"""

import contextlib
import inspect
import os
import re

import torch
from peft.utils.constants import TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING as DEFAULT_TARGETS
from torch import Tensor, nn
from transformers import AutoModelForTokenClassification, PreTrainedConfig, PreTrainedModel
from transformers.models.auto.configuration_auto import CONFIG_MAPPING
from transformers.models.auto.modeling_auto import MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING_NAMES
from transformers.pytorch_utils import Conv1D

from .errors import WorkerError
from .stored import Source, open_weights

TRIED_LENGTH = 8
"""Pieces of the batch by which it is found out which parameters a model uses."""
WEIGHTS = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json")


def describe(request: dict) -> dict:
    """What the trainer knows of `folder` as a classifier for `labels`: `descriptionSchema` in src/train/engine/accelerate/external-model.ts.

    `vocabulary` is how many pieces the tokenizer has, if the last of them may be one that the model does not know: its
    embeddings then get a row more. Raises WorkerError `input`.
    """
    folder, labels = request["folder"], request["labels"]
    config, written = read_config(folder, labels)
    model, missing = load(folder, config, on_meta=True)
    embeddings = word_embeddings(model, folder)
    rows = embeddings.weight.shape[0]
    vocabulary_key = None
    if request["vocabulary"] == rows + 1:
        vocabulary_key = grow(model, rows + 1, folder)
    outputs = output_names(model, folder, labels)
    if not has_same_labels(written, labels):
        missing |= outputs
    base = f"{model.base_model_prefix}."
    return {
        "architecture": type(model).__name__,
        "hasCrf": has_chain(folder) and has_same_labels(written, labels),
        "missing": sorted(missing),
        "parameters": [
            {
                "name": name,
                "shape": list(tensor.shape),
                "isTrainable": tensor.requires_grad,
                "isHead": not name.startswith(base),
            }
            for name, tensor in saved_tensors(model)
        ],
        "vocabSize": rows if vocabulary_key is None else rows + 1,
        "vocabularyKey": vocabulary_key,
        "wordEmbeddings": next(name for name, own in model.named_parameters() if own is embeddings.weight),
        "floats": whole_floats(written),
        "maxLength": longest_sequence(model),
        "depths": depths(model),
        "linearMaps": [
            {"name": name, "isTransposed": isinstance(module, Conv1D)}
            for name, module in model.named_modules()
            if name.startswith(base) and isinstance(module, nn.Linear | Conv1D)
        ],
        "defaultTargets": DEFAULT_TARGETS.get(config.model_type),
    }


def whole_floats(value: object) -> list[list[str]]:
    """Where, by keys and places, a configuration has floats that JSON's whole numbers equal."""
    if isinstance(value, float):
        return [[]] if value.is_integer() else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else []
    return [[str(key), *path] for key, own in items for path in whole_floats(own)]


def open_described(spec: dict) -> PreTrainedModel:
    """The model with its numbers. What the weights lack is drawn as transformers draws it, by the seed.

    Raises WorkerError `input` where they lack what is no part of the head, and a batch uses it.
    """
    folder, labels = spec["folder"], spec["labels"]
    config, written = read_config(folder, labels)
    torch.manual_seed(spec["described"]["seed"])
    model, missing = load(folder, config, on_meta=False)
    if has_weights(folder):
        if not has_same_labels(written, labels):
            draw(model, output_names(model, folder, labels))
        base = f"{model.base_model_prefix}."
        lacking = sorted(name for name in missing if name.startswith(base))
        used = set(lacking) - unused_parameters(model) if lacking else set()
        if used:
            raise WorkerError("input", f"the weights lack the parameter {min(used)}", path=folder)
    if spec["vocabulary"] > word_embeddings(model, folder).weight.shape[0]:
        grow(model, spec["vocabulary"], folder)
    return model


def blank_model(spec: dict) -> PreTrainedModel:
    """The model without numbers, to be made where parameters come to be on the meta device."""
    config, _ = read_config(spec["folder"], spec["labels"])
    model = AutoModelForTokenClassification.from_config(config, dtype=torch.float32)
    if spec["vocabulary"] > word_embeddings(model, spec["folder"]).weight.shape[0]:
        grow(model, spec["vocabulary"], spec["folder"])
    for module in model.modules():
        for name, buffer in module.named_buffers(recurse=False):
            # Made like a parameter; what is saved has its numbers from there.
            if buffer.is_meta and name in module.state_dict():
                module.register_buffer(name, torch.empty_like(buffer, device="cpu"))
    return model


def numbers_of(spec: dict) -> dict[str, Source]:
    """Those of the model by its names, and of a CRF that its weights may have."""
    folder = spec["folder"]
    chain = {name: own for name, own in open_weights(folder).items() if is_of_chain(name)} if has_weights(folder) else {}
    return {**dict(saved_tensors(open_described(spec))), **chain}


def is_of_chain(name: str) -> bool:
    return name.startswith("crf.")


def has_chain(folder: str) -> bool:
    return has_weights(folder) and any(map(is_of_chain, open_weights(folder)))


def read_config(folder: str, labels: list[str]) -> tuple[PreTrainedConfig, dict]:
    """The configuration of a folder for a label set, and as it is written.

    Raises WorkerError `input` where transformers has no class of its own that can be trained.
    """
    path = os.path.join(folder, "config.json")
    written, _ = PreTrainedConfig.get_config_dict(folder)
    kind = written.get("model_type")
    code = ""
    if "auto_map" in written:
        code = "; the folder brings code of its own along (auto_map), which is never run"
    if kind not in CONFIG_MAPPING:
        message = f"neither medspan nor transformers knows models of the type {kind!r}{code}"
        raise WorkerError("input", message, path=path, at="model_type")
    if kind not in MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING_NAMES:
        message = f"transformers has no class for token classification of the type {kind!r}{code}"
        raise WorkerError("input", message, path=path, at="model_type")
    if written.get("quantization_config"):
        message = "expected weights that can be trained, got quantized ones"
        raise WorkerError("input", message, path=path, at="quantization_config")
    # Classes and kernels from elsewhere could be named there.
    foreign = ("auto_map", "attn_implementation", "_attn_implementation", "experts_implementation")
    try:
        config = CONFIG_MAPPING[kind].from_dict({key: value for key, value in written.items() if key not in foreign})
    except Exception as error:
        raise WorkerError("input", f"transformers does not take the configuration: {error}", path=path) from error
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: number for number, label in enumerate(labels)}
    config.use_cache = False
    return config, written


def has_weights(folder: str) -> bool:
    return any(os.path.exists(os.path.join(folder, name)) for name in WEIGHTS)


def has_same_labels(written: dict, labels: list[str]) -> bool:
    """Whether a folder's head was made for these labels, in this order."""
    own = written.get("id2label") or {}
    return [own[key] for key in sorted(own, key=int)] == labels


def load(folder: str, config: PreTrainedConfig, on_meta: bool) -> tuple[PreTrainedModel, set[str]]:
    """A model in single precision, and the names of what its weights lack; without weights all is drawn."""
    try:
        if not has_weights(folder):
            with torch.device("meta") if on_meta else contextlib.nullcontext():
                model = AutoModelForTokenClassification.from_config(config, dtype=torch.float32)
            return model, {name for name, _ in saved_tensors(model)}
        model, info = AutoModelForTokenClassification.from_pretrained(
            folder,
            config=config,
            dtype=torch.float32,
            device_map="meta" if on_meta else None,
            weights_only=True,
            ignore_mismatched_sizes=True,
            output_loading_info=True,
        )
    except (ImportError, OSError, RuntimeError, TypeError, ValueError) as error:
        message = f"transformers cannot open the model: {str(error).strip() or type(error).__name__}"
        raise WorkerError("input", message, path=folder) from error
    mismatched = {key if isinstance(key, str) else key[0] for key in info["mismatched_keys"]}
    own = {name for name, _ in saved_tensors(model)}
    return model, (set(info["missing_keys"]) | mismatched) & own


def saved_tensors(model: nn.Module) -> list[tuple[str, Tensor]]:
    """Parameters, and the buffers of numbers that a saved model has too; what is shared once."""
    kept = model.state_dict(keep_vars=True).keys()
    buffers = [(name, own) for name, own in model.named_buffers() if name in kept and own.is_floating_point()]
    return [*model.named_parameters(), *buffers]


def word_embeddings(model: PreTrainedModel, folder: str) -> nn.Module:
    try:
        return model.get_input_embeddings()
    except NotImplementedError as error:
        message = f"expected a model that takes word pieces, got {type(model).__name__}"
        raise WorkerError("input", message, path=folder) from error


def grow(model: PreTrainedModel, rows: int, folder: str) -> str:
    """Adds rows of word embeddings; returns the key of config.json that says how many there are."""
    config = model.config
    try:
        if config.get_text_config() is not config:
            raise TypeError("a configuration in parts")
        model.resize_token_embeddings(rows, mean_resizing=False)
    except TypeError as error:
        message = f"expected a tokenizer with a piece to pad with: {type(model).__name__} cannot be given one more"
        raise WorkerError("input", message, path=folder) from error
    return config.attribute_map.get("vocab_size", "vocab_size")


def output_names(model: PreTrainedModel, folder: str, labels: list[str]) -> set[str]:
    """The parameters whose shape is decided by how many labels there are."""
    config, _ = read_config(folder, [*labels, "one more"])
    with torch.device("meta"):
        other = dict(AutoModelForTokenClassification.from_config(config, dtype=torch.float32).named_parameters())
    own = word_embeddings(model, folder).weight
    return {name for name, one in model.named_parameters() if one is not own and one.shape != other[name].shape}


def draw(model: PreTrainedModel, names: set[str]) -> None:
    """Draws the modules of parameters anew, as transformers does."""
    for name in sorted({name.rpartition(".")[0] for name in names}):
        module = model.get_submodule(name)
        for own in [module, *module.parameters(recurse=False)]:
            own._is_hf_initialized = False
        model._init_weights(module)


def longest_sequence(model: PreTrainedModel) -> int | None:
    """In pieces; None where positions set no limit."""
    config = model.config.get_text_config()
    named = (getattr(config, key, None) for key in ("max_position_embeddings", "max_seq_len"))
    limits = [limit for limit in named if isinstance(limit, int) and limit > 0]
    for name, module in model.named_modules():
        if re.search(r"(^|\.)(position_embeddings|embed_positions)$", name) and hasattr(module, "weight"):
            # RoBERTa and its heirs count from the number that pads, which is no position.
            padding = getattr(module, "padding_idx", None)
            limits.append(module.weight.shape[0] - (0 if padding is None else padding + 1))
    return min(limits, default=None)


def depths(model: PreTrainedModel) -> dict[str, int] | None:
    """0 for parameters before all layers, i + 1 in layer i, one more than layers after them and in the head; None for a model
    that is no stack of layers, one after another."""
    layers = getattr(model.config.get_text_config(), "num_hidden_layers", None)
    stacks = [
        f"{name}."
        for name, module in model.named_modules()
        if isinstance(module, nn.ModuleList) and len(module) == layers and not re.search(r"\.\d+(\.|$)", name)
    ]
    if not stacks:
        return None
    found, depth = {}, 0
    for name, _ in saved_tensors(model):
        stack = next((stack for stack in stacks if name.startswith(stack)), None)
        if stack is not None:
            found[name], depth = int(name.removeprefix(stack).split(".")[0]) + 1, layers + 1
        elif not name.startswith(f"{model.base_model_prefix}."):
            found[name] = layers + 1
        else:
            found[name] = depth
    return found


def takes_types(model: PreTrainedModel) -> bool:
    """Whether a model is told of which of two texts a piece is."""
    is_known = "token_type_ids" in inspect.signature(model.forward).parameters
    return is_known and (getattr(model.config, "type_vocab_size", None) or 0) > 0


def unused_parameters(model: PreTrainedModel) -> set[str]:
    """The names of those that are trained and get no gradient, such as a pooler's: found out by a short batch."""
    device = next(model.parameters()).device
    pieces = torch.full((1, TRIED_LENGTH), 2, device=device)
    with torch.random.fork_rng(), torch.enable_grad():
        model(input_ids=pieces, attention_mask=torch.ones_like(pieces)).logits.sum().backward()
    unused = {name for name, own in model.named_parameters() if own.requires_grad and own.grad is None}
    model.zero_grad(set_to_none=True)
    return unused
