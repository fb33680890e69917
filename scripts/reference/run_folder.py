"""Trains the sample for one epoch and checks that transformers reads the run folder and computes the same logits.

Nothing is frozen: the folder is made here, with Node, and compared at once. With MEDSPAN_RUN, an existing run
folder is checked instead.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer

ROOT = Path(__file__).parents[2]
WORDS = ["Cystic", "fibrosis", "patients", "with", "interferon-γ", "and", "😀", "were", "given", "ivacaftor", "."]
TOLERANCE = 1e-4


def trained(folder):
    run = os.environ.get("MEDSPAN_RUN")
    if run:
        return run
    run = str(Path(folder) / "run")
    subprocess.run(["npm", "run", "--silent", "build"], cwd=ROOT, check=True)
    subprocess.run(
        ["node", "dist/cli/main.js", "train", "-c", "examples/sample/medspan.yaml",
         "--set", "training.num_train_epochs=1", "--set", f"training.output_dir={run}"],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    return run


def main():
    with tempfile.TemporaryDirectory() as folder:
        run = trained(folder)
        tokenizer = AutoTokenizer.from_pretrained(run)
        model = AutoModelForTokenClassification.from_pretrained(run).eval()
        encoded = tokenizer([WORDS, WORDS[:4]], is_split_into_words=True, padding=True, return_tensors="pt")
        with torch.no_grad():
            theirs = model(input_ids=encoded["input_ids"], attention_mask=encoded["attention_mask"]).logits
        batch = {
            "rows": theirs.shape[0], "length": theirs.shape[1],
            "inputIds": encoded["input_ids"].flatten().tolist(),
            "attentionMask": encoded["attention_mask"].flatten().tolist(),
        }
        output = subprocess.run(
            ["node", str(ROOT / "scripts/reference/logits.mjs"), run, json.dumps(batch)],
            check=True, capture_output=True, text=True,
        ).stdout
    ours = torch.tensor(json.loads(output)).reshape(theirs.shape)
    real = encoded["attention_mask"].bool()
    difference = (ours - theirs)[real].abs().max().item()
    print(f"run folder: largest difference of a logit {difference:.1e} over {int(real.sum())} pieces")
    if not difference < TOLERANCE:
        sys.exit(f"expected less than {TOLERANCE}")


if __name__ == "__main__":
    main()
