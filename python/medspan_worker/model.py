"""The model: a Hugging Face folder opened for token classification, with its loss, its adapters, and what is trained."""

import torch
from peft import LoraConfig, inject_adapter_in_model
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForTokenClassification, PreTrainedModel

from .errors import WorkerError
from .heads import CrfHead
from .losses import create_loss


class TokenClassifier(nn.Module):
    """A model and its loss in one forward pass, as FSDP wants it.

    `spec` has the words of `ModelSpec` in src/train/accelerate-engine.ts; `given` are parameters by name that no file
    has: they are the trainer's, so that every engine starts from the same numbers.
    """

    def __init__(self, spec: dict, given: dict[str, Tensor]) -> None:
        super().__init__()
        self.model = open_model(spec, given)
        labels, outside = len(spec["labels"]), spec["outside"]
        self.crf = CrfHead(labels, outside) if spec["head"] == "crf" else None
        self._loss = create_loss(spec["loss"], labels, outside) if self.crf is None else self.crf
        if spec["attention"] != "causal":
            lift_causal_mask(self.model)
        if spec["lora"] is not None:
            add_adapters(self.model, spec["lora"])
        own = dict(self.named())
        with torch.no_grad():
            for name, tensor in given.items():
                check_shape(name, own, tensor)
                own[name].copy_(tensor)
        trained = set(spec["trained"])
        for name, parameter in own.items():
            parameter.requires_grad_(name in trained)
        if spec["gradientCheckpointing"]:
            turn_on_checkpointing(self.model)
        self._takes_types = getattr(self.model.config, "type_vocab_size", 0) > 0

    def named(self) -> list[tuple[str, nn.Parameter]]:
        """All parameters by the names of our checkpoints."""
        return [(checkpoint_name(name), parameter) for name, parameter in self.named_parameters()]

    def forward(self, input_ids, attention_mask, token_type_ids, labels, looked_for) -> tuple[Tensor, Tensor, Tensor]:
        """The sum of the losses, what it is to be divided by, and logits [B,T,L]."""
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask}
        if self._takes_types:
            inputs["token_type_ids"] = token_type_ids
        logits = self.model(**inputs).logits.float()  # [B,T,L]
        numerator, counted = self._loss(logits, labels, looked_for)
        return numerator, counted, logits


def open_model(spec: dict, given: dict[str, Tensor]) -> PreTrainedModel:
    """Weights from the folder, or none where it has none: then all of them are given."""
    config = AutoConfig.from_pretrained(spec["folder"])
    config.id2label = dict(enumerate(spec["labels"]))
    config.label2id = {label: number for number, label in enumerate(spec["labels"])}
    config.vocab_size = spec["vocabulary"]
    if not spec["hasWeights"]:
        return AutoModelForTokenClassification.from_config(config, dtype=torch.float32)
    model, info = AutoModelForTokenClassification.from_pretrained(
        spec["folder"], config=config, dtype=torch.float32, ignore_mismatched_sizes=True, output_loading_info=True
    )
    mismatched = {key if isinstance(key, str) else key[0] for key in info["mismatched_keys"]}
    for name in sorted(set(info["missing_keys"]) | mismatched):
        if name not in given:
            raise WorkerError("input", f"the weights lack the parameter {name}", path=spec["folder"])
    return model


def checkpoint_name(name: str) -> str:
    """`model.bert.….query.lora_A.default.weight` -> `bert.….query.lora_A.weight`; `crf.transitions` stays."""
    name = name.removeprefix("model.")
    return name.replace(".base_layer.", ".").replace(".lora_A.default.", ".lora_A.").replace(".lora_B.default.", ".lora_B.")


def lift_causal_mask(model: PreTrainedModel) -> None:
    """Lets a decoder's pieces see those after them, and a window reach as far to both sides: src/nn/reach.ts."""
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
    inject_adapter_in_model(config, model)


def turn_on_checkpointing(model: PreTrainedModel) -> None:
    """Intermediate values are computed again in the backward pass, with the same dropout, instead of being kept."""
    if not model.supports_gradient_checkpointing:
        raise WorkerError(
            "config", f"transformers has no gradient checkpointing for {model.config.model_type}",
            at="accelerate.gradient_checkpointing",
        )
    model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    model.config.use_cache = False


def check_shape(name: str, own: dict[str, nn.Parameter], tensor: Tensor) -> None:
    if name not in own:
        raise WorkerError("internal", f"the model of transformers has no parameter {name}")
    if own[name].shape != tensor.shape:
        raise WorkerError("internal", f"{name} has shape {list(own[name].shape)}, expected {list(tensor.shape)}")
