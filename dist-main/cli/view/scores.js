/**
 * @file The scores of a run as text: the model's, and beside them those of a dictionary that only remembers.
 */
import { namedType } from "../../concepts/semantic-network.js";
import { ownValue } from "../../dictionary.js";
import { renderScoreTable } from "../../metrics/table.js";
/**
 * A table for each part; that of test has a row for each type too, the dictionary's below the model's. Below the table,
 * scores by characters.
 */
export function renderRunScores({ validation, test, baseline, mentions }) {
    return [
        renderScoreTable(overallRows(validation, baseline.validation), 'validation'),
        renderMentionScores(mentions.validation),
        '',
        renderTestScores(test, mentions.test, baseline.test),
    ].join('\n');
}
/** The table of a test part, beside a dictionary where there is one, with a row for each type; below it scores by characters. */
export function renderTestScores(model, mentions, dictionary) {
    const rows = [...overallRows(model, dictionary), 'line', ...typeRows(model, dictionary)];
    return `${renderScoreTable(rows, 'test')}\n${renderMentionScores(mentions)}`;
}
/** `exact span match: F1 84.21 (95 %: 76.30 to 90.41), mean of types 80.12 (...)`. */
function renderMentionScores({ micro, macro, gold, lost }) {
    const missed = lost === 0 ? '' : `\n${lost} of ${gold} gold mentions cannot be expressed by tags, and count as missed`;
    return `exact span match: F1 ${renderInterval(micro.f1)}, mean of types ${renderInterval(macro.f1)}${missed}`;
}
/** `84.21 (95 %: 76.30 to 90.41)`. */
export function renderInterval({ estimate, lower, upper }) {
    return `${percent(estimate)} (95 %: ${percent(lower)} to ${percent(upper)})`;
}
/** Per cent with two decimals. */
export const percent = (fraction) => (100 * fraction).toFixed(2);
function overallRows(model, dictionary) {
    return ['default', 'strict'].flatMap(mode => {
        const ending = mode === 'strict' ? ', strict' : '';
        return [
            { name: `model${ending}`, score: model[mode].overall },
            ...(dictionary === undefined ? [] : [{ name: `dictionary${ending}`, score: dictionary[mode].overall }]),
        ];
    });
}
/** Types with gold mentions, the most frequent first. */
function typeRows(model, dictionary) {
    const known = dictionary?.default.types ?? {};
    return Object.entries(model.default.types)
        .filter(([, score]) => score.number > 0)
        .sort(([a, one], [b, other]) => other.number - one.number || (a < b ? -1 : 1))
        .flatMap(([type, score]) => {
        const memory = ownValue(known, type);
        return [
            { name: namedType(type), score },
            ...(memory === undefined ? [] : [{ name: '  dictionary', score: memory }]),
        ];
    });
}
