/**
 * @file The text of a configuration: what a survey has found, with comments that say what it is. Names in it are those of
 * files and layers, which may come from anybody: a value is quoted where it must be, and a comment stays on its line.
 */
import { stringify } from 'yaml';
import { namedType } from "../concepts/semantic-network.js";
import { SCHEMA_NAME } from "../config/json-schema.js";
import { appendAll } from "../lists.js";
import { printable } from "../text/escapes.js";
/** So many types are named with their counts. */
const namedTypes = 3;
/** So many files that are left out are named. */
const namedLeftOut = 10;
/** Fewer documents than this cannot be divided into three parts. */
const fewestDocuments = 3;
/** A configuration of what was found; of nothing, one with a place to fill in. */
export function renderConfig({ sources, link, leftOut, others }) {
    const lines = [
        `# yaml-language-server: $schema=./${SCHEMA_NAME}`,
        '# medspan.yaml: from annotated documents to a trained tagger. Paths are relative to this file.',
        '#   medspan train -c medspan.yaml',
        '# What does not stand here has its default; medspan init --all-keys explains every key.',
        'corpus:',
        '  sources:',
    ];
    if (sources.length === 0)
        lines.push('    - path: documents/   # replace with yours: a file, a folder, or a project export of INCEpTION');
    for (const source of sources)
        appendAll(lines, renderSource(source));
    for (const { path, reason } of leftOut.slice(0, namedLeftOut))
        lines.push(comment('    ', `left out: ${path}: ${reason}`));
    if (leftOut.length > namedLeftOut)
        lines.push(comment('    ', `left out: ${leftOut.length - namedLeftOut} more`));
    if (others > 0)
        lines.push(comment('    ', `${count(others, 'other file')}: no documents`));
    if (link !== undefined)
        lines.push('  # where the semantic types of concepts are looked up', `  link: ${flow(link)}`);
    if (isTooSmall(sources))
        lines.push('  # too few documents to divide them: sentences of one document are in several parts, and the scores too good', '  split: { by: sentence }');
    appendAll(lines, [...renderLabels(sources, link), 'training: { recipe: auto }', '']);
    return lines.join('\n');
}
function renderSource(source) {
    const { path, name, namesFormat, annotator, concept, typeSystem, split } = source;
    const keys = [['path', scalar(path)]];
    if (name !== undefined)
        keys.push(['name', scalar(name)]);
    if (namesFormat)
        keys.push(['format', scalar(formatOf(source))]);
    if (annotator !== undefined)
        keys.push(['annotator', scalar(annotator)]);
    const features = { layer: concept?.layer, feature: concept?.feature, type_feature: concept?.typeFeature };
    if (concept !== undefined)
        keys.push(['concept', flow(features)]);
    if (typeSystem !== undefined)
        keys.push(['type_system', typeSystem]);
    if (split !== undefined)
        keys.push(['split', split]);
    return [
        comment('    ', describeSource(source)),
        ...keys.map(([key, value], i) => `    ${i === 0 ? '-' : ' '} ${key}: ${value}`),
    ];
}
function renderLabels(sources, link) {
    const read = sources.flatMap(({ counts }) => counts ?? []);
    const typed = read.reduce((sum, { mentions, untyped }) => sum + mentions - untyped, 0);
    const unlinked = link === undefined ? read.reduce((sum, one) => sum + one.unlinked, 0) : 0;
    const isOne = sources.length > 0 && read.length === sources.length && typed === 0 && link === undefined;
    const change = link === undefined
        ? 'or a list of those to learn'
        : 'or st21pv: the 21 types of MedMentions, groups: the 15 semantic groups, or a list of types';
    if (!isOne)
        return [
            ...(unlinked === 0
                ? []
                : [
                    comment('', `${count(unlinked, 'mention')} with a CUI have no type and count for nothing without corpus.link`),
                ]),
            `labels: { types: all }   # ${change}`,
        ];
    return [
        '# The mentions have no types: all are one class, Concept. With MRSTY.RRF of a release of UMLS they get semantic types:',
        '# corpus.link: { mrsty: META/MRSTY.RRF }, and labels.types: all.',
        'labels: { types: one }',
    ];
}
/** What a source is: `INCEpTION project, curated: 12 documents, 80 sentences, 300 mentions of 5 types (120 T047 Disease or Syndrome; …)`. */
export function describeSource(source) {
    const { entries, counts, annotator } = source;
    const [{ holds }] = [entries[0]];
    const who = holds === 'project' ? ` project, ${annotator === undefined ? 'curated' : `by ${annotator}`}` : '';
    const files = entries.length > 1 ? `, ${count(entries.length, 'file')}` : '';
    const what = `${formatOf(source)}${who}${files}`;
    if (counts === undefined)
        return `${what}: too large to be looked at here`;
    const part = counts.entries < entries.length ? `, of the first ${counts.entries}` : '';
    return `${what}${part}: ${describeCounts(counts)}`;
}
function describeCounts({ documents, sentences, mentions, untyped, unlinked, types }) {
    const all = Object.entries(types);
    const named = all
        .slice(0, namedTypes)
        .map(([type, number]) => `${number.toLocaleString('en-US')} ${namedType(type)}`);
    const more = all.length > namedTypes ? '; …' : '';
    const of = all.length === 0 ? '' : ` of ${count(all.length, 'type')} (${named.join('; ')}${more})`;
    const without = untyped - unlinked;
    return [
        count(documents, 'document'),
        count(sentences, 'sentence'),
        `${count(mentions, 'mention')}${of}`,
        ...(unlinked === 0 ? [] : [`${unlinked.toLocaleString('en-US')} with a CUI and no type`]),
        ...(without === 0 ? [] : [`${without.toLocaleString('en-US')} without a type`]),
    ].join(', ');
}
const formatOf = ({ entries }) => entries[0].format.name;
/** `1 document`, `1,200 documents`. */
export function count(number, unit) {
    return `${number.toLocaleString('en-US')} ${unit}${number === 1 ? '' : 's'}`;
}
function isTooSmall(sources) {
    const documents = sources.map(({ counts }) => counts?.documents);
    if (sources.length === 0 ||
        documents.includes(undefined) ||
        sources.some(({ split }) => split !== undefined))
        return false;
    return documents.reduce((sum, own) => sum + (own ?? 0), 0) < fewestDocuments;
}
function comment(indent, text) {
    return `${indent}# ${printable(text)}`;
}
/** A value of YAML on one line. */
function scalar(value) {
    const isPlain = /^[\p{L}\p{N}_./][\p{L}\p{N}_./ -]*$/u.test(value) && !value.endsWith(' ');
    if (isPlain && stringify(value, { lineWidth: 0 }).trimEnd() === value)
        return value;
    return printable(JSON.stringify(value));
}
/** A mapping on one line, without what is undefined. */
function flow(mapping) {
    const keys = Object.entries(mapping).flatMap(([key, value]) => value === undefined ? [] : [`${key}: ${scalar(value)}`]);
    return `{ ${keys.join(', ')} }`;
}
