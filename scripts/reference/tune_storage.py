"""Freezes study files as Optuna makes them, and has Optuna and medspan go on with each other's.

Into test/tune/reference/storage.json go the tables of Optuna's relational storage in SQLite, a dump of such a file, a
journal file, and what Optuna reads from both. Times and the names of workers are fixed.

Besides, with files that medspan writes, on both storages: what Optuna has made medspan reads as Optuna does, goes on with
it, and Optuna goes on again; the same begun by medspan; workers of both share one study, and no trial is lost or had
twice; Optuna reads a journal behind which a writer was killed once medspan has written to it; Optuna fails and repeats a
trial of medspan's whose worker is silent. Needs `npm run build` before.

    tune_storage.py           write the file
    tune_storage.py --check   recompute, compare, exit 1 on a difference
"""

import json
import math
import re
import sqlite3
import subprocess
import sys
import tempfile
import warnings
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from pathlib import Path

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution, distribution_to_json
from optuna.storages import JournalStorage, RDBStorage, RetryFailedTrialCallback
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.trial import TrialState, create_trial

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test" / "tune" / "reference" / "storage.json"
SCRIPT = ROOT / "scripts" / "reference" / "tune_storage.mjs"
KINDS = ["sqlite", "journal"]
START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc)
STATES = {
    TrialState.RUNNING: "running",
    TrialState.WAITING: "waiting",
    TrialState.COMPLETE: "complete",
    TrialState.PRUNED: "pruned",
    TrialState.FAIL: "failed",
}


def storage_of(kind: str, path: str, **options):
    if kind == "sqlite":
        return RDBStorage(f"sqlite:///{path}", engine_kwargs={"connect_args": {"timeout": 60}}, **options)
    return JournalStorage(JournalFileBackend(path))


