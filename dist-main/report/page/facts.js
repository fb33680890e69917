/**
 * @file What a run was made from, as a report shows it: data, configuration, versions, environment, warnings.
 */
import { formatWhere } from "../../errors.js";
import { html } from "./html.js";
import { capital, count, countCell, headRow, numberCell, table } from "./scores.js";
/** Facts as a list of names and values; nothing where there are none. */
export function factList(facts, kind = 'facts') {
    if (facts.length === 0)
        return undefined;
    return html `<dl class="${kind}">${facts.map(({ name, value, note }) => html `<div><dt>${name}</dt><dd><bdi>${value}</bdi>${note && html ` <span class="note">${note}</span>`}</dd></div>\n`)}</dl>`;
}
export function dataTables({ sources, parts, facts }) {
    const hasMentions = parts.some(({ mentions }) => mentions !== undefined);
    return [
        parts.length > 0 &&
            table('Parts', headRow([
                'Part',
                ...['Documents', 'Sentences', 'Words', ...(hasMentions ? ['Mentions'] : [])].map(number => ({
                    number,
                })),
            ]), parts.map(({ name, documents, sentences, words, mentions }) => html `<tr><th scope="row">${capital(name)}</th>${[documents, sentences, words].map(countCell)}${hasMentions && (mentions === undefined ? numberCell('–') : countCell(mentions))}</tr>`)),
        sources.length > 0 &&
            table('Sources', headRow(['Source', { number: 'Documents' }, 'SHA-256']), sources.map(({ name, documents, sha256 }) => html `<tr><th scope="row"><bdi>${name}</bdi></th>${countCell(documents)}<td><code>${sha256 ?? '–'}</code></td></tr>`)),
        factList(facts),
    ];
}
/** The configuration, with a button that copies it. */
export function configuration(text) {
    return html `<p class="scripted"><button type="button" id="copy">Copy the configuration</button> <span id="copied" role="status"></span></p>
<pre class="scroll" data-label="Configuration"><code id="copyable">${text}</code></pre>`;
}
/** Notices with their counts, what they counted, and where it was first. */
export function warningsTable(warnings) {
    if (warnings.length === 0)
        return html `<p>Nothing was noticed.</p>`;
    return table('What was odd, and how often', headRow([{ number: 'Count' }, 'What', 'First in', 'Kind']), warnings.map(({ code, message, count: times, where, kinds }) => html `<tr>${countCell(times)}<td>${message}${kindList(kinds)}</td><td><bdi class="path">${where === undefined ? '–' : formatWhere(where)}</bdi></td><td><code>${code}</code></td></tr>`), 'plain warnings');
}
/** Jobs of a cluster, each time that one was started; nothing where there was none. */
export function jobsTable(jobs = []) {
    if (jobs.length === 0)
        return undefined;
    const share = (value) => value === undefined ? numberCell('–', -1) : numberCell(`${Math.round(100 * value)} %`, value);
    return table('Jobs on the cluster', headRow([
        'Job',
        'Command',
        'Started',
        'Nodes',
        'GPUs',
        'End',
        { number: 'Seconds' },
        { number: 'CPU' },
        { number: 'GPU' },
        { number: 'Memory, MiB' },
    ]), jobs.map(({ job, kind, started, nodes, gpus, outcome, reason, seconds, cpuEfficiency, gpuUse, maxRssBytes }) => html `<tr><th scope="row">${job}</th><td>${kind}</td><td>${started}</td><td>${nodes}</td><td>${gpus ?? '–'}</td><td>${outcome}${reason !== undefined && html ` <span class="note">${reason}</span>`}</td>${seconds === undefined ? numberCell('–', -1) : countCell(Math.round(seconds))}${share(cpuEfficiency)}${share(gpuUse)}${maxRssBytes === undefined ? numberCell('–', -1) : countCell(Math.round(maxRssBytes / 2 ** 20))}</tr>`), 'plain warnings');
}
/** How many kinds a notice shows. */
const kindsShown = 12;
function kindList(kinds) {
    const entries = Object.entries(kinds ?? {});
    if (entries.length === 0)
        return undefined;
    const rest = entries.length - kindsShown;
    return html ` <span class="note">${entries
        .slice(0, kindsShown)
        .map(([kind, times], index) => html `${index > 0 && ', '}<bdi>${kind}</bdi> ${count(times)}`)}${rest > 0 && `, and ${count(rest)} more`}</span>`;
}
