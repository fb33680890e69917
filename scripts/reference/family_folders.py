"""Checks for every family that transformers reads a model folder written by medspan and computes the same logits.

Nothing is frozen: the configurations of families.py are drawn small here, with Node, and compared at once, after
`npm run build`. Word pieces are numbers, so that no tokenizer is needed; batches are padded.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from transformers import AutoModelForTokenClassification

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "test/nn/reference/families"
TOLERANCE = 1e-5
ROWS, LENGTH = 3, 11
DECODERS = ("gpt_neo", "llama", "qwen3")


def batch(config):
    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(3, config["vocab_size"], (ROWS, LENGTH), generator=generator)
    mask = torch.tensor([[int(t < LENGTH - 3 * r) for t in range(LENGTH)] for r in range(ROWS)])
    return torch.where(mask == 1, ids, config.get("pad_token_id") or 0), mask


def node(*arguments):
    command = ["node", str(ROOT / "scripts/reference" / arguments[0]), *arguments[1:]]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main():
    torch.set_num_threads(1)
    worst, checked = 0.0, 0
    for path in sorted(FROZEN.glob("*.json")):
        config = json.loads(path.read_text())["config"]
        # That the causal mask is lifted, transformers cannot be told.
        if config["model_type"] in DECODERS and config.get("medspan") != {"attention": "causal"}:
            continue
        with tempfile.TemporaryDirectory() as folder:
            node("draw.mjs", json.dumps(config), folder)
            model, report = AutoModelForTokenClassification.from_pretrained(
                folder, output_loading_info=True, attn_implementation="eager")
            model.eval()
            odd = {name: sorted(keys) for name, keys in report.items() if keys}
            if odd:
                sys.exit(f"{path.stem}: expected no anomalies while loading, got {odd}")
            ids, mask = batch(config)
            with torch.no_grad():
                theirs = model(input_ids=ids, attention_mask=mask).logits
            cells = {"rows": ROWS, "length": LENGTH, "inputIds": ids.flatten().tolist(),
                     "attentionMask": mask.flatten().tolist()}
            ours = torch.tensor(json.loads(node("logits.mjs", folder, json.dumps(cells)))).reshape(theirs.shape)
        difference = (ours - theirs)[mask.bool()].abs().max().item() / theirs[mask.bool()].abs().max().item()
        if not difference < TOLERANCE:
            sys.exit(f"{path.stem}: logits differ by {difference:.1e} of the largest")
        worst, checked = max(worst, difference), checked + 1
    print(f"folders of {checked} models: largest difference {worst:.1e} of the largest logit")


if __name__ == "__main__":
    main()