def plain(value):
    """JSON has no words for what is no number."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def milliseconds(time):
    return None if time is None else int(time.astimezone(timezone.utc).timestamp() * 1e6 + 0.5) // 1000


def read(kind: str, path: str) -> list[dict]:
    storage = storage_of(kind, path)
    studies = []
    for study in storage.get_all_studies():
        trials = []
        for trial in storage.get_all_trials(study._study_id):
            system = {key: value for key, value in trial.system_attrs.items() if key != "medspan:heartbeat"}
            trials.append(
                {
                    "number": trial.number,
                    "state": STATES[trial.state],
                    "values": plain(trial.values),
                    "started": milliseconds(trial.datetime_start),
                    "completed": milliseconds(trial.datetime_complete),
                    "params": plain(trial.params),
                    "distributions": {key: distribution_to_json(d) for key, d in trial.distributions.items()},
                    "user": plain(trial.user_attrs),
                    "system": plain(system),
                    "steps": plain(sorted(trial.intermediate_values.items())),
                }
            )
        studies.append(
            {
                "name": study.study_name,
                "directions": [direction.name.lower() for direction in study.directions],
                "user": plain(study.user_attrs),
                "system": plain(study.system_attrs),
                "trials": trials,
            }
        )
    return studies


def medspan(**given):
    process = subprocess.run(["node", SCRIPT], input=json.dumps(given), capture_output=True, text=True)
    if process.returncode != 0:
        sys.exit(process.stderr)
    return json.loads(process.stdout)


def same(what: str, found, wanted) -> None:
    # A float that is whole is an int to JavaScript.
    if json.loads(json.dumps(found)) != json.loads(json.dumps(wanted)):
        sys.exit(f"{what}: expected\n{json.dumps(wanted, indent=1)}\ngot\n{json.dumps(found, indent=1)}")


def make(kind: str, path: str) -> None:
    """A study with something of everything, and one with two directions."""
    storage = storage_of(kind, path)
    study = optuna.create_study(study_name="study", storage=storage)
    study.set_user_attr("größe ü", {"list": [1, 2.5, float("nan"), None, "🎉"]})
    distributions = {
        "x": FloatDistribution(-1, 1),
        "rate ü": FloatDistribution(1e-5, 0.1, log=True),
        "n": IntDistribution(1, 9, step=2),
        "choice": CategoricalDistribution(["a", "ü", None, True, 2.5, 3]),
    }
    params = {"x": 0.1 + 0.2, "rate ü": 1e-5, "n": 5, "choice": None}
    common = {"params": params, "distributions": distributions}
    steps = {0: 0.5, 10: float("nan"), 20: float("inf"), 30: float("-inf")}
    trials = [
        {"state": TrialState.COMPLETE, "values": [0.1 + 0.2], **common, "user_attrs": {"note": ["ü", 1, 1.5, float("-inf")]}},
        {"state": TrialState.COMPLETE, "values": [float("inf")], **common, "system_attrs": {"constraints": [0.5, -1]}},
        {"state": TrialState.PRUNED, "values": [0.5], **common, "intermediate_values": steps},
        {"state": TrialState.FAIL, "system_attrs": {"fail_reason": "the disk is full"}},
        {"state": TrialState.WAITING, "system_attrs": {"fixed_params": {"x": 0.5, "choice": True}}},
        {"state": TrialState.RUNNING, **common, "intermediate_values": {0: 5e-324}},
    ]
    for index, given in enumerate(trials):
        trial = create_trial(**given)
        trial.datetime_start = None
        if given["state"] != TrialState.WAITING:
            trial.datetime_start = (START + timedelta(minutes=index)).astimezone().replace(tzinfo=None)
        trial.datetime_complete = None
        if given["state"].is_finished():
            trial.datetime_complete = trial.datetime_start + timedelta(seconds=30)
        storage.create_new_trial(study._study_id, trial)
    both = optuna.create_study(study_name="zwei ü", storage=storage, directions=["minimize", "maximize"])
    two = create_trial(values=[1.0, float("-inf")])
    two.datetime_start = START.astimezone().replace(tzinfo=None)
    two.datetime_complete = two.datetime_start
    storage.create_new_trial(both._study_id, two)


def go_on(kind: str, path: str, name: str = "study") -> None:
    study = optuna.load_study(study_name=name, storage=storage_of(kind, path), sampler=optuna.samplers.RandomSampler(1))

    def objective(trial):
        x = trial.suggest_float("x", -1, 1)
        trial.suggest_float("rate ü", 1e-5, 0.1, log=True)
        trial.suggest_int("n", 1, 9, step=2)
        trial.suggest_categorical("choice", ["a", "ü", None, True, 2.5, 3])
        trial.set_user_attr("by", "optuna ü")
        return x if len(study.directions) == 1 else (x, x + 1)

    study.optimize(objective, n_trials=3)


def check_turns(folder: str, kind: str) -> None:
    for first in ["optuna", "medspan"]:
        path = f"{folder}/turns-{first}-{kind}"
        if first == "optuna":
            make(kind, path)
            same(f"{kind} of Optuna", medspan(kind=kind, path=path, does="read"), read(kind, path))
        for name, directions in [("study", ["minimize"]), ("zwei ü", ["minimize", "maximize"])]:
            found = medspan(kind=kind, path=path, does="continue", name=name, directions=directions)
            same(f"{kind} that medspan went on with", found, read(kind, path))
            go_on(kind, path, name)
            found = medspan(kind=kind, path=path, does="read")
            same(f"{kind} that Optuna went on with", found, read(kind, path))
            trials = next(study["trials"] for study in found if study["name"] == name)
            same("trials that wait", [trial for trial in trials if trial["state"] == "waiting"], [])
            taken = [trial for trial in trials if trial["user"] == {"by": "optuna ü"} and "fixed_params" in trial["system"]]
            same("the enqueued trial", [trial["params"]["x"] for trial in taken], [0.25])
            found = medspan(kind=kind, path=path, does="continue", name=name, directions=directions)
            same(f"{kind} that medspan went on with again", found, read(kind, path))


WORKER = """
import json, sys, optuna
from optuna.storages import JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend
optuna.logging.set_verbosity(optuna.logging.ERROR)
kind, path = sys.argv[1:]
storage = (
    RDBStorage("sqlite:///" + path, engine_kwargs={"connect_args": {"timeout": 60}})
    if kind == "sqlite"
    else JournalStorage(JournalFileBackend(path))
)
study = optuna.load_study(study_name="study", storage=storage)
numbers = []
for _ in range(15):
    trial = study.ask()
    study.tell(trial, trial.suggest_float("x", -1, 1))
    numbers.append(trial.number)
