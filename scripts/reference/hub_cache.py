"""Freezes the cache that huggingface_hub makes of a data set, for test/hub/cache.test.ts.

A server on this machine answers as the hub does. Without a flag it writes test/hub/reference/cache.json; with --check
it compares and exits 1 on a difference. With a folder as argument it says which files of the data set huggingface_hub
finds in the cache there, without a connection. With a folder, the id of a model and the folder that the model was served
from (MEDSPAN_HUB_CACHE_TEST and MEDSPAN_HUB_MODEL in test/hub/model.test.ts) it opens the model from the cache there.
"""

import base64
import hashlib
import json
import os
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

os.environ["HF_HUB_DISABLE_XET"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
ARGUMENTS = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
if len(ARGUMENTS) == 3:
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_CACHE"] = ARGUMENTS[0]

from huggingface_hub import snapshot_download, try_to_load_from_cache  # noqa: E402

TARGET = Path(__file__).resolve().parents[2] / "test/hub/reference/cache.json"
ID = "owner/set"
COMMIT = "c0ffee00" * 5
CONVERTED = hashlib.sha1(b"refs/convert/parquet").hexdigest()
FILES = {
    "main": {"README.md": (b"# A set\n", False), "data/train-00000-of-00001.parquet": (bytes(range(256)) * 40, True)},
    "refs/convert/parquet": {"default/train/0000.parquet": (bytes(range(256)) * 40, True)},
}
COMMITS = {"main": COMMIT, "refs/convert/parquet": CONVERTED}


def etag(content, large):
    return (
        hashlib.sha256(content).hexdigest()
        if large
        else hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    )


class Hub(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, headers, body=b""):
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_GET(self):
        path = self.path.split("?")[0]
        for revision, files in FILES.items():
            commit = COMMITS[revision]
            name = revision.replace("/", "%2F")
            if path in (f"/api/datasets/{ID}/revision/{name}", f"/api/datasets/{ID}/revision/{commit}"):
                siblings = [{"rfilename": file} for file in files]
                info = {"_id": "0", "id": ID, "sha": commit, "siblings": siblings, "private": False, "tags": []}
                return self.answer(200, {"content-type": "application/json"}, json.dumps(info).encode())
            if path in (f"/api/datasets/{ID}/tree/{name}", f"/api/datasets/{ID}/tree/{commit}"):
                tree = [
                    {"type": "file", "path": file, "size": len(content), "oid": etag(content, False)}
                    for file, (content, _) in files.items()
                ]
                return self.answer(200, {"content-type": "application/json"}, json.dumps(tree).encode())
            for file, (content, large) in files.items():
                if path in (f"/datasets/{ID}/resolve/{at}/{file}" for at in (commit, name)):
                    headers = {"x-repo-commit": commit, "etag": f'"{etag(content, large)}"'}
                    if not large:
                        return self.answer(200, headers, content)
                    return self.answer(
                        302,
                        {
                            **headers,
                            "x-linked-etag": f'"{etag(content, large)}"',
                            "x-linked-size": str(len(content)),
                            "location": f"http://localhost:{self.server.server_port}/blob/{etag(content, True)}",
                        },
                    )
        for files in FILES.values():
            for content, large in files.values():
                if path == f"/blob/{etag(content, True)}":
                    return self.answer(200, {"etag": '"of-the-storage"'}, content)
        return self.answer(404, {"x-error-code": "EntryNotFound"})

    do_HEAD = do_GET


def tree(cache):
    """Every file and link, without what huggingface_hub keeps for itself (locks, a tag, lists of files)."""
    found = {}
    for folder, _, names in os.walk(cache):
        for name in names:
            path = Path(folder) / name
            shown = path.relative_to(cache).as_posix()
            if shown.startswith(".locks/") or shown == "CACHEDIR.TAG" or "/trees/" in shown:
                continue
            if path.is_symlink():
                found[shown] = {"link": os.readlink(path)}
            else:
                found[shown] = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    return dict(sorted(found.items()))


def freeze():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as cache:
        for revision in FILES:
            snapshot_download(
                ID,
                repo_type="dataset",
                revision=revision,
                cache_dir=cache,
                endpoint=f"http://127.0.0.1:{server.server_port}",
                token=False,
            )
        made = tree(cache)
    server.shutdown()
    return {
        "versions": {"huggingface_hub": version("huggingface_hub")},
        "files": {
            revision: {
                name: {"content": base64.b64encode(content).decode(), "isLarge": large}
                for name, (content, large) in files.items()
            }
            for revision, files in FILES.items()
        },
        "tree": made,
    }


def look(cache):
    for revision, files in FILES.items():
        folder = snapshot_download(
            ID, repo_type="dataset", revision=revision, cache_dir=cache, local_files_only=True, token=False
        )
        for name, (content, _) in files.items():
            if Path(folder, name).read_bytes() != content:
                sys.exit(f"{name} differs")
            found = try_to_load_from_cache(ID, name, cache_dir=cache, revision=revision, repo_type="dataset")
            print(revision, name, "found" if isinstance(found, str) else f"not found: {found}")


def open_model(model_id, source):
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = snapshot_download(model_id, local_files_only=True)
    names = sorted(path.name for path in Path(folder).iterdir())
    for name in names:
        if Path(folder, name).read_bytes() != Path(source, name).read_bytes():
            sys.exit(f"{name} differs")
    print("equal, byte for byte:", " ".join(names))
    found, wanted = AutoModel.from_pretrained(model_id).state_dict(), AutoModel.from_pretrained(source).state_dict()
    same = found.keys() == wanted.keys() and all(torch.equal(found[name], wanted[name]) for name in wanted)
    ids = [AutoTokenizer.from_pretrained(one)("Familial Mediterranean fever")["input_ids"] for one in (model_id, source)]
    if not same or ids[0] != ids[1]:
        sys.exit("the model differs")
    print("AutoModel and AutoTokenizer without a connection: equal,", len(wanted), "tensors")


def main():
    if len(ARGUMENTS) == 3:
        return open_model(*ARGUMENTS[1:])
    if ARGUMENTS:
        return look(ARGUMENTS[0])
    text = json.dumps(freeze(), indent=1) + "\n"
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text() != text:
            sys.exit(f"{TARGET} differs: run without --check and look at the difference")
    else:
        TARGET.write_text(text)


main()
