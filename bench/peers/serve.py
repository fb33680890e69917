"""A server of transformers' token-classification pipeline on FastAPI and uvicorn: the peer of bench/serve.ts.

Usage: python bench/peers/serve.py folder port threads (loop|pool)

Prints a line of JSON with its versions, and serves POST /tag {"text": ...} until its standard input ends. In the `loop` the
pipeline runs in the event loop, one text after the other, as in a function that is async; in the `pool` it runs in threads,
as FastAPI runs other functions. Which is quicker depends on the machine.
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

folder, port, threads, place = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.set_num_threads(threads)
tag = transformers.pipeline("token-classification", model=folder, aggregation_strategy="simple", device="cpu")
app = fastapi.FastAPI()


class Request(pydantic.BaseModel):
    text: str


def answer(request: Request):
    found = tag(request.text)
    mentions = [{"begin": one["start"], "end": one["end"], "types": [one["entity_group"]], "score": float(one["score"])} for one in found]
    return {"text": request.text, "mentions": mentions}


async def answer_in_loop(request: Request):
    return answer(request)


app.post("/tag")(answer_in_loop if place == "loop" else answer)


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
modules = [torch, transformers, fastapi, uvicorn]
print(json.dumps({module.__name__: module.__version__ for module in modules}), flush=True)
uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
