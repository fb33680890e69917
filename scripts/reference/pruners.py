"""Freezes what Optuna's pruners decide over thousands of reports, and how Hyperband shares trials out.

Writes test/tune/reference/pruners.json. Reports are drawn by the hash of src/random.ts on both sides: values with many ties,
NaN and infinities, steps that are left out, come late or come twice, trials that run at the same time, fail or
complete. A decision is a digit: 1 ends the trial. `rungs` has how many rungs each trial noted, a digit a trial.

Usage: python scripts/reference/pruners.py [--check]
"""

import json
import math
import pathlib
import sys
import warnings
from importlib.metadata import version

import optuna
from optuna.trial import TrialState

from shared.draws import Draws

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
path = pathlib.Path(__file__).parents[2] / "test/tune/reference/pruners.json"


def steps(options):
    return {"n_warmup_steps": options.get("warmupSteps", 0), "interval_steps": options.get("intervalSteps", 1)}


def create(settings):
    kind, options = settings["type"], settings
    if kind == "nop":
        return optuna.pruners.NopPruner()
    if kind in ("median", "percentile"):
        shared = {
            **steps(options),
            "n_startup_trials": options.get("startupTrials", 5),
            "n_min_trials": options.get("minTrials", 1),
        }
        if kind == "median":
            return optuna.pruners.MedianPruner(**shared)
        return optuna.pruners.PercentilePruner(options["percentile"], **shared)
    if kind == "threshold":
        return optuna.pruners.ThresholdPruner(lower=options.get("lower"), upper=options.get("upper"), **steps(options))
    if kind == "successive-halving":
        return optuna.pruners.SuccessiveHalvingPruner(
            min_resource=options.get("minResource", "auto"),
            reduction_factor=options.get("reductionFactor", 4),
            min_early_stopping_rate=options.get("minEarlyStoppingRate", 0),
            bootstrap_count=options.get("bootstrapCount", 0),
        )
    if kind == "hyperband":
        return optuna.pruners.HyperbandPruner(
            min_resource=options.get("minResource", 1),
            max_resource=options.get("maxResource", "auto"),
            reduction_factor=options.get("reductionFactor", 3),
            bootstrap_count=options.get("bootstrapCount", 0),
        )
    wrapped = create(options["wrapped"]) if "wrapped" in options else None
    return optuna.pruners.PatientPruner(wrapped, options["patience"], options.get("minDelta", 0.0))


def rehearse(settings, direction, seed, trials, jobs, longest):
    draws = Draws(seed)
    study = optuna.create_study(study_name=f"étude {seed}", direction=direction, pruner=create(settings))
    running = []
    decisions = ""
    begun = 0
    while True:
        if begun < trials and len(running) < jobs and (not running or draws.below(2) == 0):
            begun += 1
            running.append({"trial": study.ask(), "step": -1, "left": 1 + draws.below(longest), "level": draws.below(9)})
            continue
        if not running:
            break
        one = running[draws.below(len(running))]
        trial = one["trial"]
        one["step"] += 1 + (draws.below(3) if draws.below(8) == 0 else 0)
        step = max(0, one["step"] - 2) if draws.below(16) == 0 else one["step"]
        kind = draws.below(40)
        value = (one["level"] + draws.below(13)) / 4
        if kind < 3:
            value = [math.nan, math.inf, -math.inf][kind]
        trial.report(value, step)
        ended = trial.should_prune()
        decisions += "1" if ended else "0"
        one["left"] -= 1
        if ended:
            study.tell(trial, state=TrialState.PRUNED)
        elif one["left"] == 0:
            if draws.below(10) == 0:
                study.tell(trial, state=TrialState.FAIL)
            else:
                study.tell(trial, one["level"])
        if ended or one["left"] == 0:
            running.remove(one)
    rungs = [sum(key.startswith("completed_rung_") for key in trial.system_attrs) for trial in study.get_trials()]
    return {
        "settings": settings,
        "direction": direction,
        "seed": seed,
        "trials": trials,
        "jobs": jobs,
        "longest": longest,
        "decisions": decisions,
        "rungs": "".join(map(str, rungs)) if any(rungs) else "",
    }


