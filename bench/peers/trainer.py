"""The peer of the accelerate engine: transformers' Trainer on encoded sentences.

Arguments: the job as JSON, how sentences are put into batches, device, precision, batch size, threads. Reads a line, makes
that many steps, answers with the seconds and the sequences.
"""
import json
import sys
import tempfile
import time

import torch
import transformers
from transformers import (
    AutoModelForTokenClassification, AutoTokenizer, DataCollatorForTokenClassification, Trainer, TrainerCallback,
    TrainingArguments,
)

job = json.load(open(sys.argv[1]))
sampling, device, precision, batch_size, threads = sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), int(sys.argv[6])
torch.set_num_threads(threads)
console, sys.stdout = sys.stdout, sys.stderr
pad = DataCollatorForTokenClassification(AutoTokenizer.from_pretrained(job["model"]))
rows = [{**row, "attention_mask": [1] * len(row["input_ids"])} for row in job["rows"]]


def now():
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


class Turns(TrainerCallback):
    """Waits for a line before the first step, and after the last of those that it asked for."""

    def __init__(self):
        self.left, self.sequences, self.start = 0, 0, 0.0

    def collate(self, features):
        self.sequences += len(features)
        return pad(features)

    def wait(self, control):
        line = sys.stdin.readline()
        if not line:
            control.should_training_stop = True
            return
        self.left, self.sequences, self.start = int(line), 0, now()

    def on_train_begin(self, args, state, control, **_):
        self.wait(control)

    def on_step_end(self, args, state, control, **_):
        self.left -= 1
        if self.left == 0:
            seconds = now() - self.start
            print(json.dumps({"seconds": seconds, "sequences": self.sequences}), file=console, flush=True)
            self.wait(control)


turns = Turns()
with tempfile.TemporaryDirectory() as folder:
    arguments = TrainingArguments(
        output_dir=folder, seed=1, learning_rate=5e-5, weight_decay=0.01, num_train_epochs=1000,
        per_device_train_batch_size=batch_size, train_sampling_strategy=sampling, eval_strategy="no", save_strategy="no",
        logging_steps=10, report_to=[], disable_tqdm=True, use_cpu=device == "cpu", bf16=precision == "bf16",
        fp16=precision == "fp16",
    )
    model = AutoModelForTokenClassification.from_pretrained(job["model"], num_labels=len(job["labels"]))
    trainer = Trainer(model=model, args=arguments, train_dataset=rows, data_collator=turns.collate, callbacks=[turns])
    versions = {"torch": torch.__version__, "transformers": transformers.__version__}
    print(json.dumps(versions), file=console, flush=True)
    trainer.train()
