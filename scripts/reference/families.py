"""Freezes a small model of each family: loss, logits and every gradient, from PyTorch and transformers.

Weights and batches are drawn from the hash of `src/random.ts` on both sides, so that they need not be stored. All is
computed in double precision, and stored in single. Batches are padded, of mixed lengths, and longer than the windows
of local attention.
"""
import base64
import importlib
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import numpy
import torch
import transformers
from transformers import AutoConfig, AutoModelForTokenClassification, initialization

from shared.draws import mix32, spread

TARGET = Path(__file__).parents[2] / "test/nn/reference/families"
LABELS = 5
ROWS, LENGTH = 3, 11
BASE = {"vocab_size": 40, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 12,
        "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "max_position_embeddings": 16, "pad_token_id": 0}
GPT_NEO = {"model_type": "gpt_neo", "vocab_size": 40, "hidden_size": 8, "num_layers": 2, "num_heads": 2,
           "attention_types": [[["global", "local"], 1]], "window_size": 3, "max_position_embeddings": 16,
           "classifier_dropout": 0.0, "bos_token_id": 1, "eos_token_id": 2}
LLAMA = {"model_type": "llama", "vocab_size": 40, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2,
         "intermediate_size": 12, "max_position_embeddings": 16, "classifier_dropout": 0.0, "pad_token_id": 0}
QWEN3 = {**LLAMA, "model_type": "qwen3", "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 6}
CAUSAL = {"medspan": {"attention": "causal"}}
MODERNBERT = {"model_type": "modernbert", "vocab_size": 40, "hidden_size": 8, "num_hidden_layers": 3,
              "num_attention_heads": 2, "intermediate_size": 12, "max_position_embeddings": 16, "pad_token_id": 0}
DEBERTA = {**BASE, "model_type": "deberta-v2", "type_vocab_size": 0, "layer_norm_eps": 1e-7, "relative_attention": True,
           "position_biased_input": False, "pos_att_type": "p2c|c2p"}

# name: config.json. A key "medspan" is for us alone.
FAMILIES = {
    "bert": {**BASE, "model_type": "bert", "type_vocab_size": 2},
    "bert-relu": {**BASE, "model_type": "bert", "type_vocab_size": 2, "hidden_act": "relu", "layer_norm_eps": 1e-5},
    "roberta": {**BASE, "model_type": "roberta", "type_vocab_size": 1, "pad_token_id": 1, "layer_norm_eps": 1e-5},
    "roberta-padding": {**BASE, "model_type": "roberta", "type_vocab_size": 2, "pad_token_id": 2},
    "xlm-roberta": {**BASE, "model_type": "xlm-roberta", "type_vocab_size": 1, "pad_token_id": 1},
    "camembert": {**BASE, "model_type": "camembert", "type_vocab_size": 1, "pad_token_id": 1},
    "electra": {**BASE, "model_type": "electra", "type_vocab_size": 2, "embedding_size": 6},
    "electra-wide": {**BASE, "model_type": "electra", "type_vocab_size": 2, "embedding_size": 8, "hidden_act": "gelu_new"},
    "deberta-v2": {**DEBERTA, "type_vocab_size": 2, "position_biased_input": True, "embedding_size": 6},
    "deberta-v2-conv": {**DEBERTA, "position_buckets": 6, "share_att_key": True, "norm_rel_ebd": "layer_norm",
                        "conv_kernel_size": 3, "conv_act": "gelu", "attention_head_size": 4},
    "deberta-v3": {**DEBERTA, "position_buckets": 4, "share_att_key": True, "norm_rel_ebd": "layer_norm"},
    "deberta-c2p": {**DEBERTA, "pos_att_type": ["c2p"], "max_relative_positions": 5},
    "deberta-absolute": {**DEBERTA, "relative_attention": False, "position_biased_input": True},
    "modernbert": {**MODERNBERT, "local_attention": 4, "global_attn_every_n_layers": 2, "global_rope_theta": 100.0,
                   "local_rope_theta": 10.0},
    "modernbert-biases": {**MODERNBERT, "local_attention": 7, "global_attn_every_n_layers": 3, "norm_bias": True,
                          "attention_bias": True, "mlp_bias": True, "classifier_bias": True, "norm_eps": 1e-3,
                          "initializer_cutoff_factor": 1.5, "rope_parameters": {
                              "full_attention": {"rope_type": "default", "rope_theta": 50.0},
                              "sliding_attention": {"rope_type": "default", "rope_theta": 5.0}}},
    "modernbert-types": {**MODERNBERT, "local_attention": 2, "layer_types": ["sliding_attention"] * 3,
                         "hidden_activation": "gelu_new", "classifier_activation": "relu"},
    "distilbert": {"model_type": "distilbert", "vocab_size": 40, "dim": 8, "n_layers": 2, "n_heads": 2, "hidden_dim": 12,
                   "dropout": 0.0, "attention_dropout": 0.0, "max_position_embeddings": 16, "pad_token_id": 0},
    "gpt-neo": GPT_NEO,
    "gpt-neo-causal": {**GPT_NEO, **CAUSAL, "num_layers": 3, "attention_types": [[["local", "global"], 1], [["local"], 1]],
                       "activation_function": "gelu", "intermediate_size": 12, "layer_norm_epsilon": 1e-6},
    "llama": {**LLAMA, "head_dim": 6, "rope_parameters": {"rope_type": "llama3", "rope_theta": 100.0, "factor": 4.0,
              "low_freq_factor": 0.3, "high_freq_factor": 1.5, "original_max_position_embeddings": 12}},
    "llama-causal": {**LLAMA, **CAUSAL, "num_attention_heads": 4, "num_key_value_heads": 1, "attention_bias": True,
                     "mlp_bias": True, "rope_theta": 500.0, "rope_scaling": {"type": "linear", "factor": 2.0}},
    "qwen3": QWEN3,
    "qwen3-causal": {**QWEN3, **CAUSAL, "num_key_value_heads": 4, "attention_bias": True, "rope_theta": 1e6},
    "qwen3-window": {**QWEN3, "use_sliding_window": True, "sliding_window": 3, "max_window_layers": 1},
    "qwen3-window-causal": {**QWEN3, **CAUSAL, "use_sliding_window": True, "sliding_window": 4,
                            "layer_types": ["sliding_attention", "full_attention"]},
}


def draw(names_and_tensors):
    """Parameter number p, element i: uniform in ±0.4 from mix32(p·100000 + i); vectors that scale lie around 1."""
    state = {}
    for p, (name, tensor) in enumerate(names_and_tensors):
        shift = 1.0 if name.endswith("weight") and tensor.ndim == 1 else 0.0
        values = spread(p * 100_000, tensor.numel(), 0.8, shift)
        state[name] = torch.tensor([float(numpy.float32(v)) for v in values]).double().reshape(tensor.shape)
    return state


def batch(config):
    """Row r keeps LENGTH - 3r tokens; every fifth label is ignored, and all padding."""
    pad = config.pad_token_id or 0
    ids, mask, types, labels = [], [], [], []
    for r in range(ROWS):
        for t in range(LENGTH):
            h = mix32(1_000_000 + 1000 * r + t)
            real = t < LENGTH - 3 * r
            ids.append(3 + h % (config.vocab_size - 3) if real else pad)
            mask.append(int(real))
            types.append((h >> 8) % 2 if real and getattr(config, "type_vocab_size", 0) == 2 else 0)
            labels.append((h >> 12) % LABELS if real and (h >> 20) % 5 else -100)
    return [torch.tensor(x).reshape(ROWS, LENGTH) for x in (ids, mask, types, labels)]


class Double:
    """torch, but for single precision, in which decoders compute scores, shares of attention and norms."""
    float32 = torch.float64

    def __getattr__(self, name):
        return getattr(torch, name)


def padding_only(window):
    """What a lifted causal mask leaves: padding, and a window to both sides. Added to scores, [B,1,T,T]."""
    def mask(*, config, inputs_embeds, attention_mask, **_):
        place = torch.arange(attention_mask.shape[1])
        limit = config.sliding_window if window else len(place)
        seen = attention_mask[:, None, None, :].bool() & ((place[:, None] - place).abs() < limit)
        unseen = torch.zeros(seen.shape, dtype=inputs_embeds.dtype)
        return unseen.masked_fill(~seen, torch.finfo(unseen.dtype).min)
    return mask


def as_we_compute(model, attention):
    """Lifts the causal mask of a decoder, unless attention is causal; GPT-Neo also keeps masks in its layers."""
    module = importlib.import_module(type(model).__module__)
    patches = ExitStack()
    patches.enter_context(patch.object(module, "torch", Double()))
    if attention == "causal" or not hasattr(module, "create_causal_mask"):
        return patches
    for name in ("create_causal_mask", "create_sliding_window_causal_mask"):
        if hasattr(module, name):
            patches.enter_context(patch.object(module, name, padding_only("sliding" in name)))
    if model.config.model_type == "gpt_neo":
        place = torch.arange(model.config.max_position_embeddings)
        for layer in model.transformer.h:
            own = layer.attn.attention
            limit = model.config.window_size if own.attention_type == "local" else len(place)
            own.bias.copy_(((place[:, None] - place).abs() < limit)[None, None])
    return patches


def forward(model, config):
    ids, mask, types, labels = batch(config)
    inputs = {"input_ids": ids, "attention_mask": mask}
    if getattr(config, "type_vocab_size", 0) == 2:
        inputs["token_type_ids"] = types
    logits = model(**inputs).logits
    return logits, torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)


def encoded(tensor):
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()


def record_draws():
    """Patches transformers' initialisation so that it notes how each parameter was drawn last, by its identity."""
    noted, patches = {}, ExitStack()

    def noting(function, what):
        def draw_and_note(tensor, *arguments, **options):
            noted[id(tensor)] = what(*arguments, **options)
            return function(tensor, *arguments, **options)
        return draw_and_note

    kinds = {
        "zeros_": lambda: 0, "ones_": lambda: 1,
        "normal_": lambda mean=0.0, std=1.0, **_: {"deviation": std},
        "trunc_normal_": lambda mean=0.0, std=1.0, a=-2.0, b=2.0, **_: {"deviation": std, "cutoff": b / std},
    }
    for name, what in kinds.items():
        patches.enter_context(patch.object(initialization, name, noting(getattr(initialization, name), what)))
    return noted, patches


def draws_of(parameters, noted):
    result = {}
    for name, parameter in parameters:
        drawn = noted[id(parameter)]
        zero = [] if isinstance(drawn, int) else [i for i, row in enumerate(parameter) if not row.any()]
        result[name] = {**drawn, "zeroRow": zero[0]} if zero else drawn
    return result


def build(name):
    settings = {key: value for key, value in FAMILIES[name].items() if key != "medspan"}
    kind = settings.pop("model_type")
    config = AutoConfig.for_model(kind, **settings, num_labels=LABELS)
    config._attn_implementation = "eager"
    torch.manual_seed(0)
    noted, patches = record_draws()
    with patches:
        model = AutoModelForTokenClassification.from_config(config, attn_implementation="eager").eval()
    # The head comes last here, where in some classes it comes first.
    parameters = sorted(model.named_parameters(), key=lambda item: item[0].startswith("classifier."))
    draws = draws_of(parameters, noted)
    model.double()
    missing, unexpected = model.load_state_dict(draw(parameters), strict=False)
    assert not unexpected, unexpected
    with as_we_compute(model, FAMILIES[name].get("medspan", {}).get("attention", "auto")):
        logits, loss = forward(model, config)
        loss.backward()
    real = batch(config)[1].bool()
    return {
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "architecture": type(model).__name__,
        "config": FAMILIES[name], "labels": LABELS, "rows": ROWS, "length": LENGTH,
        "parameters": {n: list(p.shape) for n, p in parameters},
        "initial": draws,
        "loss": loss.item(),
        # Of padding, logits are nobody's business.
        "logits": encoded((logits * real[:, :, None]).flatten()),
        "gradients": {n: encoded(p.grad.flatten()) for n, p in parameters},
    }


def same(a, b, name):
    if a.keys() != b.keys():
        return False
    for key in a:
        if key == "versions":
            continue
        if key in ("logits", "gradients"):
            pairs = [(a[key], b[key])] if key == "logits" else [(a[key][n], b[key][n]) for n in a[key]]
            for x, y in pairs:
                x, y = (numpy.frombuffer(base64.b64decode(v), "<f4") for v in (x, y))
                if x.shape != y.shape or numpy.abs(x - y).max() > 1e-6 * max(1e-3, numpy.abs(y).max()):
                    print(f"{name}: {key} differ", file=sys.stderr)
                    return False
        elif key == "loss":
            if abs(a[key] - b[key]) > 1e-9:
                return False
        elif a[key] != b[key]:
            print(f"{name}: {key} differs", file=sys.stderr)
            return False
    return True


def main():
    torch.set_num_threads(1)
    chosen = [argument for argument in sys.argv[1:] if not argument.startswith("--")] or list(FAMILIES)
    failed = False
    for name in chosen:
        built = build(name)
        path = TARGET / f"{name}.json"
        if "--check" in sys.argv:
            if not same(json.loads(path.read_text()), built, name):
                print(f"{path.name} is not what transformers gives", file=sys.stderr)
                failed = True
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(built, separators=(",", ":")) + "\n")
    sys.exit(int(failed))


main()
