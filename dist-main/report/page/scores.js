/**
 * @file The scores of a report as tables: the model beside its rivals, over all mentions and by type.
 */
import { ownValue } from "../../dictionary.js";
import { html } from "./html.js";
/** A fraction in per cent with two decimals. */
export const percent = (fraction) => (100 * fraction).toFixed(2);
/** A count with thousands apart. */
export const count = (value) => value.toLocaleString('en-GB');
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const estimateOf = (score) => (typeof score === 'number' ? score : score.estimate);
/** A cell of a number; `sort` is what the table is sorted by. */
export function numberCell(content, sort, name) {
    return html `<td class="number${name && ` ${name}`}"${sort !== undefined && html ` data-sort="${sort}"`}>${content}</td>`;
}
export const countCell = (value) => numberCell(count(value), value);
/** A cell of a score, its interval below it. */
export function scoreCell(score) {
    if (score === undefined)
        return html `<td class="number none" data-sort="-1">–</td>`;
    const estimate = estimateOf(score);
    if (typeof score === 'number')
        return numberCell(percent(score), score);
    return numberCell(html `${percent(estimate)} <span class="interval">${percent(score.lower)}<span class="to"> to </span>${percent(score.upper)}</span>`, estimate);
}
/** A table that scrolls by itself where the window is too narrow. */
export function table(caption, head, rows, name) {
    return html `<div class="scroll"><table class="${name ?? 'plain'}">
<caption>${caption}</caption>
<thead>${head}</thead>
<tbody>${rows.map(row => html `${row}\n`)}</tbody></table></div>`;
}
/** A row of column headings; numbers are to the right. */
export function headRow(names) {
    return html `<tr>${names.map(name => typeof name === 'string'
        ? html `<th scope="col">${name}</th>`
        : html `<th scope="col" class="number">${name.number}</th>`)}</tr>`;
}
/** What the model comes to in one sentence. */
export function leadSentence({ name, evaluation, rivals }) {
    const { correct, gold, predicted, micro, documents, lost, resampling } = evaluation;
    const confidence = `${Number((100 * resampling.confidence).toFixed(1))}\u00a0%`;
    const nearest = rivals[0];
    return html `<p class="lead">On <strong>${name}</strong> (${count(documents)} documents) the model finds
<strong>${count(correct)}</strong> of ${count(gold)} mentions with the right borders and type, among ${count(predicted)}
that it marks: F1 <strong>${percent(micro.f1.estimate)}</strong> (${confidence} interval
${percent(micro.f1.lower)} to ${percent(micro.f1.upper)})${nearest && html `, beside <strong>${percent(estimateOf(nearest.micro.f1))}</strong> of the ${nearest.name}`}.${lost > 0 &&
        html ` ${count(lost)} gold ${lost === 1 ? 'mention' : 'mentions'} cannot be expressed by tags, and ${lost === 1 ? 'counts' : 'count'} as missed.`}</p>`;
}
/** The model and its rivals on a part. */
export function scoresTable(part) {
    const { evaluation, rivals, accuracy, insideAccuracy, tagScores } = part;
    const hasAccuracy = [part, ...rivals].some(each => each.accuracy !== undefined);
    const row = (name, micro, macro, words, kind) => html `<tr${kind && html ` class="${kind}"`}><th scope="row">${name}</th>${scoreCell(micro.precision)}${scoreCell(micro.recall)}${scoreCell(micro.f1)}${scoreCell(macro?.f1)}${hasAccuracy && [scoreCell(words.accuracy), scoreCell(words.insideAccuracy)]}</tr>`;
    const own = {
        ...(accuracy !== undefined && { accuracy }),
        ...(insideAccuracy !== undefined && { insideAccuracy }),
    };
    return table(html `Scores on ${part.name}, in per cent`, html `<tr><td></td><th scope="col" class="number">Precision</th><th scope="col" class="number">Recall</th><th scope="col" class="number">F1</th><th scope="col" class="number">F1, mean of types</th>${hasAccuracy &&
        html `<th scope="col" class="number">Words right</th><th scope="col" class="number">… inside mentions</th>`}</tr>`, [
        row('Model', evaluation.micro, evaluation.macro, own, 'model'),
        ...rivals.map(rival => row(html `${capital(rival.name)}${rival.note && html ` <span class="note"><bdi>${rival.note}</bdi></span>`}${differenceNote(rival)}`, rival.micro, rival.macro, rival)),
        ...tagScores.map(({ name, micro, macro }) => row(html `Model, by tags <span class="note">${name}</span>`, micro, macro, {})),
    ], 'scores');
}
function differenceNote({ difference }) {
    if (difference === undefined)
        return undefined;
    const { f1, p } = difference;
    const estimate = estimateOf(f1);
    const interval = typeof f1 !== 'number' && html ` (${signed(f1.lower)} to ${signed(f1.upper)})`;
    return html ` <span class="note">model ${signed(estimate)} F1${interval}${p !== undefined && `, ${chanceText(p)}`}</span>`;
}
/** How likely something is by chance: `p = 0.0312`. */
export const chanceText = (p) => `p ${p < 0.0001 ? '< 0.0001' : `= ${p.toFixed(4)}`}`;
/** A difference of fractions in per cent, with its sign. */
export const signed = (fraction) => `${fraction < 0 ? '−' : '+'}${percent(Math.abs(fraction))}`;
/** How many mentions a part has, and what became of them. */
export function countsTable(parts) {
    return table('Mentions', headRow([
        'Part',
        { number: 'Documents' },
        { number: 'Gold' },
        { number: 'Predicted' },
        { number: 'Correct' },
        { number: 'Not expressible by tags' },
    ]), parts.map(({ name, evaluation: { documents, gold, predicted, correct, lost } }) => html `<tr><th scope="row">${capital(name)}</th>${[documents, gold, predicted, correct, lost].map(countCell)}</tr>`));
}
/** Types that the Semantic Network does not know have neither. */
const nameColumns = [
    { title: 'Name', key: 'name' },
    { title: 'Group', key: 'group' },
];
const countColumns = ['Gold', 'Predicted', 'Precision', 'Recall', 'F1'];
const errorColumns = ['Wrong type', 'Wrong borders', 'Both wrong', 'Missed', 'Spurious'];
/** Every type with its scores; its script makes it sortable and gives it a filter. */
export function typesTable(part, types) {
    const { name, evaluation, rivals } = part;
    const heading = (title, kind) => html `<th scope="col"${kind === 'number' && html ` class="number"`}>${title}</th>`;
    const entries = Object.entries(evaluation.types);
    const named = nameColumns.filter(({ key }) => entries.some(([type]) => ownValue(types, type)?.[key] !== undefined));
    const hasTraining = entries.some(([, { training }]) => training !== undefined);
    const counts = [...(hasTraining ? ['In training'] : []), ...countColumns];
    const rows = entries.map(([type, each]) => typeRow(part, type, each, { of: ownValue(types, type) ?? {}, named }));
    return html `<div class="typed" data-part="${name}">
${table(html `Types on ${name}: scores in per cent, F1 with its interval; errors of gold mentions, and what is spurious`, html `<tr>${['Type', ...named.map(({ title }) => title)].map(title => heading(title, 'text'))}${counts.map(title => heading(title, 'number'))}${rivals.map(rival => heading(html `F1 of ${rival.name}`, 'number'))}${errorColumns.map(title => heading(title, 'number'))}</tr>`, rows, 'types sortable')}</div>`;
}
function typeRow(part, type, each, { of, named }) {
    const { training, gold, predicted, scores, errors } = each;
    return html `<tr><th scope="row"><a href="${browserLink({ part: part.name, type })}"><bdi>${type}</bdi></a></th>${named.map(({ key }) => html `<td class="${key}"><bdi>${of[key]}</bdi></td>`)}${training !== undefined && countCell(training)}${[gold, predicted].map(countCell)}${[scores.precision, scores.recall].map(({ estimate }) => scoreCell(estimate))}${numberCell(html `${percent(scores.f1.estimate)} <span class="interval">${percent(scores.f1.lower)}<span class="to"> to </span>${percent(scores.f1.upper)}</span>${whisker(scores.f1)}`, scores.f1.estimate)}${part.rivals.map(rival => scoreCell(ownValue(rival.types, type)?.f1))}${errorCounts(errors).map(errorCell)}</tr>`;
}
const errorCell = (value) => value === 0 ? numberCell('·', 0, 'none') : numberCell(count(value), value);
function errorCounts({ gold, predicted }) {
    return [gold.type, gold.border, gold.both, gold.missed, predicted.spurious];
}
/** A score and its interval on a line from 0 to 1, for the eye. */
function whisker({ estimate, lower, upper }) {
    const at = (fraction) => (2 + 60 * fraction).toFixed(1);
    return html `<svg class="whisker" viewBox="0 0 64 8" width="64" height="8" aria-hidden="true"><path class="axis" d="M2 4H62"/><path class="span" d="M${at(lower)} 4H${at(upper)}"/><circle cx="${at(estimate)}" cy="4" r="2.5"/></svg>`;
}
/** The address of the error browser with its filters set. */
export function browserLink(filters) {
    return `#sentences?${new URLSearchParams(filters)}`;
}
