import { silent } from "../progress.js";
import { createNumbering } from "../text/document.js";
import { findOverlaps, renderOverlaps } from "./overlaps.js";
import { compareSources } from "./sources.js";
/**
 * The documents of all parts, part after part, where several parts say which they came from (`origin`; one that says
 * so already keeps it).
 *
 * An id that occurs in several parts is prefixed with its part's name in each of them (`team1/CURATION_USER`),
 * so that no part depends on the order of the others; what still collides is numbered (`…#2`).
 *
 * Counted notices: `document-renamed`, `duplicates-across-sources` (kept or dropped), and those of `compareSources`.
 */
export function mergeSources(parts, options = {}) {
    const { duplicates = 'keep', ignoreOutside = false, progress = silent } = options;
    const named = nameDocuments(parts, progress);
    const sources = sourcesOf(named, parts);
    const comparison = compareSources(sources, { handled: ignoreOutside });
    for (const notice of comparison.notices)
        progress.notice(notice);
    const overlaps = sources.length > 1 ? findOverlaps(sources, progress) : [];
    for (const line of renderOverlaps(overlaps))
        progress.info(`in two sources: ${line}`);
    const doubles = new Set(duplicates === 'drop'
        ? overlaps.filter(({ why }) => why === 'text' || why === 'near').map(({ b }) => b.document.id)
        : []);
    for (const [count, fate] of [
        [overlaps.length - doubles.size, 'and stay in both'],
        [doubles.size, 'and were dropped from the later one'],
    ])
        if (count > 0)
            progress.notice({
                code: 'duplicates-across-sources',
                message: `documents are in two sources ${fate}`,
                count,
            });
    const annotated = new Map(comparison.sources.map(({ name, annotated: types }) => [name, types]));
    if (ignoreOutside)
        for (const { sources: apart, unmarked } of comparison.apart)
            progress.info(`${apart.join(', ')}: ${unmarked} words that others of them mark do not count against types that their own ` +
                'source never annotates');
    const kept = named.map((documents, i) => documents.flatMap(document => {
        if (doubles.has(document.id))
            return [];
        const types = annotated.get(document.origin ?? parts[i].name);
        return ignoreOutside && document.annotated === undefined && types !== undefined && types.length > 0
            ? [{ ...document, annotated: types }]
            : [document];
    }));
    return { corpus: kept.flat(), parts: kept, comparison, overlaps, dropped: [...doubles] };
}
/** The documents of all parts; see `mergeSources`. */
export function mergeCorpora(parts, options = {}) {
    return mergeSources(parts, options).corpus;
}
/** Each part's documents under ids of their own, with their origin. */
function nameDocuments(parts, progress) {
    const holders = new Map();
    for (const [i, { documents }] of parts.entries())
        for (const { id } of documents)
            holders.set(id, (holders.get(id) ?? new Set()).add(i));
    const taken = new Set([...holders].filter(([, of]) => of.size === 1).map(([id]) => id));
    const seen = new Set();
    const numbered = createNumbering();
    let renamed = 0;
    const named = parts.map(({ name, documents }) => documents.map(document => {
        const wanted = holders.get(document.id).size > 1 ? `${name}/${document.id}` : document.id;
        const isFree = (id) => !seen.has(id) && (id === document.id || !taken.has(id));
        const id = numbered(wanted, isFree);
        seen.add(id);
        if (id !== document.id)
            renamed++;
        const origin = document.origin ?? (parts.length > 1 ? name : undefined);
        return id === document.id && origin === document.origin
            ? document
            : { ...document, id, ...(origin === undefined ? {} : { origin }) };
    }));
    if (renamed > 0)
        progress.notice({
            code: 'document-renamed',
            message: "documents of several sources have one id: the source's name was put before it",
            count: renamed,
        });
    return named;
}
/** The sources: parts, but where documents say an origin of their own, these. */
function sourcesOf(named, parts) {
    const sources = new Map();
    for (const [i, documents] of named.entries())
        for (const document of documents) {
            const name = document.origin ?? parts[i].name;
            const known = sources.get(name);
            if (known === undefined)
                sources.set(name, [document]);
            else
                known.push(document);
        }
    return [...sources].map(([name, documents]) => ({ name, documents }));
}
