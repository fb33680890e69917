"""One of several workers of an Optuna study: opens a storage, then runs as many trials as each line says.

tune_storage.py sqlite|journal PATH SEED. Prints {"ready": ...} with versions, then for each line the numbers of the
trials that it ran.
"""

import json
import sys

import optuna
from optuna.storages import JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend

kind, path, seed = sys.argv[1:]
optuna.logging.set_verbosity(optuna.logging.WARNING)
if kind == "journal":
    storage = JournalStorage(JournalFileBackend(path))
else:
    # With Python's 5 seconds some workers end with "database is locked".
    storage = RDBStorage(f"sqlite:///{path}", engine_kwargs={"connect_args": {"timeout": 120}})
sampler = optuna.samplers.RandomSampler(seed=int(seed))
study = optuna.create_study(study_name="bench", storage=storage, sampler=sampler, load_if_exists=True)
print(json.dumps({"ready": True, "optuna": optuna.__version__, "python": sys.version.split()[0]}), flush=True)
for line in sys.stdin:
    numbers = []
    for _ in range(int(line)):
        trial = study.ask()
        rate = trial.suggest_float("learning_rate", 1e-5, 5e-5, log=True)
        trial.suggest_categorical("batch", [8, 16, 32])
        trial.suggest_int("epochs", 1, 5)
        study.tell(trial, rate)
        numbers.append(trial.number)
    print(json.dumps(numbers), flush=True)
