/**
 * @file What is said of a part besides its scores: kinds of error, confusions, looser ways to match, groups, what
 * training has seen, calibration.
 */
import { ownValue } from "../../dictionary.js";
import { html } from "./html.js";
import { browserLink, capital, count, countCell, headRow, numberCell, percent, table } from "./scores.js";
/** The kinds of error in words, as all of the page has them. */
export const classNames = {
    correct: { name: 'Correct', what: 'borders and type agree' },
    type: { name: 'Wrong type', what: 'same borders, another type' },
    border: { name: 'Wrong borders', what: 'same type, other borders that overlap' },
    both: { name: 'Both wrong', what: 'overlaps, with another type and other borders' },
    missed: { name: 'Missed', what: 'gold, and nothing found there' },
    spurious: { name: 'Spurious', what: 'found, and nothing gold there' },
};
/** How many mentions are in each class, of each part. */
export function classesTable(parts) {
    return table('Every gold and every predicted mention once; a pair of both that overlap is one', html `<tr><th scope="col">Kind</th>${parts.map(({ name }) => html `<th scope="col" class="number">${capital(name)}</th>`)}</tr>`, Object.entries(classNames).map(([kind, { name, what }]) => html `<tr><th scope="row">${name} <span class="note">${what}</span></th>${parts.map(part => {
        const value = part.evaluation.classes[kind];
        return numberCell(html `<a href="${browserLink({ part: part.name, kind })}">${count(value)}</a>`, value);
    })}</tr>`));
}
/** How many confusions a table shows. */
const confusionsShown = 15;
/** Which types were taken for which others, the most frequent first. */
export function confusionsTable({ name, evaluation }, types) {
    const all = evaluation.confusions
        .filter(({ gold, predicted }) => gold !== predicted)
        .map(each => ({ ...each, total: each.sameBorders + each.otherBorders }))
        .sort((a, b) => b.total - a.total);
    if (all.length === 0)
        return undefined;
    const rest = all.length - confusionsShown;
    return table(html `Types taken for others on ${name}${rest > 0 && `: the ${confusionsShown} most frequent of ${count(all.length)}`}`, headRow([
        'Gold',
        'Found as',
        { number: 'Same borders' },
        { number: 'Other borders' },
        { number: 'Together' },
    ]), all.slice(0, confusionsShown).map(({ gold, predicted, sameBorders, otherBorders, total }) => {
        const link = browserLink({ part: name, gold, found: predicted, kind: 'type,both' });
        return html `<tr><th scope="row">${typeLabel(gold, types)}</th><td>${typeLabel(predicted, types)}</td>${countCell(sameBorders)}${countCell(otherBorders)}${numberCell(html `<a href="${link}">${count(total)}</a>`, total)}</tr>`;
    }));
}
export function typeLabel(type, types) {
    const name = ownValue(types, type)?.name;
    return html `<bdi class="code">${type}</bdi>${name !== undefined && name !== type && html ` <bdi>${name}</bdi>`}`;
}
const modes = {
    strict: 'borders and type',
    exact: 'borders alone',
    partial: 'overlap counts half where borders differ',
    type: 'type, where mentions overlap',
};
/** SemEval-2013's four ways to match. */
export function semevalTable({ name, evaluation }) {
    return table(html `Looser and stricter ways to match on ${name} (SemEval-2013 task 9.1), in per cent`, headRow([
        'What has to agree',
        ...['Precision', 'Recall', 'F1', 'Correct', 'Incorrect', 'Partial', 'Missed', 'Spurious'].map(number => ({
            number,
        })),
    ]), Object.entries(modes).map(([mode, what]) => {
        const score = evaluation.semeval[mode];
        return html `<tr><th scope="row">${capital(mode)} <span class="note">${what}</span></th>${[score.precision, score.recall, score.f1].map(value => numberCell(percent(value)))}${[score.correct, score.incorrect, score.partial, score.missed, score.spurious].map(countCell)}</tr>`;
    }));
}
/** Scores of coarser names: groups, or ancestors. Nothing where there are none. */
export function coarseTable(caption, heading, scores, label) {
    const rows = Object.entries(scores);
    if (rows.length === 0)
        return undefined;
    return table(caption, headRow([heading, ...['Gold', 'Predicted', 'Precision', 'Recall', 'F1'].map(number => ({ number }))]), rows.map(([name, score]) => html `<tr><th scope="row">${label(name)}</th>${countedCells(score)}</tr>`), 'plain sortable');
}
/** Scores by semantic group and by ancestor. */
export function coarseTables({ name, evaluation }, types) {
    return [
        coarseTable(html `Semantic groups on ${name}, in per cent: borders and group agree`, 'Group', evaluation.groups, group => html `<bdi>${group}</bdi>`),
        coarseTable(html `Types with all that lies below them on ${name}, in per cent`, 'Type', evaluation.ancestors, type => typeLabel(type, types)),
    ];
}
function countedCells({ gold, predicted, precision, recall, f1 }) {
    const cell = (value, of) => of === 0 ? html `<td class="number none" data-sort="-1">–</td>` : numberCell(percent(value), value);
    return [
        countCell(gold),
        countCell(predicted),
        cell(precision, predicted),
        cell(recall, gold),
        cell(f1, gold + predicted),
    ];
}
const familiarities = {
    mention: { name: 'Seen', what: 'the same words with the same type' },
    form: { name: 'Seen as another type', what: 'the same words, with other types only' },
    new: { name: 'New', what: 'words that no mention of the training part has' },
};
/** What the model remembers, and what it has learnt. */
export function seenTable({ name, evaluation: { seen } }) {
    if (seen === undefined)
        return undefined;
    return table(html `Mentions of ${name} by what training has seen of them, letter by letter and without regard to case; in per cent`, headRow([
        'In training',
        'Compared',
        ...['Gold', 'Predicted', 'Precision', 'Recall', 'F1'].map(number => ({ number })),
    ]), ['asGiven', 'caseFolded'].flatMap(compared => Object.entries(familiarities).map(([familiarity, { name: title, what }]) => html `<tr><th scope="row">${title} <span class="note">${what}</span></th><td>${compared === 'asGiven' ? 'letter by letter' : 'any case'}</td>${countedCells(seen[compared][familiarity])}</tr>`)));
}
/** Whether the model's confidence is the share of mentions that are right; nothing where no mention has a score. */
export function calibrationTable(parts) {
    if (parts.every(({ evaluation }) => evaluation.calibration.count === 0))
        return undefined;
    return table('How far confidence and accuracy of predicted mentions lie apart; 0 is best', headRow([
        'Part',
        { number: 'Predicted' },
        { number: 'Expected error, equal width' },
        { number: 'Expected error, equal mass' },
        { number: 'Greatest error' },
        { number: 'Brier score' },
    ]), parts
        .flatMap(({ name, evaluation: { calibration, uncalibrated } }) => [
        { name: capital(name), each: calibration },
        ...(uncalibrated === undefined
            ? []
            : [{ name: `${capital(name)}, before temperature scaling`, each: uncalibrated }]),
    ])
        .map(({ name, each: { equalWidth, equalMass, brier, count: predicted } }) => {
        const values = [equalWidth.expectedError, equalMass.expectedError, equalMass.maximumError, brier];
        return html `<tr><th scope="row">${name}</th>${countCell(predicted)}${values.map(value => numberCell(value.toFixed(4), value))}</tr>`;
    }));
}
/** The bins of the reliability curve of a part, for those who cannot see the figure. */
export function reliabilityTable({ name, evaluation }) {
    const bins = evaluation.calibration.equalMass.bins.filter(bin => bin.count > 0);
    if (bins.length === 0)
        return undefined;
    return table(html `Reliability on ${name}: bins of about as many mentions each, in per cent`, headRow(['Confidence', { number: 'Mentions' }, { number: 'Mean confidence' }, { number: 'Right' }]), bins.map(bin => html `<tr><th scope="row" class="tabular">${percent(bin.lower)} to ${percent(bin.upper)}</th>${countCell(bin.count)}${numberCell(percent(bin.confidence))}${numberCell(percent(bin.accuracy))}</tr>`));
}
