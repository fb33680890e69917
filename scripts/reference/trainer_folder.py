"""Freezes the small files that Hugging Face's Trainer leaves of a token classifier, as `run_ner` uses it.

A BERT of two layers with random weights learns a few dozen sentences for three epochs, is evaluated after each with
seqeval's scores of every type, and at last predicts: `trainer_state.json`, `all_results.json`, `eval_results.json`,
`train_results.json`, `predict_results.json`, `predictions.txt`, `config.json`, and the state in the newest checkpoint. What
depends on the clock is set to 1. They go into test/run/reference/trainer_folder.json, by their names, with the versions;
no weights. With --check the keys, the steps and the tags are compared, and numbers to 1e-4.

    trainer_folder.py           write the file
    trainer_folder.py --check   recompute, compare, exit 1 on a difference
"""

import json
import random
import re
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy
import torch
from seqeval.metrics import accuracy_score, classification_report
from transformers import BertConfig, BertForTokenClassification, Trainer, TrainingArguments, set_seed

OUT = Path(__file__).resolve().parents[2] / "test" / "run" / "reference" / "trainer_folder.json"
LABELS = ["O", "B-Chemical", "I-Chemical", "B-Disease", "I-Disease"]
WORDS = 40
TIMES = re.compile(r"_runtime$|_per_second$|^total_flos$")


def draw_examples(count: int, seed: int) -> list[dict]:
    """Sentences in which words 10 to 14 are chemicals and 20 to 24 are diseases, some of two words."""
    rng = random.Random(seed)
    examples = []
    for _ in range(count):
        ids, labels = [1], [-100]
        for _ in range(rng.randrange(4, 10)):
            kind = rng.randrange(4)
            if kind < 2:
                ids.append(rng.randrange(25, WORDS))
                labels.append(0)
                continue
            for i in range(rng.randrange(1, 3)):
                ids.append(rng.randrange(10, 15) + (10 if kind == 3 else 0))
                labels.append((1 if kind == 2 else 3) + i)
        examples.append({"input_ids": ids + [2], "labels": labels + [-100]})
    return examples


def collate(examples: list[dict]) -> dict:
    length = max(len(example["labels"]) for example in examples)
    pad = lambda key, filler: torch.tensor([example[key] + [filler] * (length - len(example[key])) for example in examples])
    ids = pad("input_ids", 0)
    return {"input_ids": ids, "attention_mask": (ids != 0).long(), "labels": pad("labels", -100)}


def tags_of(predictions, labels) -> tuple[list[list[str]], list[list[str]]]:
    best = numpy.argmax(predictions, axis=2)
    rows = [[(p, l) for p, l in zip(*pair) if l != -100] for pair in zip(best, labels)]
    return [[LABELS[p] for p, _ in row] for row in rows], [[LABELS[l] for _, l in row] for row in rows]


def compute_metrics(evaluated) -> dict:
    """As run_ner has it, with return_entity_level_metrics."""
    predicted, gold = tags_of(*evaluated)
    report = classification_report(gold, predicted, output_dict=True, zero_division=0)
    metrics = {}
    for name in ("Chemical", "Disease"):
        one = report[name]
        metrics |= {f"{name}_{key}": float(one[key]) for key in ("precision", "recall")}
        metrics |= {f"{name}_f1": float(one["f1-score"]), f"{name}_number": int(one["support"])}
    micro = report["micro avg"]
    metrics |= {f"overall_{key}": float(micro[key]) for key in ("precision", "recall")}
    return metrics | {"overall_f1": float(micro["f1-score"]), "overall_accuracy": float(accuracy_score(gold, predicted))}


def without_times(value):
    if isinstance(value, list):
        return [without_times(one) for one in value]
    if isinstance(value, dict):
        return {key: 1.0 if TIMES.search(key) else without_times(one) for key, one in value.items()}
    return value


def train(folder: Path) -> dict[str, str]:
    set_seed(7)
    config = BertConfig(
        vocab_size=WORDS, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=32, id2label=dict(enumerate(LABELS)), label2id={name: i for i, name in enumerate(LABELS)},
    )
    arguments = TrainingArguments(
        output_dir=str(folder), num_train_epochs=3, per_device_train_batch_size=4, learning_rate=3e-3, logging_steps=5,
        eval_strategy="epoch", save_strategy="epoch", save_total_limit=1, load_best_model_at_end=True,
        metric_for_best_model="overall_f1", seed=7, report_to=[], disable_tqdm=True, use_cpu=True,
    )
    trainer = Trainer(
        model=BertForTokenClassification(config), args=arguments, train_dataset=draw_examples(48, 1),
        eval_dataset=draw_examples(16, 2), data_collator=collate, compute_metrics=compute_metrics,
    )
    result = trainer.train()
    trainer.save_model()
    trainer.save_metrics("train", result.metrics | {"train_samples": 48})
    trainer.save_state()
    trainer.save_metrics("eval", trainer.evaluate() | {"eval_samples": 16})
    predictions, labels, metrics = trainer.predict(draw_examples(16, 3), metric_key_prefix="predict")
    trainer.save_metrics("predict", metrics)
    lines = [" ".join(tags) + "\n" for tags in tags_of(predictions, labels)[0]]
    (folder / "predictions.txt").write_text("".join(lines))
    (checkpoint,) = folder.glob("checkpoint-*")
    names = [
        "trainer_state.json", "all_results.json", "eval_results.json", "train_results.json", "predict_results.json",
        "predictions.txt", "config.json", f"{checkpoint.name}/trainer_state.json",
    ]
    files = {}
    for name in names:
        text = (folder / name).read_text()
        if name.endswith(".json"):
            value = json.loads(text)
            if name.endswith("trainer_state.json"):
                value["best_model_checkpoint"] = f"out/{Path(value['best_model_checkpoint']).name}"
            text = json.dumps(without_times(value), indent=2) + "\n"
        files[name] = text
    return files


def is_close(a, b) -> bool:
    if isinstance(a, float) and isinstance(b, (int, float)):
        return abs(a - b) <= 1e-4 * max(1, abs(a))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(is_close(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(is_close, a, b))
    return a == b


def main():
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        files = train(Path(folder))
    if "--check" not in sys.argv:
        versions = {name: version(name) for name in ("transformers", "torch", "seqeval")}
        OUT.write_text(json.dumps({"versions": versions, "files": files}, indent=1) + "\n")
        return
    frozen = json.loads(OUT.read_text())["files"]
    read = lambda name, text: json.loads(text) if name.endswith(".json") and "config" not in name else text
    wrong = [name for name in files if "config" not in name and not is_close(read(name, frozen[name]), read(name, files[name]))]
    print(f"a folder of Trainer: {len(files)} files, {len(wrong)} of them differ {' '.join(wrong)}")
    sys.exit(len(wrong) > 0)


if __name__ == "__main__":
    main()
