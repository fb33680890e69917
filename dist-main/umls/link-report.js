/**
 * @file How each concept of a corpus gets from the text to a tag: surface forms, the CUI as written, what became of
 * it, its semantic types, and the label that one of them gives. As rows, as text, as CSV and as JSON.
 */
import { namedType, typeName } from "../concepts/semantic-network.js";
import { formatCsv } from "../text/csv.js";
import { formOf } from "../text/document.js";
import { isCui, renderPath } from "./link.js";
/**
 * One row for each concept of a corpus, the most frequent first, then by identifier. A concept whose mentions were
 * annotated with types has a row for each list of types.
 *
 * @param corpus before or after `linkCorpus`: a concept that was looked up has the types of its record.
 * @param records what was looked up.
 */
export function linkReport(corpus, records, options = {}) {
    const found = new Map();
    for (const document of corpus)
        for (const mention of document.mentions) {
            const form = formOf(document, mention).replace(/\s+/gu, ' ').trim();
            for (const concept of mention.concepts.length === 0 ? [''] : mention.concepts) {
                const types = records.has(concept) || mention.types.length === 0 ? undefined : mention.types;
                const key = `${concept}\u0000${types?.join() ?? ''}`;
                let own = found.get(key);
                if (own === undefined) {
                    own = { concept, types, mentions: 0, forms: new Map() };
                    found.set(key, own);
                }
                own.mentions++;
                own.forms.set(form, (own.forms.get(form) ?? 0) + 1);
            }
        }
    return [...found.values()]
        .sort((a, b) => b.mentions - a.mentions || compare(a.concept, b.concept) || compare(keyOf(a), keyOf(b)))
        .map(own => rowOf(own, records.get(own.concept), options));
}
const keyOf = ({ types }) => types?.join() ?? '';
function compare(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}
function rowOf(found, record, options) {
    const { concept, mentions } = found;
    const forms = [...found.forms].sort(([a, m], [b, n]) => n - m || compare(a, b));
    const types = record?.types ?? found.types ?? [];
    const decision = types.length === 0 ? undefined : options.policy?.decide(types);
    return {
        concept,
        status: statusOf(found, record),
        ...(record?.name === undefined ? {} : { name: record.name }),
        mentions,
        forms: forms.slice(0, options.maxForms ?? 5).map(([text, count]) => ({ text, count })),
        differentForms: forms.length,
        ...(record?.path === undefined || record.path.length < 2 ? {} : { path: renderPath(record) }),
        types: types.map(type => {
            const name = typeName(type);
            return name === undefined ? { type } : { type, name };
        }),
        ...(options.policy === undefined
            ? {}
            : decision === undefined
                ? { label: 'IGN', how: 'no type' }
                : {
                    ...(decision.label === undefined ? {} : { label: decision.label }),
                    by: decision.type,
                    how: decision.how,
                }),
    };
}
function statusOf({ concept, types }, record) {
    if (record !== undefined)
        return record.status;
    if (types !== undefined)
        return 'typed in the corpus';
    if (concept === '')
        return 'no concept';
    return isCui(concept) ? 'not looked up' : 'no CUI';
}
/** A report for people: a line a concept, and below it one for each step to its tag. Ends without a line break. */
export function renderLinkReport(rows) {
    return rows
        .map(row => {
        const head = [
            row.concept === '' ? '(no concept)' : row.concept,
            ...(row.name === undefined ? [] : [row.name]),
            count(row.mentions, 'mention'),
            row.status,
        ].join(', ');
        const more = row.differentForms - row.forms.length;
        const lines = [
            `text    ${row.forms.map(form => `${JSON.stringify(form.text)} ${form.count}`).join(', ')}` +
                (more > 0 ? ` and ${count(more, 'other form')}` : ''),
            ...(row.path === undefined ? [] : [`path    ${row.path}`]),
            `types   ${row.types.length === 0 ? 'none' : row.types.map(({ type }) => namedType(type)).join(', ')}`,
            ...(row.how === undefined ? [] : [`label   ${namedType(labelOf(row))} (${whyOf(row)})`]),
        ];
        return [head, ...lines.map(line => `  ${line}`)].join('\n');
    })
        .join('\n');
}
function count(number, what) {
    return `${number} ${what}${number === 1 ? '' : 's'}`;
}
function labelOf({ label }) {
    return label === undefined ? 'O' : label;
}
function whyOf({ by, how, types }) {
    if (by === undefined)
        return how ?? '';
    return types.length > 1 || how !== 'itself' ? `${how}, by ${by}` : how;
}
const columns = [
    'concept',
    'name',
    'status',
    'mentions',
    'forms',
    'different_forms',
    'path',
    'types',
    'type_names',
    'label',
    'by',
    'how',
];
/** A report as CSV with a header. Lists are joined by `; `, forms carry their counts. */
export function formatLinkReportCsv(rows) {
    const lines = rows.map(row => [
        row.concept,
        row.name ?? '',
        row.status,
        row.mentions,
        row.forms.map(form => `${form.text} (${form.count})`).join('; '),
        row.differentForms,
        row.path ?? '',
        row.types.map(({ type }) => type).join('; '),
        row.types.map(({ name }) => name ?? '').join('; '),
        row.how === undefined ? '' : labelOf(row),
        row.by ?? '',
        row.how ?? '',
    ]);
    return formatCsv([columns, ...lines]);
}
/** A report as JSON: an array of rows. */
export function formatLinkReportJson(rows) {
    return `${JSON.stringify(rows, undefined, 2)}\n`;
}
