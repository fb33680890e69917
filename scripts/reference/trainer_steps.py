"""Freezes what Hugging Face's Trainer logs, step by step, on a small BERT: learning rates, losses, gradient norms.

Weights come from the hash of `src/random.ts` on both sides, as in `bert.py`, and so do the examples, which are of
mixed lengths and are taken in their order. Each setting's log stands whole in test/train/reference/trainer_steps.json,
evaluations and epochs included. Trainer accumulates gradients so that each label weighs the same only where it is
given a loss function that divides by `num_items_in_batch`; `plain` holds what it does without one.

Usage: python scripts/reference/trainer_steps.py [--check]
"""

import json
import pathlib
import sys
import tempfile

import numpy
import torch
import transformers
from transformers import BertConfig, BertForTokenClassification, EarlyStoppingCallback, Trainer, TrainingArguments

from shared.draws import mix32, spread

TARGET = pathlib.Path(__file__).parents[2] / "test/train/reference/trainer_steps.json"
CONFIG = {
    "vocab_size": 60, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 24,
    "hidden_act": "gelu", "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
    "max_position_embeddings": 12, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0,
}
LABELS, EXAMPLES, BATCH = 5, 22, 3
SETTINGS = {
    "linear with warm-up": {"learning_rate": 2e-3, "lr_scheduler_type": "linear", "warmup_steps": 3, "num_train_epochs": 3},
    "cosine, three batches a step": {
        "learning_rate": 4e-3, "lr_scheduler_type": "cosine", "warmup_steps": 0.2, "num_train_epochs": 4,
        "gradient_accumulation_steps": 3,
    },
    "constant with warm-up, weight decay": {
        "learning_rate": 3e-3, "lr_scheduler_type": "constant_with_warmup", "warmup_steps": 4, "num_train_epochs": 2,
        "weight_decay": 0.1, "max_grad_norm": 0.5,
    },
    "polynomial, a number of steps": {
        "learning_rate": 3e-3, "lr_scheduler_type": "polynomial", "lr_scheduler_kwargs": {"power": 2.0, "lr_end": 1e-5},
        "max_steps": 13, "num_train_epochs": 1, "adam_beta1": 0.8, "adam_epsilon": 1e-6,
    },
    "inverse square root": {
        "learning_rate": 2e-3, "lr_scheduler_type": "inverse_sqrt", "lr_scheduler_kwargs": {"timescale": 5},
        "warmup_steps": 4, "num_train_epochs": 2,
    },
    "a plateau": {
        "learning_rate": 2e-2, "lr_scheduler_type": "reduce_lr_on_plateau",
        "lr_scheduler_kwargs": {"factor": 0.5, "patience": 0, "threshold": 0.02, "cooldown": 1},
        "num_train_epochs": 3, "eval_strategy": "steps", "eval_steps": 2,
    },
    "early stopping, evaluated in the middle of epochs": {
        "learning_rate": 2e-2, "lr_scheduler_type": "linear", "num_train_epochs": 5, "gradient_accumulation_steps": 2,
        "eval_strategy": "steps", "eval_steps": 0.15, "early_stopping_patience": 2, "early_stopping_threshold": 0.1,
    },
    "a log of several steps, a share of an epoch": {
        "learning_rate": 2e-3, "lr_scheduler_type": "linear", "num_train_epochs": 2.3, "logging_steps": 3,
        "gradient_accumulation_steps": 2, "eval_strategy": "epoch", "eval_on_start": True, "max_grad_norm": 0.0,
    },
}


def build_model():
    model = BertForTokenClassification(BertConfig(**CONFIG, num_labels=LABELS, attn_implementation="eager"))
    for p, (name, tensor) in enumerate(model.named_parameters()):
        shift = 1.0 if name.endswith("LayerNorm.weight") else 0.0
        values = [numpy.float32(v) for v in spread(p * 100_000, tensor.numel(), 0.4, shift)]
        tensor.data = torch.tensor(values).reshape(tensor.shape)
    return model


