/**
 * @file WebAnno TSV 2, the older format of WebAnno, as the header and rows of TSV 3.
 *
 * After the files that INCEpTION is tested with. All layers stand in the first line, ` # type | feature | ... # type |
 * ... | AttachTo=type of a relation's ends`. There are no offsets: words are found in their sentence's text, one after
 * the other, and a line break stands between sentences. Annotations over several words are written as `B-` and `I-`,
 * `O` and `_` are none, and a type's name with `_` is an annotation without a value.
 */
import { MedspanError } from "../../errors.js";
import { appendAll } from "../../lists.js";
import { checkStructureCount } from "../structure-table.js";
import { escapeTsvValue } from "./escapes.js";
import { readTsvHeader } from "./header.js";
const HEADER = /^ ?# [\w.$-]+ \|/;
/** True where the beginning of a file is that of a WebAnno TSV 2 file. */
export function isWebannoTsv2(head) {
    const start = Buffer.from(head).toString('latin1');
    return HEADER.test(start) && /^[^\n]*\r?\n#id=\d+\r?\n#text=/.test(start);
}
/** @throws MedspanError `input` with the line where a word is not in its sentence, or a row lacks columns */
export function readTsv2(lines, path) {
    const header = readTsvHeader(['#FORMAT=WebAnno TSV 3.3', ...layersOf(lines[0] ?? '')], path);
    const sentences = [];
    const open = new Map();
    let lastNumber = 0;
    let count = 0;
    let at = 0;
    for (const [index, line] of lines.entries()) {
        const where = { path, line: index + 1, column: 1 };
        if (index === 0 || line === '' || line.startsWith('#id='))
            continue;
        if (line.startsWith('#text=')) {
            const last = sentences.at(-1);
            const begin = last === undefined ? 0 : last.begin + last.text.length + 1;
            sentences.push({ begin, text: line.slice(6), rows: [] });
            at = 0;
            open.clear();
            continue;
        }
        if (line.startsWith('#'))
            continue;
        const sentence = sentences.at(-1);
        const [name = '', word = '', ...cells] = line.split('\t');
        const found = sentence === undefined ? -1 : sentence.text.indexOf(word, at);
        if (sentence === undefined || !/^\d+-\d+$/.test(name) || word === '' || found < 0)
            throw new MedspanError('input', `expected a word of the sentence, such as 1-1<TAB>word, got ${JSON.stringify(line.slice(0, 40))}`, { where, hint: 'the file is damaged; export it again, as WebAnno TSV 3.3' });
        at = found + word.length;
        const begin = sentence.begin + found;
        const row = ['', '', word];
        for (const layer of header.layers) {
            const own = cells.slice(layer.at - 3, layer.at - 3 + layer.columns.length);
            if (own.length < layer.columns.length)
                throw new MedspanError('input', `expected ${layer.at + layer.columns.length - 1} columns, got ${cells.length + 2}`, {
                    where,
                    hint: 'the file is truncated; export it again',
                });
            appendAll(row, toCells(layer, own, open, () => ++lastNumber));
        }
        checkStructureCount(++count, where);
        sentence.rows.push({ name, isToken: true, begin, end: begin + word.length, cells: row, where });
    }
    const bare = sentences.findIndex(one => one.rows.length === 0);
    if (sentences.length === 0 || bare >= 0)
        throw endsEarly({ path, line: lines.length, column: 1 });
    return { header, sentences };
}
function endsEarly(where) {
    return new MedspanError('input', 'the file ends too early: no line with a word follows', {
        where,
        hint: 'the file is truncated or empty; export it again',
    });
}
/** The first line's layers, as TSV 3 declares them. */
function layersOf(line) {
    return line
        .split(/(?:^| )# /)
        .map(part => part.split('|').map(one => one.trim()))
        .filter(([type]) => type !== '')
        .map(([type, ...features]) => {
        const names = features.map(one => one.replace(/^AttachTo=/, 'BT_'));
        return `#T_${names.some(one => one.startsWith('BT_')) ? 'RL' : 'SP'}=${[type, ...names].join('|')}`;
    });
}
/** The cells of one layer as TSV 3 has them: `B-` and `I-` become numbers. */
function toCells(layer, cells, open, next) {
    const numbers = [];
    for (const cell of cells)
        for (const [position, value] of cell.split('|').entries()) {
            const key = `${layer.at} ${position}`;
            if (numbers[position] !== undefined || !/^[BI]-/.test(value))
                continue;
            const number = value.startsWith('I-') ? (open.get(key) ?? next()) : next();
            open.set(key, number);
            numbers[position] = number;
        }
    for (const key of [...open.keys()])
        if (key.startsWith(`${layer.at} `) && numbers[Number(key.split(' ')[1])] === undefined)
            open.delete(key);
    return cells.map((cell, column) => {
        if (cell === '' || cell === '_' || cell === 'O')
            return '_';
        if (layer.columns[column]?.kind === 'base')
            return cell;
        return cell
            .split('|')
            .map((value, position) => {
            const plain = numbers[position] === undefined ? value : value.replace(/^[BI]-/, '');
            const isNull = plain === `${layer.type}_` || plain === '_' || plain === '*' || plain === '';
            const number = numbers[position];
            return `${isNull ? '*' : escapeTsvValue(plain)}${number === undefined ? '' : `[${number}]`}`;
        })
            .join('|');
    });
}
