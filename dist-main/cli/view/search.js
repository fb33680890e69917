/**
 * @file A search that runs, as a table that is drawn again and again, or as lines.
 */
import { shortName, valueText } from "../../figures/study/scales.js";
import { renderColumns } from "../../text/columns.js";
import { escapeLine } from "../escape.js";
import { formatSeconds } from "./progress.js";
const shownLines = 4;
export function watchSearch(nowMs) {
    return { startedMs: nowMs, study: undefined, folder: '', running: new Map(), lines: [] };
}
export function noteLine({ lines }, line) {
    lines.push(line);
    if (lines.length > shownLines)
        lines.splice(0, lines.length - shownLines);
}
export function noteEvent({ running }, event, nowMs) {
    if (event.kind === 'begin')
        running.set(event.number, {
            params: event.params,
            sinceMs: nowMs,
            done: 0,
            total: 0,
            note: '',
            value: undefined,
        });
    else if (event.kind === 'end')
        running.delete(event.number);
    else {
        const trial = running.get(event.number);
        if (trial === undefined)
            return;
        if (event.kind === 'evaluation')
            trial.value = event.value;
        else
            Object.assign(trial, { done: event.done, total: event.total, note: event.note });
    }
}
/** A line for what has happened, where it is worth one. */
export function renderEvent(event, study) {
    if (event.kind === 'begin')
        return `trial ${event.number} begins: ${renderParams(event.params)}`;
    if (event.kind !== 'end')
        return undefined;
    const { number, state, value, reason, seconds } = event;
    const best = study?.trials.find(trial => trial.number === study.best);
    const parts = [
        `trial ${number} ${state}${value === null ? '' : `: ${study?.metric ?? 'value'} ${value.toFixed(4)}`}`,
        ...(best === undefined ? [] : [`best so far ${best.value?.toFixed(4)} of trial ${best.number}`]),
        formatSeconds(seconds),
    ];
    return `${parts.join(', ')}${reason === undefined ? '' : `: ${reason}`}`;
}
/** Where a search stands, as a page. */
export function renderSearch(search, nowMs, { rows }) {
    const { study, folder, running, lines } = search;
    if (study === undefined)
        return ['Opening the study', ...lines].map(escapeLine).join('\n');
    const over = study.trials.filter(({ state }) => state !== 'running' && state !== 'waiting');
    const names = study.parameters.map(({ name }) => name);
    const head = ['trial', 'state', study.metric, 'progress', 'time', ...names.map(shortName)];
    const runningRows = [...running].map(([number, trial]) => [
        String(number),
        'running',
        trial.value?.toFixed(4) ?? '',
        renderSteps(trial),
        formatSeconds((nowMs - trial.sinceMs) / 1000),
        ...names.map(name => renderValue(trial.params[name])),
    ]);
    const room = Math.max(3, rows - runningRows.length - lines.length - 9);
    const recent = over.slice(-room).reverse();
    const best = study.trials.find(({ number }) => number === study.best);
    return [
        renderProgress(search, over, nowMs),
        best === undefined
            ? 'no trial has finished yet'
            : `best ${study.metric} ${best.value?.toFixed(4)}, trial ${best.number}: ${renderParams(best.params)}`,
        '',
        ...renderColumns([
            head,
            ...runningRows,
            ...recent.map(trial => finishedRow(trial, names, study.best)),
        ]).split('\n'),
        '',
        ...lines,
        `Ctrl-C stops after this step, and the same command resumes; the study is in ${folder}`,
    ]
        .map(escapeLine)
        .join('\n');
}
function finishedRow(trial, names, best) {
    const { number, state, value, started, ended, params, intermediate, reason } = trial;
    const seconds = started === null || ended === null ? undefined : (Date.parse(ended) - Date.parse(started)) / 1000;
    const last = intermediate.at(-1)?.[0];
    return [
        String(number),
        number === best ? 'best' : state,
        value?.toFixed(4) ?? '',
        reason === undefined ? (last === undefined ? '' : `until ${last}`) : cut(reason.split('\n')[0], 40),
        seconds === undefined ? '' : formatSeconds(seconds),
        ...names.map(name => renderValue(params[name])),
    ];
}
function renderProgress({ study, running, startedMs }, over, nowMs) {
    const wanted = Number(study.settings.trials);
    const count = (state) => over.filter(trial => trial.state === state).length;
    const own = over.filter(({ ended }) => ended !== null && Date.parse(ended) >= Date.now() - (nowMs - startedMs));
    const left = wanted - over.length;
    const pace = own.length === 0 ? undefined : (nowMs - startedMs) / 1000 / own.length;
    return [
        `${over.length} of ${wanted} trials`,
        `${count('complete')} complete, ${count('pruned')} pruned, ${count('failed')} failed, ${running.size} running`,
        formatSeconds((nowMs - startedMs) / 1000),
        ...(pace === undefined || left <= 0 ? [] : [`about ${formatSeconds(pace * left)} left`]),
    ].join('; ');
}
const barWidth = 10;
function renderSteps({ done, total, note }) {
    if (total === 0)
        return 'preparing';
    const filled = Math.round((done / total) * barWidth);
    return `[${'='.repeat(filled).padEnd(barWidth, '.')}] ${done}/${total} ${note}`;
}
export function renderParams(params) {
    return Object.entries(params)
        .map(([name, value]) => `${shortName(name)} ${renderValue(value)}`)
        .join(', ');
}
function renderValue(value) {
    return value === undefined ? '' : valueText(value);
}
function cut(text, width) {
    return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
