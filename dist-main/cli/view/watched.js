/**
 * @file A run that is watched, as text: a page to draw again and again, or lines that say what is new.
 */
import { basename } from 'node:path';
import { appendAll, maxOf, minOf } from "../../lists.js";
import { renderColumns } from "../../text/columns.js";
import { escapeLine } from "../escape.js";
import { formatSeconds, renderNotice } from "./progress.js";
const STATUS = {
    absent: 'waiting for the run to start',
    running: 'training',
    interrupted: 'interrupted, waiting to be resumed',
    scoring: 'trained, scoring the best model',
    finished: 'finished',
    failed: 'failed',
    pruned: 'pruned by its search',
};
/** How many evaluations and notices a page shows. */
const SHOWN_EVALUATIONS = 8;
const SHOWN_NOTICES = 3;
/** After so many seconds without news they are counted. */
const QUIET_SECONDS = 60;
const SPARKS = '▁▂▃▄▅▆▇█';
const STYLES = { bold: 1, red: 31, green: 32, yellow: 33 };
/** All of it on a page; lines are at most `columns` long. Ends without a line break. */
export function renderWatched(run, { columns, colour }) {
    const paint = (style, text) => colour && style !== undefined ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;
    const plain = (lines, style) => lines.map(line => paint(style, cut(escapeLine(line), columns)));
    const sections = [
        [
            ...plain([nameOf(run)], 'bold'),
            ...plain(wrap([STATUS[run.status], ...endOf(run)], columns), styleOf(run.status)),
        ],
        plain([...courseOf(run, columns), ...lossOf(run, columns)]),
        evaluationRows(run, columns).flatMap(({ text, isBest }) => plain([text], isBest ? 'green' : undefined)),
        plain(patienceOf(run, columns)),
        plain(noticeLines(run.warnings, columns), 'yellow'),
    ];
    return sections
        .filter(lines => lines.length > 0)
        .map(lines => lines.join('\n'))
        .join('\n\n');
}
function nameOf({ runFolder }) {
    return basename(runFolder);
}
function styleOf(status) {
    if (status === 'failed')
        return 'red';
    if (status === 'finished')
        return 'green';
    return status === 'interrupted' || status === 'absent' || status === 'pruned' ? 'yellow' : undefined;
}
/** What there is to say of the end of a run. */
function endOf(run) {
    if (run.status === 'failed')
        return run.error === null ? [] : [run.error];
    const quiet = run.quietSeconds >= QUIET_SECONDS ? [`nothing new for ${formatSeconds(run.quietSeconds)}`] : [];
    if (run.status !== 'finished')
        return quiet;
    const best = run.evaluations.find(({ step }) => step === run.bestStep)?.[`eval_${run.metric}`];
    return [
        ...(best === undefined
            ? []
            : [`best ${run.metric} ${formatMetric(run.metric, best)} at step ${count(run.bestStep ?? 0)}`]),
        ...(run.test === null ? [] : [`test f1 ${formatMetric('f1', run.test.f1)}`]),
    ];
}
/** A bar, where the run stands, how fast it is and what is left. */
function courseOf(run, columns) {
    if (run.status === 'absent')
        return [];
    const { step, maxSteps, epoch, epochs, checkpoint } = run;
    const share = maxSteps === null ? undefined : Math.min(1, step / Math.max(1, maxSteps));
    const bar = share === undefined ? [] : [renderBar(share, Math.min(30, columns - 8))];
    const parts = [
        `step ${count(step)}${maxSteps === null ? '' : ` of ${count(maxSteps)}`}`,
        `epoch ${fraction(epoch)}${epochs === null ? '' : ` of ${fraction(epochs)}`}`,
        ...speedOf(run),
        ...(checkpoint === null ? [] : [`checkpoint at step ${count(checkpoint)}`]),
    ];
    return [...bar, ...wrap(parts, columns)];
}
function speedOf({ stepsPerSecond: rate, secondsLeft }) {
    const speed = rate === null
        ? []
        : rate >= 1 || rate === 0
            ? [`${figure(rate)} steps/s`]
            : [`${figure(1 / rate)} s a step`];
    return secondsLeft === null ? speed : [...speed, `${formatSeconds(secondsLeft)} left`];
}
/** `[========>       ]  52 %` */
function renderBar(share, width) {
    const filled = Math.round(share * width);
    const bar = `${'='.repeat(filled)}${filled < width ? '>' : ''}`.padEnd(width).slice(0, width);
    return `[${bar}] ${String(Math.floor(100 * share)).padStart(3)} %`;
}
function lossOf({ loss, learningRate, gradNorm, losses }, columns) {
    if (loss === null)
        return [];
    const parts = [
        `loss ${loss.toFixed(4)}`,
        ...(learningRate === null ? [] : [`learning rate ${figure(learningRate)}`]),
        ...(gradNorm === null ? [] : [`gradient norm ${figure(gradNorm)}`]),
    ];
    const values = losses.map(one => one.loss);
    const first = values[0];
    if (first === undefined || values.length < 2)
        return wrap(parts, columns);
    const [from, to] = [first.toFixed(4), loss.toFixed(4)];
    const width = Math.min(60, columns - from.length - to.length - 2);
    return [...wrap(parts, columns), `${from} ${renderSparkline(values, width)} ${to}`];
}
/** Values as a line of blocks, the least the lowest; several values to a block are their mean. */
export function renderSparkline(values, width) {
    const cells = Math.max(1, Math.min(width, values.length));
    const means = Array.from({ length: cells }, (_, cell) => {
        const part = values.slice(Math.floor((cell * values.length) / cells), Math.floor(((cell + 1) * values.length) / cells));
        return part.reduce((sum, value) => sum + value, 0) / part.length;
    });
    const least = minOf(means);
    const range = maxOf(means) - least;
    return means
        .map(mean => SPARKS[range > 0 ? Math.round(((mean - least) / range) * (SPARKS.length - 1)) : 0])
        .join('');
}
/** A table of the newest evaluations, and of the best one; columns that have no room are left out. */
function evaluationRows(run, columns) {
    const { evaluations, bestStep, metric } = run;
    if (evaluations.length === 0)
        return [];
    const newest = evaluations.slice(-SHOWN_EVALUATIONS);
    const best = evaluations.find(({ step }) => step === bestStep);
    const shown = best === undefined || newest.includes(best) ? newest : [best, ...newest.slice(1)];
    const measured = [...new Set(['loss', 'precision', 'recall', 'f1', metric])].filter(name => shown.some(record => record[`eval_${name}`] !== undefined));
    const droppable = ['recall', 'precision', 'loss', 'f1'].filter(name => name !== metric);
    for (;;) {
        const rows = [
            ['epoch', 'step', ...measured, ''],
            ...shown.map(record => [
                fraction(record.epoch ?? 0),
                count(record.step ?? 0),
                ...measured.map(name => {
                    const value = record[`eval_${name}`];
                    return value === undefined ? '' : formatMetric(name, value);
                }),
                record === best ? 'best' : '',
            ]),
        ];
        const lines = renderColumns(rows).split('\n');
        const dropped = droppable.shift();
        if (dropped === undefined || maxOf(lines.map(line => line.length)) <= columns)
            return lines.map((text, index) => ({ text, isBest: index > 0 && shown[index - 1] === best }));
        const at = measured.indexOf(dropped);
        if (at >= 0)
            measured.splice(at, 1);
    }
}
function patienceOf({ patience, status }, columns) {
    if (patience === null || patience.without === 0 || status !== 'running')
        return [];
    const { without, of } = patience;
    const evaluations = without === 1 ? 'evaluation' : 'evaluations';
    return wrap([`${without} ${evaluations} without improvement`, `training ends after ${of}`], columns);
}
function noticeLines(warnings, columns) {
    const lines = warnings.slice(0, SHOWN_NOTICES).flatMap(notice => wrapWords(renderNotice(notice), columns));
    const more = warnings.length - SHOWN_NOTICES;
    return more > 0 ? [...lines, `and ${more} more in run.json`] : lines;
}
export const nothingTold = { status: undefined, step: 0, evaluations: 0, warnings: [] };
/** Lines for what is new since the last time, and what has been told then. */
export function renderNews(run, told) {
    const lines = [];
    const isBack = run.step < told.step || run.evaluations.length < told.evaluations;
    if (isBack && run.status !== 'absent')
        lines.push(`went back to step ${count(run.step)}`);
    const warnings = run.warnings.map(renderNotice);
    appendAll(lines, warnings.filter(line => !told.warnings.includes(line)));
    if (run.step > 0 && run.step !== told.step)
        lines.push(progressLine(run));
    const evaluated = isBack ? run.evaluations.length : told.evaluations;
    appendAll(lines, run.evaluations.slice(evaluated).map(record => evaluationLine(record, run)));
    if (run.status !== told.status)
        lines.push([`${nameOf(run)}: ${STATUS[run.status]}`, ...endOf({ ...run, quietSeconds: 0 })].join(', '));
    const { status, step, evaluations } = run;
    return {
        lines: lines.map(escapeLine),
        told: {
            status,
            step,
            evaluations: evaluations.length,
            warnings: [...new Set([...told.warnings, ...warnings])],
        },
    };
}
function progressLine(run) {
    const { step, maxSteps, epoch, loss, learningRate, gradNorm } = run;
    return [
        `step ${count(step)}${maxSteps === null ? '' : ` of ${count(maxSteps)}`}`,
        `epoch ${fraction(epoch)}`,
        ...(loss === null ? [] : [`loss ${loss.toFixed(4)}`]),
        ...(learningRate === null ? [] : [`learning rate ${figure(learningRate)}`]),
        ...(gradNorm === null ? [] : [`gradient norm ${figure(gradNorm)}`]),
        ...speedOf(run),
    ].join(', ');
}
function evaluationLine(record, { bestStep, metric }) {
    const names = [...new Set(['loss', 'precision', 'recall', 'f1', metric])];
    const values = names.flatMap(name => {
        const value = record[`eval_${name}`];
        return value === undefined ? [] : [`${name} ${formatMetric(name, value)}`];
    });
    const best = record.step === bestStep ? ['the best so far'] : [];
    return `evaluation at step ${count(record.step ?? 0)}: ${[...values, ...best].join(', ')}`;
}
/** Losses as they are, fractions as percentages, as in the tables of scores. */
function formatMetric(name, value) {
    return name.endsWith('loss') ? value.toFixed(4) : (100 * value).toFixed(2);
}
/** `2`, `2.25` */
function fraction(value) {
    return String(Number(value.toFixed(2)));
}
/** Three digits that matter: `1.25e-5`, `0.083`, `12.5`; all of larger numbers: `1,204`. */
function figure(value) {
    if (value >= 100)
        return count(Math.round(value));
    const rounded = Number(value.toPrecision(3));
    return value !== 0 && value < 0.001 ? rounded.toExponential() : String(rounded);
}
function count(value) {
    return value.toLocaleString('en-US');
}
/** Parts with commas between them, as many a line as fit. */
function wrap(parts, columns) {
    return fill(parts, ', ', ',', columns);
}
function wrapWords(text, columns) {
    return fill(text.split(' '), ' ', '', columns);
}
function fill(parts, between, end, columns) {
    const lines = [];
    let line;
    for (const part of parts) {
        if (line !== undefined && line.length + between.length + part.length + end.length > columns) {
            lines.push(line + end);
            line = part;
        }
        else
            line = line === undefined ? part : line + between + part;
    }
    return line === undefined ? lines : [...lines, line];
}
function cut(line, columns) {
    const characters = Array.from(line);
    return characters.length <= columns ? line : `${characters.slice(0, Math.max(0, columns - 1)).join('')}…`;
}
