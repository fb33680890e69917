"""Reads a run folder of medspan as scripts for transformers' run_ner read theirs. Freezes nothing.

`medspan demo` makes the run. TrainerState of transformers loads its trainer_state.json; every key that run_ner writes
with and without return_entity_level_metrics is there; an analysis that takes what stands before `_f1` for a type finds
the types and `overall` in each record of the log; predictions.txt has a line a sentence; huggingface_hub reads the cards
of the run and of an export of it, and their scores. Needs `npm run build` before.

    run_files.py [--check]   exit 1 on a difference
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from huggingface_hub import ModelCard
from transformers import TrainerState

ROOT = Path(__file__).resolve().parents[2]


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf8"))


def classes(record: dict, prefix: str) -> set[str]:
    return {found[1] for key in record if (found := re.fullmatch(rf"{prefix}_(.+)_f1", key))}


def run_ner_keys(prefix: str, types: set[str]) -> set[str]:
    scores = ("precision", "recall", "f1")
    plain = {f"{prefix}_{score}" for score in (*scores, "accuracy", "loss", "runtime", "samples_per_second", "steps_per_second")}
    overall = {f"{prefix}_overall_{score}" for score in (*scores, "accuracy")}
    return plain | overall | {f"{prefix}_{name}_{score}" for name in types for score in (*scores, "number")}


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        run = Path(temporary) / "demo"
        command = ["node", ROOT / "dist" / "cli" / "main.js", "demo", "-o", run]
        subprocess.run(command, check=True, capture_output=True)
        state = TrainerState.load_from_json(str(run / "trainer_state.json"))
        written = read(run / "trainer_state.json")
        assert state.log_history == written["log_history"] and state.global_step == written["global_step"]
        evaluations = [record for record in state.log_history if "eval_f1" in record]
        assert len(evaluations) == round(state.epoch) and state.best_metric == max(r["eval_f1"] for r in evaluations)
        types = set(read(run / "run.json")["types"])
        for record in evaluations:
            assert classes(record, "eval") <= types | {"overall"}, classes(record, "eval")
        for prefix, name in (("eval", "eval_results.json"), ("predict", "predict_results.json")):
            results = read(run / name)
            found = classes(results, prefix) - {"overall"}
            assert found and found <= types, found
            missing = run_ner_keys(prefix, found) - set(results)
            assert not missing, missing
            # The micro average of the types' counts, as an analysis would add them up.
            gold = sum(results[f"{prefix}_{one}_number"] for one in found)
            right = sum(results[f"{prefix}_{one}_number"] * results[f"{prefix}_{one}_recall"] for one in found)
            assert abs(right / gold - results[f"{prefix}_overall_recall"]) < 1e-9
            assert results.items() <= read(run / "all_results.json").items()
        exported = Path(temporary) / "exported"
        subprocess.run(["node", command[1], "export", run, "-o", exported], check=True, capture_output=True)
        for folder in (run, exported):
            card = ModelCard.load(folder / "README.md")
            (test_f1,) = [one for one in card.data.eval_results if one.metric_type == "f1"]
            assert abs(test_f1.metric_value - read(run / "predict_results.json")["predict_f1"]) < 1e-4, folder
            assert card.data.pipeline_tag == "token-classification" and card.data.model_name == "demo", card.data
        sentences = read(run / "run.json")["summary"]["counts"]["test"]["sentences"]
        lines = (run / "predictions.txt").read_text(encoding="utf8").splitlines()
        tags = {tag for line in lines for tag in line.split(" ")}
        assert len(lines) == sentences and tags <= {"O"} | {f"{p}-{one}" for p in "BI" for one in types}, tags


if __name__ == "__main__":
    try:
        main()
    except AssertionError as error:
        raise SystemExit(f"run_files.py: {error}") from error
    print("run folder: read as run_ner's" + ("" if "--check" in sys.argv else "; there is nothing to freeze"))
