"""The model: a Hugging Face folder opened for token classification, with its loss, its adapters, and what is trained."""

import torch
from accelerate import init_empty_weights
from peft import LoraConfig, inject_adapter_in_model
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForTokenClassification, PreTrainedConfig, PreTrainedModel

from .describe import blank_model, numbers_of, saved_tensors, takes_types
from .distributed import assign
from .errors import WorkerError
from .heads import CrfHead
from .losses import create_loss
from .stored import Stacked, open_weights


class TokenClassifier(nn.Module):
    """A model and its loss in one forward pass, as FSDP wants it.

    `spec` has the words of `specOf` in src/train/engine/accelerate/accelerate-engine.ts. Parameters are made on the meta device; `fill` is
    called when they have their places.
    """

    def __init__(self, spec: dict) -> None:
        super().__init__()
        self._spec = spec
        labels, outside = len(spec["labels"]), spec["outside"]
        with init_empty_weights():
            if spec["described"] is None:
                self.model = AutoModelForTokenClassification.from_config(config_of(spec), dtype=torch.float32)
            else:
                self.model = blank_model(spec)
            self.crf = CrfHead(labels, outside) if spec["head"] == "crf" else None
        self.model.tie_weights()
        self._loss = create_loss(spec["loss"], labels, outside) if self.crf is None else self.crf
        if spec["attention"] == "bidirectional":
            lift_causal_mask(self.model)
        if spec["lora"] is not None:
            add_adapters(self.model, spec["lora"])
        self._empty = {name for name, parameter in self.named() if parameter.is_meta}
        trained = set(spec["trained"])
        for name, parameter in self.named():
            parameter.requires_grad_(name in trained)
        if spec["gradientCheckpointing"]:
            turn_on_checkpointing(self.model)
        self._takes_types = takes_types(self.model)

    def fill(self, given: dict[str, Tensor]) -> None:
        """Weights from the folder, of which each process reads what it keeps of one tensor after another.

        `given` are parameters by name that no file has: they are the trainer's, so that every engine starts from the same
        numbers. One with fewer rows is the end of a parameter that the folder has but for these rows.
        """
        if self._spec["described"] is not None:
            stored = numbers_of(self._spec)
        else:
            stored = open_weights(self._spec["folder"]) if self._spec["hasWeights"] else {}
        own = dict(self.named())
        if unknown := given.keys() - own.keys():
            raise WorkerError("internal", f"the model of transformers has no parameter {min(unknown)}")
        empty = {name: own[name] for name in own if name in self._empty or name in given}
        buffers = {name: buffer for name, buffer in self.persistent_buffers() if name in stored}
        for name, tensor in {**empty, **buffers}.items():
            # Base models name their parameters without the prefix.
            source = stored.get(name, stored.get(name.removeprefix(f"{self.model.base_model_prefix}.")))
            if (new := given.get(name)) is not None:
                source = new if source is None or new.shape == tensor.shape else Stacked(source, new)
            if source is None:
                raise WorkerError("input", f"the weights lack the parameter {name}", path=self._spec["folder"])
            if list(source.shape) != list(tensor.shape):
                raise WorkerError("internal", f"{name} has shape {list(source.shape)}, expected {list(tensor.shape)}")
            assign(tensor, source)

    def persistent_buffers(self) -> list[tuple[str, Tensor]]:
        """What files have beside parameters."""
        saved = self.state_dict(keep_vars=True)
        return [(checkpoint_name(name), buffer) for name, buffer in self.named_buffers() if name in saved]

    def named(self) -> list[tuple[str, Tensor]]:
        """All parameters, and the buffers that are saved, by the names of our checkpoints."""
        return [(checkpoint_name(name), own) for name, own in saved_tensors(self)]

    def forward(self, input_ids, attention_mask, token_type_ids, labels, label_mask) -> tuple[Tensor, Tensor, Tensor]:
        """The sum of the losses, what it is to be divided by, and logits [B,T,L]."""
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask}
        if self._takes_types:
            inputs["token_type_ids"] = token_type_ids
        logits = self.model(**inputs).logits.float()  # [B,T,L]
        numerator, counted = self._loss(logits, labels, label_mask)
        return numerator, counted, logits


def config_of(spec: dict) -> PreTrainedConfig:
    config = AutoConfig.from_pretrained(spec["folder"])
    config.id2label = dict(enumerate(spec["labels"]))
    config.label2id = {label: number for number, label in enumerate(spec["labels"])}
    config.vocab_size = spec["vocabulary"]
    return config


def checkpoint_name(name: str) -> str:
    """`model.bert.….query.lora_A.default.weight` -> `bert.….query.lora_A.weight`; `crf.transitions` stays."""
    name = name.removeprefix("model.")
    return name.replace(".base_layer.", ".").replace(".lora_A.default.", ".lora_A.").replace(".lora_B.default.", ".lora_B.")


def lift_causal_mask(model: PreTrainedModel) -> None:
    """Lets a decoder's pieces see those after them, and a window reach as far to both sides: src/nn/families/reach.ts."""
    causal = [module for module in model.modules() if getattr(module, "is_causal", False)]
    if not causal:
        return  # An encoder, whose pieces see all others.
    for module in causal:
        module.is_causal = False
    config = model.config
    config.is_causal = False
    window = getattr(config, "sliding_window", None)
    if window is not None:
        config.sliding_window = window - 1  # What is lifted, transformers counts without the piece itself.
    if config.model_type == "gpt_neo":
        # Its layers keep masks of their own.
        place = torch.arange(config.max_position_embeddings)
        distance = (place[:, None] - place).abs()
        for layer in model.transformer.h:
            own = layer.attn.attention
            limit = config.window_size if own.attention_type == "local" else len(place)
            own.bias.copy_((distance < limit)[None, None])


def add_adapters(model: PreTrainedModel, lora: dict) -> None:
    """LoRA by peft, beside the maps that the trainer has chosen by their names."""
    config = LoraConfig(
        r=lora["rank"], lora_alpha=lora["alpha"], lora_dropout=lora["dropout"], target_modules=lora["modules"], bias="none"
    )
    inject_adapter_in_model(config, model, low_cpu_mem_usage=True)


def turn_on_checkpointing(model: PreTrainedModel) -> None:
    """Intermediate values are computed again in the backward pass, with the same dropout, instead of being kept."""
    if not model.supports_gradient_checkpointing:
        raise WorkerError(
            "config", f"transformers has no gradient checkpointing for {model.config.model_type}",
            at="accelerate.gradient_checkpointing",
        )
    model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    model.config.use_cache = False
