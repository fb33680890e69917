"""ONNX Runtime of Python on an export, and transformers on the run folder."""

import json
import sys
from pathlib import Path

import onnxruntime
import torch
import transformers

folder = Path(sys.argv[2])
sentences = json.loads((folder / "words.json").read_text())
torch.set_num_threads(1)


def record(name, where, logits_of):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder / where)
    logits = []
    for words in sentences:
        encoded = tokenizer(words, is_split_into_words=True, return_tensors="np")
        scores = logits_of(encoded)[0]
        first = {}
        for piece, word in enumerate(encoded.word_ids(0)):
            if word is not None:
                first.setdefault(word, piece)
        row = []
        for word in range(len(words)):
            row += scores[first[word]].tolist() if word in first else [None] * scores.shape[1]
        logits.append(row)
    (folder / f"{name}.json").write_text(json.dumps({"logits": logits}))


options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
for name, file in [("float32", "model"), ("int8", "model_quantized")]:
    session = onnxruntime.InferenceSession(folder / f"exported/onnx/{file}.onnx", options)
    inputs = {one.name for one in session.get_inputs()}
    record(
        f"ONNX Runtime of Python, {name}",
        "exported",
        lambda encoded: session.run(["logits"], {k: v for k, v in encoded.items() if k in inputs})[0],
    )

model = transformers.AutoModelForTokenClassification.from_pretrained(folder / "run").eval()


@torch.no_grad()
def torch_logits(encoded):
    return model(**{key: torch.tensor(value) for key, value in encoded.items()}).logits.numpy()


record("transformers", "run", torch_logits)
print(f"onnxruntime {onnxruntime.__version__}, transformers {transformers.__version__}, torch {torch.__version__}")
