"""Freezes what transformers' TokenClassificationPipeline makes of logits of word pieces, for test/predict/aggregation.test.ts.

Texts with words of several pieces, signs, accents, unknown characters and emoji go through two tokenizers of the tests; the
logits of each piece are drawn. For each aggregation strategy the entities with their offsets (in code points) and scores are
kept in test/predict/reference/aggregation.json. With --check it compares and exits 1 on a difference.
"""

import json
import random
import shutil
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

import torch
import transformers
from transformers import AutoTokenizer, BertConfig, BertForTokenClassification, TokenClassificationPipeline

warnings.filterwarnings("ignore")
transformers.utils.logging.set_verbosity_error()
TESTS = Path(__file__).resolve().parents[2] / "test"
TARGET = TESTS / "predict/reference/aggregation.json"
WORDS = ("gene mutation phenylmethyloxybenzamine in TNF-α IκBα hepatitis . (10%) kinase Na+ methylphenol "
         "hépatitis hépatitis 🧬 肝炎 a\u200bb Mutation,kinase").split(" ")  # fmt: skip
LABEL_SETS = [["O", "B-X", "I-X", "B-Y", "I-Y"], ["O", "Drug", "Gene"], ["O", "B-X", "I-X", "E-X", "S-X"]]
STRATEGIES = ["simple", "first", "average", "max"]


class Drawn(TokenClassificationPipeline):
    """A pipeline whose model gives logits that were drawn."""

    draw = random.Random(11)
    kept = None

    def _forward(self, model_inputs):
        output = super()._forward(model_inputs)
        if self.kept is None:
            rows = model_inputs["input_ids"].shape[1]
            labels = self.model.config.num_labels
            self.kept = [[round(self.draw.gauss(0, 2), 2) for _ in range(labels)] for _ in range(rows)]
        output["logits"] = torch.tensor([self.kept])
        return output


def folder_of(name):
    folder = Path(tempfile.mkdtemp())
    for path in (TESTS / "tokenizer/fixtures" / name).glob("*"):
        if path.is_file():
            shutil.copy(path, folder)
    (folder / "config.json").write_text('{"model_type": "bert"}')
    return str(folder)


def compute():
    draw = random.Random(7)
    cases = []
    for name in [".", "bert-cased"]:
        tokenizer = AutoTokenizer.from_pretrained(folder_of(name))
        for number in range(18):
            labels = LABEL_SETS[number % len(LABEL_SETS)]
            config = BertConfig(vocab_size=len(tokenizer), hidden_size=8, num_hidden_layers=1, num_attention_heads=1,
                                intermediate_size=8, max_position_embeddings=512,
                                id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)})  # fmt: skip
            pipe = Drawn(model=BertForTokenClassification(config), tokenizer=tokenizer)
            text = " ".join(draw.choice(WORDS) for _ in range(draw.randrange(1, 9)))
            entities = {}
            for strategy in STRATEGIES:
                found = pipe(text, aggregation_strategy=strategy)
                entities[strategy] = [[one["start"], one["end"], one["entity_group"], round(float(one["score"]), 6)] for one in found]
            ids = tokenizer(text)["input_ids"]
            cases.append({"tokenizer": name, "labels": labels, "text": text, "ids": ids, "logits": pipe.kept, "entities": entities})
    return {"versions": {name: version(name) for name in ["transformers", "tokenizers"]}, "cases": cases}


def main():
    computed = compute()
    if "--check" not in sys.argv:
        TARGET.write_text(json.dumps(computed, ensure_ascii=True) + "\n")
        print(f"aggregation: {len(computed['cases'])} texts")
        return
    frozen = json.loads(TARGET.read_text())
    differ = [case["text"] for case, other in zip(frozen["cases"], computed["cases"], strict=True) if case != other]
    if differ:
        raise SystemExit(f"aggregation.py: {len(differ)} texts differ, the first is {differ[0]!r}")
    print(f"aggregation: {len(frozen['cases'])} texts agree")


if __name__ == "__main__":
    main()
