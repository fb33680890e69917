/**
 * @file Documents with what is right and what was found, as scores by characters need them; and the file of them that a
 * run leaves for each part: `predictions.<part>.jsonl`, a document a line.
 */
import { MedspanError } from "../errors.js";
/** Documents as lines of JSON. */
export function formatScoredDocuments(documents) {
    return documents.map(document => `${JSON.stringify(document)}\n`).join('');
}
/**
 * Reads what `formatScoredDocuments` writes.
 * @throws MedspanError `input` with the line, for anything else
 */
export function parseScoredDocuments(content, path) {
    const lines = content.split('\n');
    if (lines.at(-1) === '')
        lines.pop();
    return lines.map((line, index) => {
        const bad = (expected, cause) => new MedspanError('input', `expected ${expected}`, {
            where: { path, line: index + 1 },
            hint: 'The file is one that medspan train leaves in a run folder: predictions.test.jsonl.',
            cause,
        });
        let value;
        try {
            value = JSON.parse(line);
        }
        catch (cause) {
            throw bad('a document as JSON', cause);
        }
        if (!isRecord(value) || typeof value.id !== 'string')
            throw bad('a document with an id');
        const { id, text, sentences, gold, predicted } = value;
        if (!isMentions(gold) || !isMentions(predicted))
            throw bad('lists of mentions, gold and predicted');
        if (!predicted.every(isScored))
            throw bad('numbers as the scores of predicted mentions');
        return {
            id,
            ...(typeof text === 'string' && { text }),
            ...(isRanges(sentences) && { sentences }),
            gold,
            predicted,
        };
    });
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isRanges(value) {
    return (Array.isArray(value) &&
        value.every(item => Array.isArray(item) && item.length === 2 && item.every(Number.isInteger)));
}
function isScored(mention) {
    const { score, uncalibrated } = mention;
    return [score, uncalibrated].every(value => value === undefined || typeof value === 'number');
}
function isMentions(value) {
    return (Array.isArray(value) &&
        value.every(item => isRecord(item) &&
            typeof item.type === 'string' &&
            Number.isInteger(item.begin) &&
            Number.isInteger(item.end) &&
            item.begin <= item.end));
}
