/**
 * @file A WebAnno TSV 3 file with mentions added to it or taken out, in which every other character stays as it is.
 *
 * A file says nothing of what has no annotation, and its annotations have no ids; so what was changed in its CAS is told by ids,
 * and the cells that held it are found in the order in which the reader made annotations of them.
 */
import { MedspanError } from "../../errors.js";
import { addTo, firstIndex, maxOf } from "../../lists.js";
import { bySpan } from "../../text/document.js";
import { spanOf } from "../cas.js";
import { escapeTsvValue, splitEscaped, takeNumbers } from "./escapes.js";
import { readTsvHeader } from "./header.js";
import { isWebannoTsv2 } from "./version2.js";
/**
 * Formats a file whose CAS was changed.
 *
 * Counted notices: `tsv-mention-border` (a mention covers whole words), `tsv-mention-blank` (one without a word is left out).
 * @param after `before` with annotations of one span layer added, or some of it left out
 * @throws MedspanError `input` for version 2, which has no place for a mention of several words beside another one
 */
export function formatTsvChanges(content, before, after, path, notices) {
    if (isWebannoTsv2(Buffer.from(content.slice(0, 4096))))
        throw new MedspanError('input', 'expected WebAnno TSV 3, got version 2, which is only read', {
            where: { path },
            hint: 'export the document again, from INCEpTION as WebAnno TSV v3.3 or as XMI',
        });
    const added = [...after.featureStructures.values()].filter(({ id }) => !before.featureStructures.has(id));
    const removed = new Set([...before.featureStructures.keys()].filter(id => !after.featureStructures.has(id)));
    if (added.length + removed.size === 0)
        return content;
    const file = new TsvFile(content, path);
    for (const type of new Set([...removed].map(id => before.featureStructures.get(id).type)))
        file.remove(type, before, removed);
    for (const structure of added.sort((a, b) => bySpan(spanOf(a), spanOf(b))))
        file.add(structure, after, notices);
    return file.format();
}
class TsvFile {
    #path;
    #lines;
    #header;
    #rows = [];
    #tokens;
    /** The first index of a line that is not the header's. */
    #body;
    /** Numbers in brackets that the file has. */
    #numbers = new Set();
    #lastNumber = 0;
    /** A layer that the header lacked, which is the last one now. */
    #declared;
    constructor(content, path) {
        this.#path = path;
        this.#lines = content.split('\n');
        const plain = this.#lines.map(line => line.replace(/^\ufeff/, '').replace(/\r$/, ''));
        const first = plain.findIndex(line => line !== '' && !/^#(?:FORMAT|T_)/.test(line));
        this.#body = first < 0 ? plain.length : first;
        this.#header = readTsvHeader(plain.slice(0, this.#body), path);
        for (let line = this.#body; line < plain.length; line++) {
            if (plain[line] === '' || plain[line].startsWith('#'))
                continue;
            const cells = plain[line].split('\t');
            const [begin = 0, end = 0] = cells[1].split('-').map(Number);
            const ending = this.#lines[line].endsWith('\r') ? '\r' : '';
            this.#rows.push({ line, isToken: !cells[0].includes('.'), begin, end, cells, ending });
            for (const [, number] of plain[line].matchAll(/\[(\d{1,9})(?:_\d{1,9})?\]/g))
                this.#numbers.add(Number(number));
        }
        this.#tokens = this.#rows.filter(row => row.isToken);
    }
    /** Takes annotations of a type out of its cells. */
    remove(type, before, removed) {
        const layer = this.#header.layers.find(one => one.kind === 'span' && one.type === type);
        if (layer === undefined)
            return;
        /** Those that the reader made at a line, in order; the lines that it tells begin with 1. */
        const made = new Map();
        for (const structure of before.featureStructures.values())
            if (structure.type === type)
                addTo(made, (structure.where?.line ?? 0) - 1, structure);
        const numbered = new Map();
        for (const { line, cells } of this.#rows) {
            const fresh = made.get(line)?.values();
            const stays = [];
            for (const [i, column] of layer.columns.entries())
                for (const [position, whole] of readStack(cells[layer.at + i]).entries()) {
                    if (stays[position] !== undefined)
                        continue;
                    const [number] = column.kind === 'target' ? [] : takeNumbers(whole).numbers;
                    const structure = (number === undefined ? undefined : numbered.get(number)) ?? fresh?.next().value;
                    if (number !== undefined)
                        numbered.set(number, structure);
                    stays[position] = structure === undefined || !removed.has(structure.id);
                }
            if (stays.every(Boolean))
                continue;
            for (const i of layer.columns.keys()) {
                const kept = readStack(cells[layer.at + i]).filter((_, position) => stays[position]);
                cells[layer.at + i] = kept.length === 0 ? '_' : kept.join('|');
            }
        }
    }
    /** Adds an annotation to the cells of the words that it covers. */
    add(structure, after, notices) {
        const layer = this.#layerOf(structure.type, after);
        const span = spanOf(structure);
        const from = firstIndex(this.#tokens, row => row.end > span.begin);
        const to = firstIndex(this.#tokens, row => row.begin >= span.end);
        const words = this.#tokens.slice(from, to);
        if (words.length === 0) {
            notices.add('tsv-mention-blank', 'mentions of white space alone are left out', { path: this.#path });
            return;
        }
        if (words[0].begin !== span.begin || words.at(-1).end !== span.end)
            notices.add('tsv-mention-border', 'a mention covers whole words in this format', { path: this.#path });
        const depthOf = ({ cells }) => maxOf(layer.columns.map((_, i) => readStack(cells[layer.at + i]).length));
        const isAlone = words.length === 1 && depthOf(words[0]) === 0;
        const number = isAlone ? '' : `[${this.#freshNumber()}]`;
        for (const row of words) {
            const depth = depthOf(row);
            for (const [i, column] of layer.columns.entries()) {
                const stack = readStack(row.cells[layer.at + i]);
                while (stack.length < depth)
                    stack.push(column.kind === 'role' ? '_' : '*');
                row.cells[layer.at + i] = [...stack, cellOf(column, structure, number)].join('|');
            }
        }
    }
    format() {
        const lines = [...this.#lines];
        for (const { line, cells, ending } of this.#rows)
            lines[line] = cells.join('\t') + ending;
        if (this.#declared === undefined)
            return lines.join('\n');
        const last = lines.findLastIndex((line, i) => i < this.#body && /^\ufeff?#/.test(line));
        const end = lines[last].endsWith('\r') ? '\r' : '';
        const names = this.#declared.columns.map(column => (column.kind === 'value' ? column.name : ''));
        return lines.toSpliced(last + 1, 0, `#T_SP=${[this.#declared.type, ...names].join('|')}${end}`).join('\n');
    }
    #layerOf(type, { typeSystem }) {
        const known = [...this.#header.layers, this.#declared].find(one => one?.kind === 'span' && one.type === type);
        if (known !== undefined)
            return known;
        if (this.#header.layers.some(one => one.type === type))
            throw new MedspanError('config', `${type} is a layer of relations or chains, and mentions are spans`, {
                where: { path: this.#path, at: 'layer' },
                hint: 'name a layer of spans with --into',
            });
        const last = this.#header.layers.at(-1);
        const at = last === undefined ? 3 : last.at + last.columns.length;
        const columns = [...typeSystem.features(type).keys()]
            .filter(name => !['sofa', 'begin', 'end'].includes(name))
            .map((name) => ({ kind: 'value', name }));
        for (const { cells } of this.#rows) {
            for (const _ of columns)
                cells.splice(at, 0, '_');
            if (cells.length === at + columns.length)
                cells.push('');
        }
        this.#declared = { kind: 'span', type, columns, at };
        return this.#declared;
    }
    #freshNumber() {
        do
            this.#lastNumber += 1;
        while (this.#numbers.has(this.#lastNumber));
        return this.#lastNumber;
    }
}
/** What stands in a cell, of one annotation after the other. */
function readStack(cell) {
    return cell === '_' ? [] : splitEscaped(cell, '|');
}
/** What a new annotation has in a column. */
function cellOf(column, { features }, number) {
    if (column.kind === 'target')
        return '*';
    if (column.kind === 'role')
        return `_${number}`;
    const value = column.kind === 'value' ? features.get(column.name) : undefined;
    return `${typeof value === 'string' && value !== '' ? escapeTsvValue(value) : '*'}${number}`;
}
