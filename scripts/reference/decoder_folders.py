"""Checks that transformers reads what decoders are written as, and computes the same logits where they are causal.

Nothing is frozen: the folders are made here, with Node, and compared at once. Needs `npm run build` first.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from transformers import AutoModelForTokenClassification

SCRIPT = Path(__file__).parent / "decoder_folder.mjs"
LLAMA = {"vocab_size": 60, "hidden_size": 24, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2,
         "intermediate_size": 40, "max_position_embeddings": 64, "bos_token_id": 1, "eos_token_id": 2}
CONFIGS = {
    "gpt_neo": {"vocab_size": 60, "hidden_size": 24, "num_layers": 4, "num_heads": 4, "window_size": 5,
                "attention_types": [[["global", "local"], 2]], "max_position_embeddings": 64, "bos_token_id": 1,
                "eos_token_id": 2},
    "llama": {**LLAMA, "rope_theta": 1000.0, "rope_scaling": {"rope_type": "linear", "factor": 2.0}},
    "qwen3": {**LLAMA, "head_dim": 10, "pad_token_id": 0, "use_sliding_window": True, "sliding_window": 5,
              "max_window_layers": 2},
}
LENGTHS = (17, 12, 4)
TOLERANCE = 1e-5


def main():
    ids = torch.arange(len(LENGTHS) * max(LENGTHS)).reshape(len(LENGTHS), -1) * 7 % 50 + 3
    mask = (torch.arange(ids.shape[1]) < torch.tensor(LENGTHS)[:, None]).int()
    batch = {"rows": ids.shape[0], "length": ids.shape[1], "inputIds": (ids * mask).flatten().tolist(),
             "attentionMask": mask.flatten().tolist()}
    failed = False
    for kind, config in CONFIGS.items():
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "config.json").write_text(json.dumps({"model_type": kind, **config}))
            output = subprocess.run(["node", str(SCRIPT), folder, json.dumps(batch)], check=True, capture_output=True,
                                    text=True).stdout
            model, report = AutoModelForTokenClassification.from_pretrained(
                folder, output_loading_info=True, attn_implementation="eager")
        with torch.no_grad():
            theirs = model.eval()(input_ids=ids * mask, attention_mask=mask).logits
        ours = torch.tensor(json.loads(output)).reshape(theirs.shape)
        difference = ((ours - theirs)[mask.bool()].abs().max() / theirs[mask.bool()].abs().max()).item()
        odd = {name: sorted(keys) for name, keys in report.items() if keys}
        print(f"{kind}: largest difference of a logit {difference:.1e} of the largest logit")
        if not difference < TOLERANCE or odd:
            print(f"{kind}: expected less than {TOLERANCE}, and no oddities while loading, got {odd}", file=sys.stderr)
            failed = True
    sys.exit(int(failed))


if __name__ == "__main__":
    main()
