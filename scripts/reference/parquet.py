"""Freezes small Parquet files of pyarrow, and what pyarrow reads from one of ours, for test/formats/parquet.test.ts.

Without a flag it writes test/formats/reference/parquet.json; with --check it compares and exits 1 on a difference. The
file of ours in there ("written") is kept as it is: the test compares it with what medspan writes.
"""

import base64
import io
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TARGET = Path(__file__).resolve().parents[2] / "test/formats/reference/parquet.json"

NAMES = ["O", "B-Disease", "I-Disease"]
ROWS = [
    {"tokens": ["Cystic", "fibrosis", "(", "CF", ")"], "tags": [1, 2, 0, 1, 0], "doc": "1"},
    {"tokens": [], "tags": [], "doc": "1"},
    {"tokens": ["β-cells", "😀", "of", "naïve", "Niemann–Pick", "patients"], "tags": [0, 0, 0, 0, 1, 0], "doc": "2"},
    *(
        {
            "tokens": [f"word{(i * 7 + j) % 11}" for j in range(i % 5 + 1)],
            "tags": [[0, 1, 2][(i + j) % 3] if j else 0 for j in range(i % 5 + 1)],
            "doc": str(3 + i // 10),
        }
        for i in range(40)
    ),
]


def table(numbered=False, metadata=None, kind=pa.list_, text=pa.string(), number=pa.int64()):
    tags = [row["tags"] for row in ROWS]
    columns = {
        "doc_id": pa.array([row["doc"] for row in ROWS], text),
        "tokens": pa.array([row["tokens"] for row in ROWS], kind(text)),
        "ner_tags": pa.array(tags, kind(number))
        if numbered
        else pa.array([[NAMES[tag] for tag in row] for row in tags], kind(text)),
    }
    made = pa.table(columns)
    return made if metadata is None else made.replace_schema_metadata({"huggingface": json.dumps(metadata)})


def features(ner_tags):
    return {"info": {"features": {"ner_tags": ner_tags}}}


LABEL = {"names": NAMES, "_type": "ClassLabel"}


def case(title, made, **options):
    buffer = io.BytesIO()
    pq.write_table(made, buffer, **{"row_group_size": 30, **options})
    return {"title": title, "file": base64.b64encode(buffer.getvalue()).decode()}


def cases():
    for codec in ("none", "snappy", "gzip", "brotli", "zstd", "lz4"):
        yield case(f"packed with {codec}", table(), compression=codec)
    for page in ("1.0", "2.0"):
        for dictionary in (True, False):
            yield case(
                f"data pages {page}, {'by dictionary' if dictionary else 'plain'}",
                table(),
                data_page_version=page,
                use_dictionary=dictionary,
                data_page_size=64,
                write_batch_size=8,
            )
    yield case("large lists of large texts", table(kind=pa.large_list, text=pa.large_string()))
    yield case("numbers, as Sequence", table(True, features({"feature": LABEL, "_type": "Sequence"})))
    yield case("numbers, as List", table(True, features({"feature": LABEL, "_type": "List"})))
    yield case("numbers of 8 bits, plain", table(True, features([LABEL]), number=pa.int8()), use_dictionary=False)
    yield case("numbers of 64 bits, plain", table(True, features([LABEL])), use_dictionary=False)
    delta = {"use_dictionary": False, "column_encoding": {"tokens.list.element": "DELTA_BYTE_ARRAY"}}
    yield {**case("an encoding that is not read", table(), **delta), "refused": True}
    yield {**case("numbers without names", table(True)), "refused": True}


def read(file):
    return pq.read_table(io.BytesIO(base64.b64decode(file))).to_pylist()


def main():
    known = json.loads(TARGET.read_text()) if TARGET.exists() else {}
    written = known.get("written")
    result = {
        "versions": {"pyarrow": version("pyarrow")},
        "rows": [{**row, "tags": [NAMES[tag] for tag in row["tags"]]} for row in ROWS],
        "cases": list(cases()),
        "written": written and {"file": written["file"], "rows": read(written["file"])},
    }
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text() != text:
            sys.exit(f"{TARGET} differs: run without --check and look at the difference")
    else:
        TARGET.write_text(text)


try:
    main()
except SystemExit as refused:
    print(refused)
    code = 1
else:
    code = 0
# pyarrow 26 may abort while Python takes its threads down, when all is done.
sys.stdout.flush()
os._exit(code)