variants = [
    {"type": "nop"},
    {"type": "median"},
    {"type": "median", "startupTrials": 0},
    {"type": "median", "startupTrials": 2, "warmupSteps": 3},
    {"type": "median", "startupTrials": 1, "intervalSteps": 3},
    {"type": "median", "startupTrials": 1, "warmupSteps": 2, "intervalSteps": 4, "minTrials": 4},
    {"type": "percentile", "percentile": 25, "startupTrials": 1},
    {"type": "percentile", "percentile": 0, "startupTrials": 3},
    {"type": "percentile", "percentile": 100, "startupTrials": 0},
    {"type": "percentile", "percentile": 71.3, "startupTrials": 3, "minTrials": 3, "intervalSteps": 2},
    {"type": "threshold", "lower": 0.5},
    {"type": "threshold", "upper": 4},
    {"type": "threshold", "lower": 0.25, "upper": 4.5, "warmupSteps": 2, "intervalSteps": 2},
    {"type": "successive-halving"},
    {"type": "successive-halving", "minResource": 1},
    {"type": "successive-halving", "minResource": 1, "reductionFactor": 2},
    {"type": "successive-halving", "minResource": 2, "reductionFactor": 3, "minEarlyStoppingRate": 1},
    {"type": "successive-halving", "minResource": 1, "reductionFactor": 2, "bootstrapCount": 3},
    {"type": "hyperband"},
    {"type": "hyperband", "maxResource": 27},
    {"type": "hyperband", "minResource": 2, "maxResource": 30, "reductionFactor": 2},
    {"type": "hyperband", "maxResource": 9, "bootstrapCount": 2},
    {"type": "patient", "patience": 0},
    {"type": "patient", "patience": 2},
    {"type": "patient", "patience": 1, "minDelta": 0.5},
    {"type": "patient", "patience": 1, "wrapped": {"type": "median", "startupTrials": 1}},
    {"type": "patient", "patience": 0, "wrapped": {"type": "successive-halving", "minResource": 1, "reductionFactor": 2}},
]

scenarios = []
for settings in variants:
    for direction in ("minimize", "maximize"):
        for jobs, longest in ((1, 12), (5, 30)):
            scenarios.append(rehearse(settings, direction, len(scenarios) + 1, 60, jobs, longest))
# A study long enough for `auto` to be above 1.
scenarios.append(rehearse({"type": "successive-halving"}, "minimize", 900, 12, 3, 900))


def brackets(name, minimum, maximum, factor):
    pruner = optuna.pruners.HyperbandPruner(min_resource=minimum, max_resource=maximum, reduction_factor=factor)
    study = optuna.create_study(study_name=name, pruner=pruner)
    pruner._try_initialization(study)
    for _ in range(64):
        study.ask()
    ids = [pruner._get_bracket_id(study, trial) for trial in study.get_trials()]
    return {
        "name": name,
        "minResource": minimum,
        "maxResource": maximum,
        "reductionFactor": factor,
        "shares": pruner._trial_allocation_budgets,
        "brackets": ids,
    }


# How many brackets there are, for each greatest resource from 1: the logarithm of a power may lie just below it.
counts = {
    factor: [math.floor(math.log(maximum / 1, factor)) + 1 for maximum in range(1, 1025)] for factor in (2, 3, 4, 5)
}
content = {
    "versions": {"optuna": version("optuna"), "numpy": version("numpy")},
    "scenarios": scenarios,
    "brackets": [
        brackets("study", 1, 81, 3),
        brackets("Suche über Größen \U0001f50e", 1, 100, 4),
        brackets("no-name-4d1c", 3, 23, 2),
    ],
    "counts": {factor: "".join(f"{count:x}" for count in row) for factor, row in counts.items()},
}
text = json.dumps(content, separators=(",", ":"), ensure_ascii=False).replace('{"settings"', '\n{"settings"') + "\n"
if "--check" in sys.argv:
    frozen = json.loads(path.read_text())
    if {**frozen, "versions": None} != {**json.loads(text), "versions": None}:
        print(f"{path} differs")
        sys.exit(1)
else:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
