"""A server of transformers' token-classification pipeline on FastAPI and uvicorn: the peer of bench/serve.ts.

Usage: python bench/peers/serve.py folder port threads

Prints a line of JSON with its versions, and serves POST /tag {"text": ...} until its standard input ends. The pipeline runs in
the event loop, one text after the other: in threads, which FastAPI takes for functions that are not async, PyTorch's own
threads get in each other's way.
"""

import json
import os
import sys
import threading

import fastapi
import pydantic
import torch
import transformers
import uvicorn

folder, port, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
tag = transformers.pipeline("token-classification", model=folder, aggregation_strategy="simple", device="cpu")
app = fastapi.FastAPI()


class Request(pydantic.BaseModel):
    text: str


@app.post("/tag")
async def answer(request: Request):
    found = tag(request.text)
    mentions = [{"begin": one["start"], "end": one["end"], "types": [one["entity_group"]], "score": float(one["score"])} for one in found]
    return {"text": request.text, "mentions": mentions}


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
modules = [torch, transformers, fastapi, uvicorn]
print(json.dumps({module.__name__: module.__version__ for module in modules}), flush=True)
uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
