"""Freezes an event file as TensorBoard's own writer makes it, and reads those of medspan with TensorBoard's readers.

Into test/run/reference/event_files.json go records of a log, the times at which they were made, and the bytes
(base64) of the file that tensorboard's RecordWriter makes of them, with Event messages of tensorboard's protocol
buffers and tags of transformers' rewrite_logs. medspan must write the same bytes.

Besides, with files that medspan writes: EventAccumulator finds every number, by its step and as float32, also in the
folder above; a file that was cut anywhere gives the records before the cut; a run that goes on from an earlier step
leaves every step once; what a process that died left aside is not taken for a file. Needs `npm run build` before.

    event_files.py           write the file
    event_files.py --check   recompute, compare, exit 1 on a difference
"""

import base64
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter
from transformers.integrations.integration_utils import rewrite_logs

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test" / "run" / "reference" / "event_files.json"
SCRIPT = ROOT / "scripts" / "reference" / "event_files.mjs"


def draw_records() -> list[dict]:
    """A log: an evaluation before the first step, losses, evaluations, and a step that takes more than 32 bits."""
    rng = random.Random(5)
    records = [{"step": 0, "epoch": 0, "eval_loss": rng.random(), "eval_f1": 0}]
    for step in range(10, 130, 10):
        epoch = step / 40
        rate = 2e-5 * (1 - step / 130)
        records.append(
            {"step": step, "epoch": epoch, "loss": rng.random() * 3, "grad_norm": rng.random() * 1e3, "learning_rate": rate}
        )
        if step % 40 == 0:
            values = {f"eval_{name}": rng.random() for name in ("loss", "f1", "T038_f1", "Größe_f1", "strict_macro_f1")}
            records.append({"step": step, "epoch": epoch, **values})
    records.append({"step": 2**40 + 7, "epoch": 1e6, "loss": 1e-30, "grad_norm": 1e30, "test_f1": 0.5, "learning_rate": 0})
    return records


def times_of(count: int) -> list[float]:
    """Milliseconds since 1970: the first one is when the file was opened."""
    return [1_700_000_000_123.0 + 1500.25 * index for index in range(count + 1)]


def scalars_of(record: dict) -> dict[str, float]:
    return rewrite_logs({key: value for key, value in record.items() if key != "step"})


def write_file(records: list[dict], times: list[float]) -> bytes:
    out = io.BytesIO()
    writer = RecordWriter(out)
    writer.write(Event(wall_time=times[0] / 1000, file_version="brain.Event:2").SerializeToString())
    for record, time in zip(records, times[1:], strict=True):
        values = [Summary.Value(tag=tag, simple_value=value) for tag, value in scalars_of(record).items()]
        event = Event(wall_time=time / 1000, step=record["step"], summary=Summary(value=values))
        writer.write(event.SerializeToString())
    return out.getvalue()


def medspan(folder: str, times: list[float], history: list[dict], records: list[dict]) -> str:
    """The path of the file that medspan has written."""
    given = json.dumps({"folder": folder, "times": times, "history": history, "records": records})
    return subprocess.run(["node", SCRIPT], input=given, capture_output=True, text=True, check=True).stdout


def expected(records: list[dict]) -> dict[str, list[tuple[int, float]]]:
    curves: dict[str, list[tuple[int, float]]] = {}
    for record in records:
        for tag, value in scalars_of(record).items():
            curves.setdefault(tag, []).append((record["step"], float(numpy.float32(value))))
    return curves


def curves_of(accumulator: EventAccumulator) -> dict[str, list[tuple[int, float]]]:
    accumulator.Reload()
    return {
        tag: [(event.step, event.value) for event in accumulator.Scalars(tag)]
        for tag in accumulator.Tags()["scalars"]
    }


def read(path: str) -> dict[str, list[tuple[int, float]]]:
    return curves_of(EventAccumulator(path, size_guidance={"scalars": 0}))


def same(what: str, found, wanted) -> None:
    if found != wanted:
        sys.exit(f"{what}: expected {wanted}, got {found}")


def check_medspan(records: list[dict], times: list[float], golden: bytes) -> None:
    with tempfile.TemporaryDirectory() as base:
        folder = os.path.join(base, "a run", "tensorboard")
        path = medspan(folder, times, [], records)
        same("the file's bytes", Path(path).read_bytes(), golden)
        same("the numbers of a file", read(path), expected(records))
        same("the numbers of a folder", read(folder), expected(records))

        # Left by a process that died long ago while it wrote a file anew.
        left = Path(folder, ".events.1-0.partial")
        left.write_bytes(golden)
        os.utime(left, (times[0] / 1000, times[0] / 1000))
        multiplexer = EventMultiplexer(size_guidance={"tensors": 0}).AddRunsFromDirectory(base).Reload()
        runs = multiplexer.Runs()
        same("the runs below a folder", list(runs), ["a run/tensorboard"])
        accumulator = multiplexer.GetAccumulator("a run/tensorboard")
        same("the plugins' tags", sorted(accumulator.PluginTagToContent("scalars")), sorted(expected(records)))

        # A run that was killed after 12 records goes on from the eighth, while TensorBoard reads its file.
        following = EventAccumulator(path, size_guidance={"scalars": 0})
        os.truncate(path, len(write_file(records[:12], times[:13])) + 9)
        same("the numbers before a cut", curves_of(following), expected(records[:12]))
        again = medspan(folder, [time + 5e6 for time in times[8:]], records[:8], records[8:])
        same("the name of the file", again, path)
        same("the files left", os.listdir(folder), [os.path.basename(path)])
        same("the numbers of a run that went on", read(path), expected(records))
        same("the numbers that TensorBoard reads on", curves_of(following), expected(records))
        walls = [event.wall_time for event in LegacyEventFileLoader(path).Load()]
        same("the times of the history", walls[:9], [time / 1000 for time in times[:9]])


def main() -> None:
    records = draw_records()
    times = times_of(len(records))
    golden = write_file(records, times)
    check_medspan(records, times, golden)
    frozen = {
        "versions": {name: version(name) for name in ("tensorboard", "protobuf", "transformers")},
        "times": times,
        "records": records,
        "file": base64.b64encode(golden).decode(),
    }
    if "--check" not in sys.argv:
        OUT.parent.mkdir(parents=True, exist_ok=True)
        OUT.write_text(json.dumps(frozen, indent=1, ensure_ascii=False) + "\n")
        return
    known = json.loads(OUT.read_text())
    for name in ("times", "records", "file"):
        same(name, frozen[name], known[name])


main()
