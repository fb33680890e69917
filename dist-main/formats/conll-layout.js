/**
 * @file Which columns of a CoNLL file hold what, and which of its lines are no words: found by looking at a sample.
 */
import { MedspanError } from "../errors.js";
/** Whether a text is a tag of any scheme: `O`, `IGN`, or one of IOB's, BIOES' and BILOU's prefixes and a type. */
export function isTag(text) {
    return text === 'O' || text === 'IGN' || (text.length > 2 && /^[BIESLU]-/.test(text));
}
/** The columns of a line, without white space after the last. */
export function splitColumns(line, byTab) {
    let end = line.length;
    while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t'))
        end--;
    const whole = line.slice(0, end);
    return byTab ? whole.split('\t') : whole.replace(/^[ \t]+/, '').split(/[ \t]+/);
}
/** Whether a line that begins like a comment or a document is a word with its columns all the same. */
export function isWordLine(line, { byTab, columns, tag }) {
    if (line.startsWith('-'))
        return !line.startsWith('-DOCSTART-');
    if (columns === 0)
        return false;
    const fields = splitColumns(line, byTab);
    return fields.length === columns && isTag(fields[tag]);
}
const inBrackets = /^[ \t]+\(([^\t]*)\)(?:[ \t]+(?:-[A-Z]-|[-_O]))*[ \t]*$/;
const commentId = /^#+[ \t]*(?:newdoc[ \t]+)?(?:doc(?:ument)?[ _-]?)?id(?:[ \t]*[=:][ \t]*|[ \t]+)([^\t]+)/i;
const medline = /^###(MEDLINE:\S+)/;
/**
 * What a line says that is no word: that a document begins, with its id where it has one (`-DOCSTART- (id)`,
 * `# id = …`); undefined for any other comment.
 */
export function parseDocumentLine(line) {
    if (!line.startsWith('-DOCSTART-')) {
        const id = medline.exec(line)?.[1] ?? commentId.exec(line)?.[1]?.trim();
        if (id !== undefined && id !== '')
            return { id };
        return /^#+[ \t]*newdoc\b/i.test(line) ? { id: undefined } : undefined;
    }
    const rest = line.slice('-DOCSTART-'.length);
    const bracketed = inBrackets.exec(rest)?.[1];
    if (bracketed !== undefined)
        return { id: bracketed === '' ? undefined : bracketed };
    const named = rest.split(/[ \t]+/).filter(field => field !== '' && !/^(?:-[A-Z]-|[-_O])$/.test(field));
    return { id: named.length === 1 ? named[0] : undefined };
}
/** What is most frequent; of equals the first. */
function mostFrequent(values) {
    const counts = new Map();
    for (const value of values)
        counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0];
}
/** Lines that hold words, with their numbers from 1. */
function wordLines(lines) {
    const all = lines.map((line, i) => ({ line, number: i + 1 })).filter(({ line }) => line.trim() !== '');
    const words = all.filter(({ line }) => !line.startsWith('#') && !line.startsWith('-DOCSTART-'));
    if (words.length > 0)
        return words;
    return all.filter(({ line }) => line.startsWith('#') && isTag(splitColumns(line, true).slice(1).at(-1) ?? ''));
}
/** Whether values number the words of sentences: each one more than the one before, or the first again. */
function isNumbering(values) {
    let before = -1;
    for (const value of values) {
        if (!/^\d{1,6}$/.test(value))
            return false;
        const number = Number(value);
        if (number > 1 && number !== before + 1)
            return false;
        before = number;
    }
    return values.length > 1;
}
/** A column that a setting names, from 0. */
function columnOf(value, key, columns) {
    if (value === undefined)
        return undefined;
    const number = /^\d{1,4}$/.test(value) ? Number(value) : 0;
    if (number >= 1 && number <= columns)
        return number - 1;
    throw new MedspanError('config', `expected the number of one of ${columns} columns of a CoNLL file, from 1, got ${JSON.stringify(value)}`, { where: { at: `columns.${key}` } });
}
/**
 * Finds the columns in the first lines of a file: as many as most lines have; words in the first that does not
 * number them; tags in the last that holds nothing else and is not always `O`.
 *
 * @throws MedspanError `input` where no column holds tags, `config` for a setting that is no column
 */
export function createLayout(lines, path, setting) {
    const words = wordLines(lines);
    if (words.length === 0)
        return { byTab: true, columns: 0, token: 0, tag: 1, document: undefined };
    const byTab = words.every(({ line }) => line.includes('\t'));
    const rows = words.map(({ line }) => splitColumns(line, byTab));
    const columns = mostFrequent(rows.map(fields => fields.length));
    if (columns < 2)
        throw new MedspanError('input', 'expected two columns or more, a word and its tag, got one', {
            where: { path, line: words[0].number },
            hint: 'columns are separated by tabs or blanks',
        });
    const usual = rows.filter(fields => fields.length === columns);
    const isNumbered = columns > 2 && isNumbering(usual.map(fields => fields[0]));
    const token = columnOf(setting?.tokens, 'tokens', columns) ?? (isNumbered ? 1 : 0);
    const document = columnOf(setting?.document, 'document', columns);
    const asked = columnOf(setting?.tags, 'tags', columns);
    if (asked !== undefined)
        return { byTab, columns, token, tag: asked, document };
    const choices = [...new Array(columns).keys()].reverse().filter(i => i !== token && i !== document);
    const holding = choices.filter(i => usual.every(fields => isTag(fields[i])));
    const tag = holding.find(i => usual.some(fields => fields[i] !== 'O')) ?? holding[0];
    if (tag !== undefined)
        return { byTab, columns, token, tag, document };
    const last = choices[0] ?? columns - 1;
    const odd = rows.findIndex(fields => fields.length === columns && !isTag(fields[last]));
    throw new MedspanError('input', `expected a tag such as O, B-T038, I-T038 or IGN in column ${last + 1}, got ${JSON.stringify(rows[odd]?.[last])}`, {
        where: { path, line: words[odd].number },
        hint: 'say which column holds tags (columns.tags, from 1), if it is another one',
    });
}