def example(number):
    """Three to ten pieces, of which about a fifth do not count, and of the later examples two fifths."""
    length = 3 + mix32(7_000_000 + number) % 8
    hashes = [mix32(8_000_000 + 1000 * number + t) for t in range(length)]
    ignored = 2 if number > EXAMPLES // 2 else 1
    return {
        "input_ids": [1 + h % 59 for h in hashes],
        "labels": [(h >> 12) % LABELS if (h >> 20) % 5 >= ignored else -100 for h in hashes],
    }


def collate(examples):
    length = max(len(e["input_ids"]) for e in examples)
    pad = lambda values, value: values + [value] * (length - len(values))
    return {
        "input_ids": torch.tensor([pad(e["input_ids"], 0) for e in examples]),
        "attention_mask": torch.tensor([pad([1] * len(e["input_ids"]), 0) for e in examples]),
        "labels": torch.tensor([pad(e["labels"], -100) for e in examples]),
    }


def per_label(outputs, labels, num_items_in_batch=None):
    """The cross-entropy of all labels of a step over their number; in an evaluation of those of the batch."""
    logits, labels = outputs["logits"].flatten(0, 1), labels.flatten()
    total = torch.nn.functional.cross_entropy(logits, labels, reduction="sum")
    return total / (num_items_in_batch if num_items_in_batch is not None else labels.ne(-100).sum())


def log_of(setting, loss):
    setting = dict(setting)
    patience = setting.pop("early_stopping_patience", None)
    threshold = setting.pop("early_stopping_threshold", 0.0)
    data = [example(number) for number in range(EXAMPLES)]
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder, use_cpu=True, report_to=[], disable_tqdm=True, save_strategy="no", seed=1,
            logging_strategy="steps", per_device_train_batch_size=BATCH, per_device_eval_batch_size=BATCH,
            train_sampling_strategy="sequential", metric_for_best_model="loss", greater_is_better=False,
            **{"logging_steps": 1, **setting},
        )
        trainer = Trainer(
            model=build_model(), args=arguments, data_collator=collate, train_dataset=data, eval_dataset=data,
            compute_loss_func=loss, callbacks=[] if patience is None else [EarlyStoppingCallback(patience, threshold)],
        )
        trainer.remove_callback(transformers.PrinterCallback)
        trainer.train()
    keys = ("step", "epoch", "loss", "grad_norm", "learning_rate", "eval_loss")
    log = [{key: record[key] for key in keys if key in record} for record in trainer.state.log_history]
    return [record for record in log if "loss" in record or "eval_loss" in record]


def rounded(log):
    """Losses and norms to nine digits; steps, epochs and rates as they are."""
    exact = ("step", "epoch", "learning_rate")
    return [{k: v if k in exact else float(f"{v:.9g}") for k, v in record.items()} for record in log]


def build():
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    accumulated = SETTINGS["cosine, three batches a step"]
    return {
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "config": CONFIG, "labels": LABELS, "examples": EXAMPLES, "batchSize": BATCH,
        "parameters": [name for name, _ in build_model().named_parameters()],
        "runs": [
            {"title": title, "setting": setting, "log": rounded(log_of(setting, per_label))}
            for title, setting in SETTINGS.items()
        ],
        "plain": {"setting": accumulated, "log": rounded(log_of({**accumulated, "max_steps": 1}, None))},
    }


def same(a, b):
    """Equal but for the last digits of losses and norms, which differ between processors."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    if isinstance(a, float):
        return abs(a - b) <= 2e-5 * max(abs(a), abs(b))
    return a == b


if __name__ == "__main__":
    result = build()
    if "--check" in sys.argv:
        frozen = json.loads(TARGET.read_text())
        frozen["versions"] = result["versions"]
        if not same(result, frozen):
            sys.exit(f"{TARGET.name} differs from what Trainer does now")
        print(f"{TARGET.name}: as transformers {transformers.__version__} trains")
    else:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(json.dumps(result, separators=(",", ":")) + "\n")
