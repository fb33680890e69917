"""Trains a byte-level BPE tokenizer as GPT-2 has it on texts: byte_pairs.py <texts.json> <pieces> <folder>."""
import json
import sys

from tokenizers import ByteLevelBPETokenizer
from transformers import GPT2TokenizerFast

texts, pieces, folder = sys.argv[1:]
tokenizer = ByteLevelBPETokenizer(add_prefix_space=True)
tokenizer.train_from_iterator(json.load(open(texts)), vocab_size=int(pieces), special_tokens=["<|endoftext|>"])
tokenizer.save(f"{folder}/tokenizer.json")
GPT2TokenizerFast(tokenizer_file=f"{folder}/tokenizer.json", add_prefix_space=True).save_pretrained(folder)