print(json.dumps(numbers))
"""


def check_sharing(folder: str, kind: str) -> None:
    """Two workers of each side on one file."""
    path = f"{folder}/shared-{kind}"
    optuna.create_study(study_name="study", storage=storage_of(kind, path))
    processes = []
    for seed in range(2):
        processes.append(subprocess.Popen([sys.executable, "-c", WORKER, kind, path], stdout=subprocess.PIPE, text=True))
        ours = subprocess.Popen(["node", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        json.dump({"kind": kind, "path": path, "does": "work", "trials": 15, "seed": seed}, ours.stdin)
        ours.stdin.close()
        processes.append(ours)
    numbers = [number for process in processes for number in json.loads(process.stdout.read())]
    for process in processes:
        same("the exit code of a worker", process.wait(), 0)
    same(f"the trials of all workers ({kind})", sorted(numbers), list(range(60)))
    studies = read(kind, path)
    same("the trials of the study", [trial["number"] for trial in studies[0]["trials"]], list(range(60)))
    same("their states", {trial["state"] for trial in studies[0]["trials"]} == {"complete"}, True)
    same(f"the study that was shared ({kind})", medspan(kind=kind, path=path, does="read"), studies)


def check_killed(folder: str) -> None:
    path = f"{folder}/killed"
    make("journal", path)
    before = read("journal", path)
    with open(path, "ab") as file:
        file.write(b'{"op_code":6,"worker_id":"0","trial_id":5,"sta')
    same("a journal with half a line", medspan(kind="journal", path=path, does="read"), before)
    found = medspan(kind="journal", path=path, does="continue")
    same("a journal that had half a line", read("journal", path), found)
    backend = JournalFileBackend(path, lock_obj=JournalFileOpenLock(path))
    JournalStorage(backend).create_new_study([optuna.study.StudyDirection.MINIMIZE], "third")
    same("the studies", [study["name"] for study in medspan(kind="journal", path=path, does="read")][-1], "third")


def check_heartbeat(folder: str) -> None:
    path = f"{folder}/heartbeat"
    callback = RetryFailedTrialCallback(max_retry=2)
    storage = storage_of("sqlite", path, heartbeat_interval=1, grace_period=2, failed_trial_callback=callback)
    study = optuna.create_study(study_name="study", storage=storage)
    number = medspan(kind="sqlite", path=path, does="hang", agoMs=10_000)
    fresh = medspan(kind="sqlite", path=path, does="hang", agoMs=0)
    optuna.storages.fail_stale_trials(study)
    trials = study.get_trials()
    same("the states", [trial.state.name for trial in trials], ["FAIL", "RUNNING", "WAITING"])
    same("what is tried again", trials[2].system_attrs, {"failed_trial": number, "retry_history": [number]})
    same("the number of the other", fresh, 1)
    same("what medspan reads", medspan(kind="sqlite", path=path, does="read"), read("sqlite", path))


def freeze() -> dict:
    frozen = {"versions": {name: version(name) for name in ("optuna", "sqlalchemy", "alembic")}}
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            make(kind, f"{folder}/{kind}")
            frozen[f"{kind}_studies"] = read(kind, f"{folder}/{kind}")
        database = sqlite3.connect(f"{folder}/sqlite")
        tables = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        frozen["tables"] = dict(tables.fetchall())
        frozen["dump"] = list(database.iterdump())
        database.close()
        journal = Path(f"{folder}/journal").read_text()
    journal = re.sub(r'"worker_id":"[^"]*"', '"worker_id":"worker"', journal)
    frozen["journal"] = journal.splitlines()
    return frozen


def main() -> None:
    frozen = freeze()
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            check_turns(folder, kind)
            check_sharing(folder, kind)
        check_killed(folder)
        check_heartbeat(folder)
    if "--check" not in sys.argv:
        OUT.parent.mkdir(parents=True, exist_ok=True)
        OUT.write_text(json.dumps(frozen, indent=1, ensure_ascii=False) + "\n")
        return
    known = json.loads(OUT.read_text())
    for name, value in frozen.items():
        if name != "versions":
            same(name, value, known[name])


main()
