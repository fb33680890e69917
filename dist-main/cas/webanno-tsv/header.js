/**
 * @file The header of a WebAnno TSV 3 file: which layers its columns hold, and the types that they become.
 *
 * A span layer is `#T_SP=type|feature|...`, a relation `#T_RL=type|feature|...|BT_type of its ends`, a chain
 * `#T_CH=link type|referenceType|referenceRelation`. A slot takes two columns, `ROLE_type:feature_link type` and
 * the type of its targets. The file says no more of a feature than its name, so every value is a text.
 */
import { MedspanError } from "../../errors.js";
import { DEPENDENCY, documentTypes, SENTENCE, TOKEN } from "../dkpro.js";
import { ANNOTATION, ANNOTATION_BASE, createTypeSystem, FS_ARRAY, STRING, TOP, } from "../typesystem.js";
/** Columns before those of the layers: unit, offsets, text. */
const FIRST_COLUMN = 3;
const KINDS = { SP: 'span', RL: 'relation', CH: 'chain' };
/** Reads the lines before the first sentence. @throws MedspanError `input` with the line */
export function readTsvHeader(lines, path) {
    const format = /^#FORMAT=WebAnno TSV (3(?:\.\d+)?)\s*$/.exec(lines[0] ?? '');
    if (format === null)
        throw new MedspanError('input', 'expected #FORMAT=WebAnno TSV 3.x in the first line', {
            where: { path, line: 1, column: 1 },
            hint: 'this file is not a WebAnno TSV 3 file',
        });
    let at = FIRST_COLUMN;
    const layers = [];
    for (const [index, line] of lines.entries()) {
        if (!line.startsWith('#T_'))
            continue;
        const match = /^#T_(SP|RL|CH)=([^|\s]+)\|?(.*)$/.exec(line);
        if (match === null)
            throw new MedspanError('input', `expected a layer such as #T_SP=type|feature, got ${line.slice(0, 60)}`, {
                where: { path, line: index + 1, column: 1 },
            });
        const kind = KINDS[match[1]];
        const columns = readColumns(kind, match[3].split('|'), { path, line: index + 1, column: 1 });
        layers.push({ kind, type: match[2], columns, at });
        at += columns.length;
    }
    return { version: Number(format[1]), layers, typeSystem: typesOf(layers, path) };
}
function readColumns(kind, names, where) {
    const columns = [];
    for (const name of names) {
        const before = columns.at(-1);
        if (before?.kind === 'role')
            columns.push({ kind: 'target', name: before.name, type: name });
        else if (name === '')
            columns.push({ kind: 'mark' });
        else if (kind === 'span' && name.startsWith('ROLE_')) {
            const role = readRole(name);
            if (role === undefined)
                throw new MedspanError('input', `expected a slot such as ROLE_type:feature_link type, got ${name}`, {
                    where,
                });
            columns.push(role);
        }
        else if (kind === 'relation' && name.startsWith('BT_'))
            columns.push({ kind: 'base', type: name.slice(3) });
        else if (kind === 'chain' && name === 'referenceRelation')
            columns.push({ kind: 'link', name });
        else
            columns.push({ kind: kind === 'chain' ? 'element' : 'value', name });
    }
    return columns;
}
/** `ROLE_my.Type:feature_my.LinkType`; both names may have underscores of their own. */
function readRole(column) {
    const rest = column.slice(column.lastIndexOf(':') + 1).replace(/^ROLE_/, '');
    const split = /^(.+?)_(webanno\.custom\..+)$/.exec(rest) ?? /^(.+?)_([^.]*\..+)$/.exec(rest) ?? /^(.+)_(.+)$/.exec(rest);
    return split === null ? undefined : { kind: 'role', name: split[1], type: split[2] };
}
/** The type of a chain, by the name of the type of its links. */
export function chainType(link) {
    return `${link.replace(/Link$/, '')}Chain`;
}
/** The type of a relation's ends: a dependency's are words, whatever the header says. */
export function endType(layer) {
    const base = layer.columns.find(column => column.kind === 'base');
    return layer.type === DEPENDENCY || base === undefined ? TOKEN : base.type;
}
function typesOf(layers, path) {
    const one = (name, range) => ({ name, range, multipleReferencesAllowed: false });
    const definitions = documentTypes.filter(({ name }) => name === SENTENCE || name === TOKEN);
    const linkTypes = new Set();
    for (const { kind, type, columns } of layers) {
        const features = [];
        for (const column of columns) {
            if (column.kind === 'value' || column.kind === 'element' || column.kind === 'link')
                features.push(one(column.name, STRING));
            if (column.kind !== 'role')
                continue;
            features.push({ ...one(column.name, FS_ARRAY), elementType: column.type });
            linkTypes.add(column.type);
        }
        if (kind === 'relation')
            features.push(one('Governor', ANNOTATION), one('Dependent', ANNOTATION));
        if (kind === 'chain') {
            features.push(one('next', type));
            definitions.push({ name: chainType(type), supertype: ANNOTATION_BASE, features: [one('first', type)] });
        }
        definitions.push({ name: type, supertype: ANNOTATION, features });
    }
    for (const name of linkTypes)
        definitions.push({ name, supertype: TOP, features: [one('role', STRING), one('target', ANNOTATION)] });
    return createTypeSystem(definitions, path);
}
