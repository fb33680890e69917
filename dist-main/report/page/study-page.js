/**
 * @file The report of a hyperparameter search as a page: what came out, figures, every trial, how it was searched.
 */
import { durationText, stateWords } from "../../figures/study/history.js";
import { metricName, metricText, paramOf, shortName, valueText } from "../../figures/study/scales.js";
import { studyFigureNeeds } from "../../figures/study/study.js";
import { renderFrame } from "./document.js";
import { configuration, factList } from "./facts.js";
import { figure } from "./figures.js";
import { html } from "./html.js";
import { capital, chanceText, count, countCell, headRow, numberCell, percent, scoreCell, signed, table, } from "./scores.js";
/** Renders the report of a study. The same content gives the same bytes. */
export function renderStudyPage(content) {
    const { study, figures } = content;
    const { name, status, started, ended, metric, direction, trials } = study;
    const drawings = (section) => figures.filter(each => each.section === section).map(figure);
    return renderFrame({
        title: name,
        subtitle: `search for the ${direction === 'maximize' ? 'highest' : 'lowest'} ${metricName(metric)}`,
        status,
        createdAt: ended ?? started,
        sections: [
            { id: 'summary', title: 'Summary', body: summary(study) },
            { id: 'course', title: 'Course of the search', body: [drawings('course'), missing(content, 'course')] },
            {
                id: 'parameters',
                title: 'Parameters',
                body: [drawings('parameters'), missing(content, 'parameters')],
            },
            {
                id: 'trials',
                title: trials.length === 0 ? 'Trials' : `Trials (${count(trials.length)})`,
                body: trials.length === 0 ? html `<p>No trial has begun.</p>` : trialsTable(content),
            },
            { id: 'settings', title: 'Settings', body: [settings(study), spaceTable(study)] },
        ],
        footer: 'Written by medspan from study.json in the study’s folder.',
        scripts: ['page.js', 'tables.js'],
    });
}
const trialOf = ({ trials }, number) => number === undefined ? undefined : trials.find(trial => trial.number === number);
function summary(study) {
    const { metric, trials, gain, time } = study;
    const best = trialOf(study, study.best);
    const complete = trials.filter(({ state }) => state === 'complete').length;
    const facts = [
        ...(best?.value == null
            ? []
            : [
                {
                    name: `Best ${metricName(metric)}`,
                    value: metricText(metric, best.value),
                    note: `trial ${best.number}`,
                },
            ]),
        { name: 'Trials', value: count(trials.length), ...(trials.length > 0 && { note: stateWords(trials) }) },
        { name: 'Trained', value: durationText(time.trained_seconds), note: 'all trials together' },
        {
            name: 'Saved by pruning',
            value: durationText(time.saved_seconds),
            ...(savedShare(study) > 0 && {
                note: `${(100 * savedShare(study)).toFixed(0)} % of what all would have taken`,
            }),
        },
    ];
    return [
        best?.value == null
            ? html `<p class="lead">${trials.length === 0 ? 'No trial has begun.' : `No trial is complete: ${stateWords(trials)}.`}</p>`
            : lead(study, best, best.value, complete),
        factList(facts, 'highlights'),
        gain && gainTable(study, gain),
        complete > 1 &&
            html `<p class="quiet">The best of many trials does better on the documents that it was chosen by than on others; what remains of it is seen on test.</p>\n`,
        best !== undefined &&
            Object.keys(best.params).length > 0 && [
            html `<h3>Parameters of the best trial</h3>\n`,
            configuration(formatParams(study, best)),
        ],
    ];
}
/** Training that pruning has saved, of all that there would have been. */
function savedShare({ time }) {
    const all = time.trained_seconds + time.saved_seconds;
    return all === 0 ? 0 : time.saved_seconds / all;
}
/** What the search came to in one sentence, and what that does not say. */
function lead(study, best, value, complete) {
    const { metric, parameters, gain, time } = study;
    const initial = trialOf(study, study.initial);
    const chosen = parameters.flatMap(({ name }) => {
        const own = paramOf(best, name);
        return own === undefined
            ? []
            : [
                html `<bdi>${shortName(name)}</bdi> <strong${typeof own === 'number' && html ` class="number"`}><bdi>${valueText(own)}</bdi></strong>`,
            ];
    });
    const against = initial === undefined
        ? undefined
        : initial.number === best.number
            ? html `; these are the configuration’s own values${complete > 1 && ', and nothing better was found'}`
            : gain !== undefined
                ? html `: <strong>${signed(gain.difference.estimate)}</strong> F1 against the configuration’s own values (95 % interval ${signed(gain.difference.lower)} to ${signed(gain.difference.upper)}, ${chanceText(gain.p)})`
                : initial.value !== null
                    ? html `, where the configuration’s own values give ${metricText(metric, initial.value)}`
                    : html `; the trial with the configuration’s own values has ${initial.state === 'complete' ? 'no value' : html `not been completed (${initial.state})`}`;
    return html `<p class="lead">${complete === 1 ? 'The only complete trial' : `The best of ${count(complete)} complete trials`}, trial ${best.number}, has
${metricName(metric)} <strong>${metricText(metric, value)}</strong>${chosen.length > 0 && html ` with ${chosen.map((each, index) => html `${index > 0 && ', '}${each}`)}`}${against}${time.saved_seconds > 0 &&
        html `; pruning has saved <strong>${durationText(time.saved_seconds)}</strong> of training`}.</p>`;
}
function gainTable({ best, initial }, gain) {
    const { p, difference } = gain;
    return table('F1 of mentions on validation in per cent, with 95 % intervals over the same documents', headRow(['Trial', { number: 'F1' }]), [
        html `<tr class="model"><th scope="row">Best, trial ${best}</th>${scoreCell(gain.best)}</tr>`,
        html `<tr><th scope="row">The configuration’s own values, trial ${initial}</th>${scoreCell(gain.initial)}</tr>`,
        html `<tr><th scope="row">Difference, document by document <span class="note">${chanceText(p)}</span></th>${numberCell(html `${signed(difference.estimate)} <span class="interval">${signed(difference.lower)} to ${signed(difference.upper)}</span>`)}</tr>`,
    ], 'scores');
}
/** What was not drawn, and why. */
function missing({ figures }, section) {
    const drawn = new Set(figures.map(({ name }) => name));
    const absent = sectionFigures[section].filter(name => !drawn.has(name));
    return (absent.length > 0 &&
        html `<p class="quiet">Not drawn: ${absent.map((name, index) => {
            const [what, needs] = studyFigureNeeds[name];
            return html `${index > 0 && '; '}${what} (${needs})`;
        })}.</p>`);
}
const sectionFigures = {
    course: ['optimization_history', 'intermediate_values', 'timeline'],
    parameters: ['param_importances', 'slice', 'contour', 'parallel_coordinate'],
};
/** The parameters of a trial as they stand in medspan.yaml: a key a level, values as JSON, which YAML reads. */
export function formatParams({ parameters }, trial) {
    const known = parameters.map(({ name }) => name).filter(name => paramOf(trial, name) !== undefined);
    const names = [...known, ...Object.keys(trial.params).filter(name => !known.includes(name))];
    const paths = names.map(name => ({ path: name.split('.'), value: trial.params[name] }));
    return formatLevel(paths, '');
}
function formatLevel(settings, indent) {
    let text = '';
    for (const key of new Set(settings.map(({ path }) => path[0]))) {
        const own = settings.filter(({ path }) => path[0] === key);
        const name = /^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key);
        const value = own.find(({ path }) => path.length === 1);
        if (value !== undefined)
            text += `${indent}${name}: ${JSON.stringify(value.value)}\n`;
        const below = own.filter(({ path }) => path.length > 1);
        if (below.length > 0)
            text += `${indent}${name}:\n${formatLevel(below.map(setting => ({ ...setting, path: setting.path.slice(1) })), `${indent}  `)}`;
    }
    return text;
}
/** Every trial; its script makes the table sortable. */
function trialsTable({ study, reported }) {
    const { metric, parameters, trials } = study;
    const hasReasons = trials.some(({ reason }) => reason !== undefined);
    const heading = (title, isNumber = true) => html `<th scope="col"${isNumber && html ` class="number"`}>${title}</th>`;
    return table(html `Trials: ${metricName(metric)}, their parameters and how long they took`, html `<tr>${heading('Trial')}${heading('State', false)}${heading(metricName(metric))}${parameters.map(({ name, kind }) => heading(breakable(shortName(name)), kind !== 'categorical'))}${heading('Epochs')}${heading('Duration')}${hasReasons && heading('Why it failed', false)}</tr>`, trials.map(trial => html `<tr${trial.number === study.best && html ` class="model"`}><th scope="row" class="number" data-sort="${trial.number}">${numberLink(trial, reported)}</th><td><span class="badge ${trial.state}">${trial.state}</span>${notes(study, trial)}</td>${trial.value === null ? noCell : numberCell(metricText(metric, trial.value), trial.value)}${parameters.map(parameter => paramCell(parameter, trial))}${countCell(epochsOf(trial))}${durationCell(trial)}${hasReasons && html `<td class="reason">${trial.reason}</td>`}</tr>`), 'trials sortable');
}
/** A name that may be broken after points and underscores. */
const breakable = (name) => html `<bdi>${name.split(/(?<=[._])/u).map((piece, index) => [index > 0 && html `<wbr>`, piece])}</bdi>`;
const noCell = html `<td class="number none" data-sort="-Infinity">–</td>`;
/** How many epochs have been reported. */
const epochsOf = ({ intermediate }) => new Set(intermediate.map(([step]) => step)).size;
/** The number, which leads to the trial's own report where it has one. */
function numberLink({ number, folder }, reported) {
    if (folder === undefined || !reported.has(number))
        return number;
    const address = [...folder.split('/'), 'report.html'].map(encodeURIComponent).join('/');
    return html `<a href="./${address}" aria-label="Report of trial ${number}">${number}</a>`;
}
function notes({ best, initial }, { number }) {
    const words = [number === best && 'best', number === initial && 'as configured'].filter(word => word !== false);
    return words.length > 0 && html ` <span class="note">${words.join(', ')}</span>`;
}
function paramCell({ name, kind }, trial) {
    const value = paramOf(trial, name);
    if (value === undefined)
        return kind === 'categorical' ? html `<td class="none">–</td>` : noCell;
    if (typeof value === 'number' && kind !== 'categorical')
        return numberCell(valueText(value), value);
    return html `<td><bdi>${valueText(value)}</bdi></td>`;
}
function durationCell({ started, ended }) {
    const seconds = started === null || ended === null ? Number.NaN : (Date.parse(ended) - Date.parse(started)) / 1000;
    return seconds >= 0 ? numberCell(durationText(seconds), seconds) : noCell;
}
const settings = ({ settings, metric, direction }) => factList([
    {
        name: 'Metric',
        value: metric,
        note: direction === 'maximize' ? 'the higher, the better' : 'the lower, the better',
    },
    ...Object.entries(settings).map(([name, value]) => ({ name, value })),
]);
/** Where values were looked for. */
function spaceTable({ parameters, importance }) {
    if (parameters.length === 0)
        return undefined;
    const shares = new Map(importance.map(each => [each.name, each.importance]));
    return table('Where values were looked for', headRow([
        'Parameter',
        'Kind',
        'Values',
        ...(shares.size > 0 ? [{ number: 'Importance, per cent' }] : []),
    ]), parameters.map(parameter => {
        const share = shares.get(parameter.name);
        return html `<tr><th scope="row"><bdi>${parameter.name}</bdi></th><td>${capital(parameter.kind)}</td><td>${rangeOf(parameter)}</td>${shares.size > 0 && (share === undefined ? noCell : numberCell(percent(share), share))}</tr>`;
    }));
}
function rangeOf({ low, high, log, step, choices }) {
    if (choices !== undefined)
        return choices.map((choice, index) => html `${index > 0 && ', '}<bdi>${valueText(choice)}</bdi>`);
    if (low === undefined || high === undefined)
        return '–';
    return `${valueText(low)} to ${valueText(high)}${step === undefined ? '' : ` in steps of ${valueText(step)}`}${log === true ? ', by its logarithm' : ''}`;
}
