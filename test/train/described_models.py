"""Writes a very small config.json for every model type that transformers has a token classifier for.

    described_models.py FOLDER [TYPE...]

makes a folder for each type but those that are named, and another one without dropout, and prints as JSON which types these
are and why others are left out. The test of models without a family (test/train/described-models.test.ts) trains each of them.
"""

import json
import os
import sys

import transformers
from transformers.models.auto.configuration_auto import CONFIG_MAPPING
from transformers.models.auto.modeling_auto import MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING_NAMES

SMALL = {
    "vocab_size": 24,
    "max_position_embeddings": 40,
    "type_vocab_size": 2,
    **dict.fromkeys(["hidden_size", "d_model", "n_embd", "emb_dim"], 16),
    **dict.fromkeys(["num_hidden_layers", "num_layers", "num_decoder_layers", "n_layer", "n_layers"], 2),
    **dict.fromkeys(["num_attention_heads", "num_heads", "n_head", "n_heads"], 4),
    **dict.fromkeys(["num_key_value_heads", "num_kv_heads"], 2),
    **dict.fromkeys(["head_dim", "d_kv", "d_head"], 4),
    **dict.fromkeys(["intermediate_size", "d_ff", "d_inner", "moe_intermediate_size"], 24),
    "shared_expert_intermediate_size": 24,
    **dict.fromkeys(["embedding_size", "input_embedding_size", "output_embedding_size"], 16),
    **dict.fromkeys(["num_experts", "num_local_experts", "n_routed_experts"], 4),
    "num_experts_per_tok": 2,
    "n_positions": 40,
    "pad_token_id": 0,
    **dict.fromkeys(["bos_token_id", "eos_token_id"], 1),
}
"""Whichever of these a configuration has."""

MLA = {"num_key_value_heads": 4, "q_lora_rank": 8, "kv_lora_rank": 8, "qk_rope_head_dim": 4, "qk_nope_head_dim": 4,
       "v_head_dim": 4, "n_group": 1, "topk_group": 1}
XPATH = {"max_xpath_tag_unit_embeddings": 4, "max_xpath_subs_unit_embeddings": 4, "tag_pad_id": 3, "subs_pad_id": 3,
         "xpath_unit_hidden_size": 4, "max_depth": 2}

SPECIAL = {
    "axk1": {**MLA, "mlp_layer_types": ["dense", "sparse"]},
    "axk2": {**MLA, "mlp_layer_types": ["dense", "sparse"], "index_topk": 4, "index_head_dim": 8, "index_n_heads": 2,
             "gated_norm_rank": 4},
    "beam": {"n_group": 1, "topk_group": 1, "mlp_layer_types": ["dense", "sparse"]},
    "big_bird": {"attention_type": "original_full"},
    "convbert": {"conv_kernel_size": 3},
    "deepseek_v3": {**MLA, "first_k_dense_replace": 1},
    "deberta": {"relative_attention": True, "pos_att_type": ["c2p", "p2c"], "pooler_hidden_size": 16},
    "esmc": {"num_key_value_heads": 4},
    "falcon": {"ffn_hidden_size": 24},
    "funnel": {"block_sizes": [1, 1], "block_repeats": [1, 1]},
    "gemma2": {"query_pre_attn_scalar": 4},
    "longformer": {"attention_window": 4},
    "luke": {"entity_vocab_size": 8, "entity_emb_size": 8},
    "lilt": {"max_2d_position_embeddings": 64, "hidden_size": 24, "channel_shrink_ratio": 2},
    "layoutlm": {"max_2d_position_embeddings": 64},
    "layoutlmv3": {"max_2d_position_embeddings": 64, "coordinate_size": 3, "shape_size": 2, "visual_embed": False},
    "markuplm": XPATH,
    "mistral4": {**MLA, "first_k_dense_replace": 0},
    "mobilebert": {"intra_bottleneck_size": 8, "true_hidden_size": 8, "num_feedforward_networks": 2},
    "mpnet": {"pad_token_id": 1},
    "nystromformer": {"segment_means_seq_len": 8, "num_landmarks": 8, "conv_kernel_size": 3},
    "phi3": {"original_max_position_embeddings": 40},
    "qwen3_next": {"linear_key_head_dim": 4, "linear_value_head_dim": 4, "linear_num_key_heads": 2,
                   "linear_num_value_heads": 4},
    "roc_bert": {"pronunciation_embed_dim": 4, "pronunciation_vocab_size": 24, "shape_embed_dim": 4,
                 "shape_vocab_size": 24},
    "stablelm": {"partial_rotary_factor": 0.5},
    "xmod": {"default_language": "en_XX"},
    "xlnet": {"mem_len": None},
}

LEFT_OUT = {
    "bros": "needs the place of each piece on a page (bbox)",
    "canine": "takes characters and no word pieces",
    "layoutlmv2": "needs the image of a page, and detectron2",
    "modernvbert": "is made of a text and an image model",
    "mra": "computes on CUDA alone",
    "qwen3_5": "is made of a text and an image model",
    "qwen3_asr": "needs audio",
    "t5gemma2": "is made of a text and an image model",
    "ultravbert": "is made of a text and an image model",
}


def small_config(kind: str):
    """The configuration of a type, as small as it goes."""
    config_class = CONFIG_MAPPING[kind]
    keys = set(config_class().to_dict())
    settings = {key: value for key, value in SMALL.items() if key in keys}
    if kind == "t5gemma":
        settings = {part: {key: value for key, value in SMALL.items() if key != "n_positions"} for part in
                    ("encoder", "decoder")}
    return config_class(**{**settings, **SPECIAL.get(kind, {})})


def main() -> None:
    transformers.logging.set_verbosity_error()
    made = []
    for kind in MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING_NAMES:
        if kind in LEFT_OUT or kind in sys.argv[2:]:
            continue
        config = small_config(kind)
        config.save_pretrained(os.path.join(sys.argv[1], kind))
        for key, value in config.to_dict().items():
            if "drop" in key and isinstance(value, float):
                setattr(config, key, 0.0)
        if kind == "gpt2":
            config.classifier_dropout = 0.0  # Its head drops a tenth where nothing is said.
        config.save_pretrained(os.path.join(sys.argv[1], f"{kind}-without-dropout"))
        made.append(kind)
    print(json.dumps({"made": made, "leftOut": LEFT_OUT}))


if __name__ == "__main__":
    main()
