"""Freezes small LoRA models of peft: their folders, loss, logits, and every gradient; and loads a folder of ours.

Writes test/nn/reference/adapters/peft.json: for each way to choose modules the folder that peft saves, and what the
model computes, in double precision. Base weights are drawn from the hash of `src/random.ts` on both sides. With
`--check` it also reads test/nn/reference/adapters/ours.json, which test/nn/adapters.test.ts holds against what medspan
writes, and loads the folders in it with peft: they must give the same logits.
"""
import base64
import json
import sys
import tempfile
import warnings
from pathlib import Path

import numpy
import peft
import torch
import transformers
from peft import AutoPeftModelForTokenClassification, LoraConfig, PeftModel, TaskType, get_peft_model
from transformers import AutoModelForTokenClassification, BertConfig, BertForTokenClassification

from shared.draws import mix32, spread

warnings.filterwarnings("ignore")
transformers.utils.logging.disable_progress_bar()
TARGET = Path(__file__).parents[2] / "test/nn/reference/adapters"
LABELS, ROWS, LENGTH = 5, 3, 7
CONFIG = {"vocab_size": 24, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 12,
          "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "max_position_embeddings": 16}
CASES = {
    "the family's modules": {"r": 3, "lora_alpha": 6},
    "names": {"r": 2, "lora_alpha": 5, "target_modules": ["self.key", "intermediate.dense"]},
    "an expression": {"r": 2, "lora_alpha": 1, "target_modules": r".*\.layer\.1\..*(query|dense)"},
    "rank-stabilised": {"r": 4, "lora_alpha": 3, "use_rslora": True, "target_modules": ["query", "value", "dense"]},
}


def draw(p, tensor, shift=0.0):
    """Parameter number p, element i: uniform in ±0.4 from mix32(p·100000 + i)."""
    values = spread(p * 100_000, tensor.numel(), 0.8, shift)
    return torch.tensor([float(numpy.float32(v)) for v in values]).reshape(tensor.shape).to(tensor.dtype)


def draw_all(model):
    with torch.no_grad():
        for p, (name, tensor) in enumerate(model.named_parameters()):
            tensor.copy_(draw(p, tensor, 1.0 if name.endswith("weight") and tensor.ndim == 1 else 0.0))


def batch():
    """Row r keeps LENGTH - 2r tokens."""
    ids, mask, labels = [], [], []
    for r in range(ROWS):
        for t in range(LENGTH):
            h = mix32(1_000_000 + 1000 * r + t)
            real = t < LENGTH - 2 * r
            ids.append(3 + h % (CONFIG["vocab_size"] - 3) if real else 0)
            mask.append(int(real))
            labels.append((h >> 12) % LABELS if real and (h >> 20) % 5 else -100)
    return [torch.tensor(x).reshape(ROWS, LENGTH) for x in (ids, mask, labels)]


def encoded(tensor):
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()


def logits_of(model):
    ids, mask, _ = batch()
    return model(input_ids=ids, attention_mask=mask).logits


def base_model(folder):
    if not folder.exists():
        model = BertForTokenClassification(BertConfig(**CONFIG, num_labels=LABELS))
        draw_all(model)
        model.save_pretrained(folder)
    return AutoModelForTokenClassification.from_pretrained(folder, attn_implementation="eager").double()


def build(name, folder):
    base = base_model(folder / "base")
    model = get_peft_model(base, LoraConfig(task_type=TaskType.TOKEN_CLS, **CASES[name]), autocast_adapter_dtype=False)
    trained = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    with torch.no_grad():
        for p, (_, tensor) in enumerate(trained):
            tensor.copy_(draw(1000 + p, tensor))
    model.save_pretrained(folder / name)
    model.eval()
    logits = logits_of(model)
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), batch()[2].flatten(), ignore_index=-100)
    loss.backward()
    real = batch()[1].bool()

    def plain(n):
        return n.removeprefix("base_model.model.").replace(".default", "").replace(".modules_to_save", "")

    files = folder / name
    config = json.loads((files / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = "base"
    if isinstance(config["target_modules"], list):
        config["target_modules"].sort()
    # Weights are saved as they are computed with, in double precision; folders have them in single.
    from safetensors.torch import load_file, save
    weights = save({k: v.float() for k, v in load_file(files / "adapter_model.safetensors").items()}, {"format": "pt"})
    return {
        "config": config,
        "weights": base64.b64encode(weights).decode(),
        "loss": loss.item(),
        "logits": encoded((logits * real[:, :, None]).flatten()),
        "gradients": {plain(n): encoded(p.grad.flatten()) for n, p in trained},
    }


def numbers(text):
    return numpy.frombuffer(base64.b64decode(text), "<f4")


def near(a, b):
    return len(a) == len(b) and numpy.abs(a - b).max() <= 1e-5 * numpy.abs(b).max()


def same(old, new, name):
    """Configurations and weights are equal; what is computed in double precision is so to 1e-5 of its largest value."""
    if old["config"] != new["config"] or old["weights"] != new["weights"] or old["gradients"].keys() != new["gradients"].keys():
        print(f"{name}: peft's folder differs", file=sys.stderr)
        return False
    pairs = [(old["logits"], new["logits"]), *((old["gradients"][n], new["gradients"][n]) for n in old["gradients"])]
    if abs(old["loss"] - new["loss"]) > 1e-9 or not all(near(numbers(a), numbers(b)) for a, b in pairs):
        print(f"{name}: loss, logits or gradients differ", file=sys.stderr)
        return False
    return True


def ours_loads(name, ours, folder, logits):
    """Loads a folder that medspan wrote, in both ways that peft has."""
    target = folder / f"ours {name}"
    target.mkdir()
    config = {**json.loads(ours["adapter_config.json"]), "base_model_name_or_path": str(folder / "base")}
    (target / "adapter_config.json").write_text(json.dumps(config))
    (target / "adapter_model.safetensors").write_bytes(base64.b64decode(ours["adapter_model.safetensors"]))
    real = batch()[1].bool()
    for way, model in {
        "PeftModel": PeftModel.from_pretrained(base_model(folder / "base"), target, autocast_adapter_dtype=False),
        "AutoPeftModel": AutoPeftModelForTokenClassification.from_pretrained(target, num_labels=LABELS),
    }.items():
        got = (logits_of(model.double().eval()) * real[:, :, None]).flatten().detach().numpy()
        if not near(got, numbers(logits)):
            print(f"{name}: {way} gives other logits for our folder", file=sys.stderr)
            return False
    return True


def main():
    torch.set_num_threads(1)
    path = TARGET / "peft.json"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        built = {
            "versions": {"torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__},
            "base": CONFIG, "labels": LABELS, "rows": ROWS, "length": LENGTH,
            "cases": {name: build(name, folder) for name in CASES},
        }
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(built, separators=(",", ":")) + "\n")
            return
        old = json.loads(path.read_text())
        ours = json.loads((TARGET / "ours.json").read_text())
        checks = [same(old["cases"][name], built["cases"][name], name) for name in CASES]
        checks += [ours_loads(name, ours[name], folder, built["cases"][name]["logits"]) for name in CASES]
        sys.exit(int(not all(checks)))


main()
