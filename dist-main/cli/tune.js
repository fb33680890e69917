/**
 * @file `medspan tune`: the search for hyperparameters.
 */
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { MedspanError } from "../errors.js";
import { renderColumns } from "../text/columns.js";
import { tune } from "../tuning/tune.js";
import { setOption, showResult } from "./io.js";
import { parseDuration, parsePositive } from "./numbers.js";
import { reportAloud } from "./report.js";
import { overridesOf } from "./train.js";
import { formatSeconds, renderNotice } from "./view/progress.js";
import { createScreen } from "./view/screen.js";
import { noteEvent, noteLine, renderEvent, renderParams, renderSearch, watchSearch } from "./view/search.js";
const DRAW_EVERY_MS = 500;
const HELP = `
The configuration says what to search; a setting is named by its path, and checked like any other:

  tuning:
    n_trials: 15
    sampler: tpe                 # tpe, random, grid, sobol, cma-es; with options: { type: tpe, startup_trials: 5 }
    pruner: median               # median, percentile, successive-halving, hyperband, threshold, patient, none
    search:
      training.learning_rate: { low: 1.0e-5, high: 5.0e-5, log: true }
      training.per_device_train_batch_size: [8, 16, 32]
      training.num_train_epochs: { type: int, low: 1, high: 5 }
      loss.name: [cross-entropy, focal]
      loss.gamma: { low: 0, high: 5, when: { loss.name: focal } }

Trials are compared by training.metric_for_best_model on the validation part alone. The first one is the configuration
as it is written. Every trial is a run folder in <study>/trials; the best configuration is <study>/best.yaml, for
medspan train. With --budget a step and an evaluation are measured first, and the plan is printed: how many trials, of up
to how many epochs, and after which epochs only the best third continues (successive halving). Each call plans for the
time given: finished trials stay, and more are added.

The study itself is a journal, or a SQLite file (tuning.storage), as Optuna has it: Optuna and optuna-dashboard open it.
If it is interrupted, the same command resumes. Exit codes are those of medspan train.

Examples:
  medspan tune -c medspan.yaml --workers 2
  medspan tune -c medspan.yaml --trials 30 --timeout 3600
  medspan tune -c medspan.yaml --budget 2h
  medspan train -c runs/medspan-tuning/best.yaml
`;
export function tuneCommand(context) {
    return new Command('tune')
        .option('-c, --config <file>', 'the configuration, with tuning.search', 'medspan.yaml')
        .addOption(setOption())
        .option('--trials <count>', 'the number of trials of the study, instead of tuning.n_trials', parsePositive)
        .option('--timeout <seconds>', 'start no trial after this time, instead of tuning.timeout', parsePositive)
        .option('--budget <time>', 'plan trials, epochs and rungs for a time such as 2h or 45m', parseDuration)
        .option('--workers <count>', 'processes that train in parallel', parsePositive, 1)
        .option('-o, --output <folder>', 'the study folder, instead of tuning.output_dir')
        .option('--no-report', 'skip the figures and report.html; medspan report makes them later')
        .addHelpText('after', HELP)
        .action(async (options) => {
        const { io } = context;
        if (options.budget !== undefined && (options.trials ?? options.timeout) !== undefined)
            throw new MedspanError('config', 'expected --budget, or --trials and --timeout, got both', {
                hint: 'A budget plans the number of trials and their time itself.',
            });
        const overrides = [
            ...overridesOf(io, options, 'tuning'),
            ...(options.trials === undefined ? [] : [`tuning.n_trials=${options.trials}`]),
            ...(options.timeout === undefined ? [] : [`tuning.timeout=${options.timeout}`]),
        ];
        const signal = io.interruption();
        const shown = showSearch(context);
        let tuned;
        try {
            tuned = await tune(resolve(io.cwd, options.config), {
                overrides,
                workers: options.workers,
                budget: options.budget,
                signal,
                ...shown.listeners,
            });
        }
        finally {
            shown.end();
        }
        showResult(io, options, tuned.study, renderStudy(tuned));
        if (options.report)
            await reportStudy(tuned, context.progress, signal);
    });
}
/** The report of the best trial, and that of the study, which leads there. */
async function reportStudy({ studyFolder, study }, progress, signal) {
    const best = study.trials.find(({ number }) => number === study.best);
    if (best?.folder !== undefined)
        await reportAloud(join(studyFolder, best.folder), progress, { signal, previous: 'none' });
    await reportAloud(studyFolder, progress, { signal });
}
/** Shows a search while it runs: a page on a terminal, lines elsewhere. */
function showSearch({ io, progress }) {
    const watched = watchSearch(performance.now());
    const onStudy = (study, folder) => {
        watched.study = study;
        watched.folder = folder;
    };
    if (!isScreen(io))
        return {
            listeners: {
                progress,
                onStudy,
                onEvent: event => {
                    const line = renderEvent(event, watched.study);
                    if (line !== undefined)
                        progress.info(line);
                },
            },
            end() { },
        };
    const screen = createScreen(io.stderr);
    const draw = () => {
        const rows = io.stderr.rows ?? 24;
        screen.draw(renderSearch(watched, performance.now(), { rows }));
    };
    const timer = setInterval(draw, DRAW_EVERY_MS);
    return {
        listeners: {
            // Bars of single steps have no place beside the table.
            progress: {
                task: () => ({ advance() { }, end() { } }),
                info: line => noteLine(watched, line),
                notice: notice => noteLine(watched, renderNotice(notice)),
            },
            onStudy,
            onEvent: event => {
                noteEvent(watched, event, performance.now());
                if (event.kind === 'begin' || event.kind === 'end')
                    draw();
            },
        },
        end() {
            clearInterval(timer);
            draw();
        },
    };
}
function isScreen({ stderr }) {
    return stderr.isTTY === true && process.env.TERM !== 'dumb';
}
/** What a search has found. */
export function renderStudy({ study, studyFolder }) {
    const { trials, metric, gain, importance, time } = study;
    const best = trials.find(({ number }) => number === study.best);
    const count = (state) => trials.filter(trial => trial.state === state).length;
    const percent = (value) => (100 * value).toFixed(2);
    const interval = ({ estimate, lower, upper }) => `${percent(estimate)} (${percent(lower)} to ${percent(upper)})`;
    return [
        `${trials.length} trials: ${count('complete')} complete, ${count('pruned')} pruned, ${count('failed')} failed; ` +
            `trained ${formatSeconds(time.trained_seconds)}, pruning saved about ${formatSeconds(time.saved_seconds)}`,
        ...(best === undefined
            ? []
            : ['', `best ${metric} ${best.value?.toFixed(4)}, trial ${best.number}: ${renderParams(best.params)}`]),
        ...(gain === undefined
            ? []
            : [
                `F1 on validation ${interval(gain.best)}, with the initial configuration ${interval(gain.initial)}; ` +
                    `difference ${interval(gain.difference)}, p ${gain.p.toFixed(4)}`,
                'The best trial was chosen on these documents: on others expect a slightly lower score.',
            ]),
        ...(importance.length === 0
            ? []
            : [
                '',
                renderColumns([
                    ['parameter', 'importance'],
                    ...importance.map(({ name, importance: share }) => [name, share.toFixed(2)]),
                ]),
            ]),
        '',
        `The study is in ${studyFolder}; train with the best settings: medspan train -c ${studyFolder}/best.yaml`,
    ].join('\n');
}
