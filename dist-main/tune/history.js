/**
 * @file What a process knows of a study, kept up to date from what changes in the storage.
 *
 * Samplers and pruners see a study through a `StudyView`. It tells finished trials in the order in which they became
 * known and never takes one back, so that a sampler can keep columns of numbers beside it and add to them: nobody reads
 * all trials for each new one.
 */
import { firstIndex } from "../lists.js";
import { isFinished } from "./frozen-trial.js";
class View {
    name;
    directions;
    trials = [];
    finished = [];
    unfinished = new Map();
    whole;
    /** How much of the history's log is in it. */
    position = 0;
    constructor({ name, directions }, whole) {
        this.name = name;
        this.directions = directions;
        this.whole = whole ?? this;
    }
    add(trial) {
        const place = this.#placeOf(trial.number);
        const known = this.trials[place];
        if (known?.number === trial.number) {
            if (isFinished(known.state))
                return;
            this.trials[place] = trial;
        }
        else
            this.trials.splice(place, 0, trial);
        if (isFinished(trial.state)) {
            this.unfinished.delete(trial.number);
            this.finished.push(trial);
        }
        else
            this.unfinished.set(trial.number, trial);
    }
    /** Where a trial stands, or would. */
    #placeOf(number) {
        // Most come at the end.
        if ((this.trials.at(-1)?.number ?? -1) < number)
            return this.trials.length;
        return firstIndex(this.trials, trial => trial.number >= number);
    }
}
/**
 * Begins a history without trials.
 *
 * @param groupOf a function of the study and a number alone, which answers always the same once it has answered
 */
export function createHistory(study, groupOf) {
    const all = new View(study);
    const byNumber = new Map();
    const log = [];
    const groups = new Map();
    return {
        all,
        update({ trials }) {
            for (const trial of trials) {
                all.add(trial);
                if (groupOf === undefined)
                    continue;
                byNumber.set(trial.number, trial);
                log.push(trial.number);
            }
        },
        viewFor(trialNumber) {
            const group = groupOf?.(all, trialNumber);
            if (group === undefined)
                return all;
            let view = groups.get(group);
            if (view === undefined) {
                view = new View(study, all);
                groups.set(group, view);
            }
            for (; view.position < log.length; view.position++) {
                const number = log[view.position];
                if (groupOf(all, number) === group)
                    view.add(byNumber.get(number));
            }
            return view;
        },
    };
}
