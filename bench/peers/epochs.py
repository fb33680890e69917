"""The peer of whole fine-tunings: transformers' Trainer over the same sentences, as its run_ner does it.

Argument: the job as JSON. The last line of the output holds the seconds from when the libraries are loaded, the test scores and
the best validation F1.
"""
import json
import os
import sys
import tempfile
import time

import torch
import transformers
from seqeval.metrics import f1_score
from seqeval.scheme import IOB2
from transformers import (
    AutoModelForTokenClassification, AutoTokenizer, DataCollatorForTokenClassification, Trainer, TrainingArguments,
)

start = time.perf_counter()
job = json.load(open(sys.argv[1]))
if job.get("threads"):
    torch.set_num_threads(job["threads"])
parts = {part: json.load(open(os.path.join(job["folder"], f"{part}.json"))) for part in ("train", "validation", "test")}
labels = ["O"] + [f"{p}-{t}" for t in sorted({tag[2:] for row in parts["train"] for tag in row["ner_tags"] if tag != "O"}) for p in "BI"]
ids = {label: i for i, label in enumerate(labels)}
tokenizer = AutoTokenizer.from_pretrained(job["model"])


def encode(row):
    encoded = tokenizer(row["tokens"], is_split_into_words=True, truncation=True, max_length=job["max_seq_length"])
    previous, targets = None, []
    for word in encoded.word_ids():
        targets.append(-100 if word is None or word == previous else ids[row["ner_tags"][word]])
        previous = word
    return {**encoded, "labels": targets}


data = {part: [encode(row) for row in rows] for part, rows in parts.items()}


def tags(predictions, targets):
    pairs = [[(labels[p], labels[t]) for p, t in zip(ps, ts) if t != -100] for ps, ts in zip(predictions, targets)]
    return [[t for _, t in row] for row in pairs], [[p for p, _ in row] for row in pairs]


def metrics(output):
    gold, predicted = tags(output.predictions.argmax(-1), output.label_ids)
    return {"f1": f1_score(gold, predicted), "strict": f1_score(gold, predicted, mode="strict", scheme=IOB2)}


with tempfile.TemporaryDirectory() as folder:
    arguments = TrainingArguments(
        output_dir=folder, seed=job["seed"], learning_rate=job["learning_rate"], num_train_epochs=job["num_train_epochs"],
        per_device_train_batch_size=job["per_device_train_batch_size"],
        per_device_eval_batch_size=job["per_device_eval_batch_size"], weight_decay=job["weight_decay"],
        train_sampling_strategy=job["train_sampling_strategy"], eval_strategy="epoch", save_strategy="epoch", load_best_model_at_end=True, metric_for_best_model="f1",
        save_total_limit=job["save_total_limit"], report_to=[], disable_tqdm=True, use_cpu=True,
    )
    torch.manual_seed(job["seed"])
    trainer = Trainer(
        model=AutoModelForTokenClassification.from_pretrained(job["model"], num_labels=len(labels)),
        args=arguments, train_dataset=data["train"], eval_dataset=data["validation"],
        data_collator=DataCollatorForTokenClassification(tokenizer), compute_metrics=metrics,
    )
    sys.stdout, console = sys.stderr, sys.stdout
    trainer.train()
    test = trainer.predict(data["test"]).metrics
    best = trainer.state.best_metric
    seconds = time.perf_counter() - start
versions = {"torch": torch.__version__, "transformers": transformers.__version__}
print(json.dumps({"seconds": seconds, "default": test["test_f1"], "strict": test["test_strict"], "validation": best, "versions": versions}), file=console)
