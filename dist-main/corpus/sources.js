/**
 * @file Whether the sources of a corpus go together: their types, side by side, and what is odd about them.
 *
 * The case to watch for is MedMentions-ZS: its three splits annotate disjoint sets of types, and the mentions of all
 * other types were rewritten to `O`. Put together they teach a tagger to miss. It shows: words that one source
 * marks nearly always stand unmarked in the other.
 */
import { semanticGroup } from "../concepts/semantic-network.js";
import { Notices } from "../errors.js";
import { coveredText, formOf } from "../text/document.js";
import { byCount, count, sizeOf } from "./stats.js";
/** Two sources annotate types apart when at most this share of either's mentions has a type of the other. */
const sharedAtMost = 0.02;
/** Words shorter than this say little. */
const shortestWord = 4;
/** How many unmarked words make two sources ones of the same kind: so many, and this share of the marked ones. */
const fewestUnmarked = 5;
const leastUnmarked = 0.01;
const namedWords = 3;
function wordingOf({ documents }) {
    const marked = new Map();
    const unmarked = new Map();
    for (const document of documents) {
        let next = 0;
        let reach = 0;
        for (const mention of document.mentions) {
            const surface = formOf(document, mention);
            if (surface.length >= shortestWord && !/\s/u.test(surface))
                count(marked, surface.toLowerCase());
        }
        for (const token of document.tokens) {
            while (next < document.mentions.length && document.mentions[next].begin < token.end)
                reach = Math.max(reach, document.mentions[next++].end);
            if (reach > token.begin || token.end - token.begin < shortestWord)
                continue;
            count(unmarked, coveredText(document, token).toLowerCase());
        }
    }
    return { marked, unmarked };
}
function profileOf({ name, documents }) {
    const types = new Map();
    const annotated = new Set();
    let [unlinked, ignored] = [0, 0];
    for (const document of documents)
        for (const mention of document.mentions) {
            const [first] = mention.types;
            if (first !== undefined)
                count(types, first);
            else if (mention.concepts.length > 0)
                unlinked++;
            else
                ignored++;
            for (const type of mention.types)
                annotated.add(type);
        }
    return {
        name,
        ...sizeOf(documents),
        unlinked,
        ignored,
        types: Object.fromEntries(byCount(types)),
        annotated: [...annotated].sort(),
    };
}
function kindOf(type) {
    return /^T\d{3}$/u.test(type)
        ? 'semantic types'
        : semanticGroup(type) !== undefined
            ? 'semantic groups'
            : 'classes';
}
function list(items, most = 30) {
    return items.length > most
        ? `${items.slice(0, most).join(' ')} and ${items.length - most} more`
        : items.join(' ');
}
function total(counts) {
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
function areApart(a, b) {
    const shared = Object.keys(a.types).filter(type => Object.hasOwn(b.types, type));
    const share = ({ types }) => shared.reduce((sum, type) => sum + types[type], 0) / total(types);
    return share(a) <= sharedAtMost && share(b) <= sharedAtMost;
}
/** Words that `a` marks more often than not, with how often they stand unmarked in `b`. */
function unmarkedIn(a, b) {
    const found = [];
    for (const [word, count] of a.marked) {
        if (count < 2 || count < (a.unmarked.get(word) ?? 0))
            continue;
        const unmarked = b.unmarked.get(word);
        if (unmarked !== undefined)
            found.push({ word, count: unmarked });
    }
    return found;
}
/** Finds sources that annotate types apart in texts of the same kind; each set of them once. */
function findApart(sources, profiles) {
    // Documents that say what was annotated are no danger.
    const asked = profiles.flatMap((profile, i) => Object.keys(profile.types).length > 0 && sources[i].documents.some(one => one.annotated === undefined)
        ? [i]
        : []);
    const wordings = new Map();
    const wording = (i) => {
        const known = wordings.get(i) ?? wordingOf(sources[i]);
        wordings.set(i, known);
        return known;
    };
    const setOf = new Map();
    const evidence = [];
    for (const [k, a] of asked.entries())
        for (const b of asked.slice(k + 1)) {
            if (!areApart(profiles[a], profiles[b]))
                continue;
            const words = [...unmarkedIn(wording(a), wording(b)), ...unmarkedIn(wording(b), wording(a))];
            const count = words.reduce((sum, one) => sum + one.count, 0);
            const fewer = Math.min(total(profiles[a].types), total(profiles[b].types));
            if (count < Math.max(fewestUnmarked, leastUnmarked * fewer))
                continue;
            evidence.push({ a, b, words });
            const joined = new Set([...(setOf.get(a) ?? [a]), ...(setOf.get(b) ?? [b])]);
            for (const one of joined)
                setOf.set(one, joined);
        }
    return [...new Set(setOf.values())].map(members => {
        const own = [...members].sort((a, b) => a - b);
        const counts = new Map();
        for (const { a, words } of evidence)
            if (members.has(a))
                for (const { word, count } of words)
                    counts.set(word, (counts.get(word) ?? 0) + count);
        const words = byCount(counts);
        const types = own.map(i => {
            const others = new Set(own.flatMap(j => (j === i ? [] : Object.keys(profiles[j].types))));
            return [
                profiles[i].name,
                Object.keys(profiles[i].types)
                    .filter(type => !others.has(type))
                    .sort(),
            ];
        });
        return {
            sources: own.map(i => profiles[i].name),
            types: Object.fromEntries(types),
            unmarked: words.reduce((sum, [, count]) => sum + count, 0),
            examples: words.slice(0, namedWords).map(([word]) => word),
        };
    });
}
/** `train: T017 T033; test: T007`. */
function renderTypes(types) {
    return Object.entries(types)
        .map(([source, own]) => `${source}: ${list(own)}`)
        .join('; ');
}
/**
 * Compares sources.
 *
 * Notices: `source-untyped` (no mention of a source has a type), `mention-unlinked` and `mention-ignored` (some have
 * none), `types-of-one-source`, `types-of-several-kinds` (TUIs beside classes such as `Disease`),
 * `types-rewritten` (see above; `handled` leaves it out, because the caller has dealt with it).
 */
export function compareSources(sources, options = {}) {
    const profiles = sources.map(profileOf);
    const notices = new Notices();
    for (const { name, mentions, types, unlinked, ignored } of profiles) {
        const where = { path: name };
        if (mentions > 0 && Object.keys(types).length === 0)
            notices.addKind('source-untyped', `no mention of a source has a type: ${unlinked > 0 ? 'it is not linked yet' : 'all are IGN'}`, name, where, mentions);
        else if (unlinked > 0)
            notices.addKind('mention-unlinked', 'mentions have a concept and no type: they are IGN', name, where, unlinked);
        if (ignored > 0 && Object.keys(types).length > 0)
            notices.addKind('mention-ignored', 'mentions have neither a concept nor a type (IGN): they do not count', name, where, ignored);
    }
    const typed = profiles.filter(({ types }) => Object.keys(types).length > 0);
    const holders = new Map();
    for (const { types } of typed)
        for (const type of Object.keys(types))
            count(holders, type);
    const only = new Map();
    if (typed.length > 1)
        for (const { name, types } of typed) {
            const own = Object.keys(types)
                .filter(type => holders.get(type) === 1)
                .sort();
            if (own.length === 0)
                continue;
            only.set(name, own);
            notices.addKind('types-of-one-source', 'types that only one source has', `${name} (${list(own)})`, { path: name }, own.length);
        }
    const kinds = new Map();
    for (const { name, types } of typed)
        for (const kind of new Set(Object.keys(types).map(kindOf)))
            kinds.set(kind, [
                ...(kinds.get(kind) ?? []),
                `${name} (${list(Object.keys(types).filter(type => kindOf(type) === kind), 3)})`,
            ]);
    if (kinds.size > 1)
        notices.add('types-of-several-kinds', `types of several kinds would be labels side by side: ${[...kinds]
            .map(([kind, names]) => `${kind} in ${names.join(', ')}`)
            .join('; ')}`);
    const apart = findApart(sources, profiles);
    if (options.handled !== true)
        for (const one of apart)
            notices.add('types-rewritten', `${one.sources.join(', ')} annotate types apart in texts of the same kind (${renderTypes(one.types)}): in ` +
                `each of them, words that are mentions in the others stand outside, such as ${one.examples.join(', ')}. ` +
                'They were not looked for, or were rewritten to O. Put together the sources teach to miss; ' +
                'ignore_outside: true (--ignore-outside) keeps such words from counting', undefined, one.unmarked);
    return { sources: profiles, only: Object.fromEntries(only), apart, notices: notices.list() };
}
/** What splits of data sets are called; TrainDev is what a validation part is split off. */
const splitWord = '(train(?:ing)?(?:[-_]?(?:dev|val))?|trng|validation|valid|val|dev(?:el(?:opment)?)?|test(?:ing)?)(?:[-_]?set)?';
/** Names that begin or end with one: `train-00000.parquet`, `BC5CDR_TrainDev.PubTator`. */
const splitFile = new RegExp(`(?:^|[/\\\\])(?:${splitWord}(?:[-_.][^/\\\\]*)?|[^/\\\\]*?[-_. ]${splitWord}(?:\\.[^/\\\\]*)?)$`, 'iu');
/** Splits in the order in which they are told of. */
const splitOrder = ['train', 'validation', 'test'];
/** The split that a file is named after, as it is called there. */
function splitCalled(path) {
    const found = splitFile.exec(path);
    return (found?.[1] ?? found?.[2])?.toLowerCase();
}
/** The part that a file or folder is named after, as data sets name those of their splits. */
export function splitNameOf(path) {
    const name = splitCalled(path);
    if (name === undefined)
        return undefined;
    return name.startsWith('tr') ? 'train' : name.startsWith('test') ? 'test' : 'validation';
}
/**
 * A corpus that was read from files named after the splits of a dataset (`train.parquet`,
 * `test-00000-of-00001.parquet`), as a source for each split: `name-train`, `name-test`. Any other stays one.
 */
export function bySplitFiles(name, documents) {
    const splits = new Map();
    for (const document of documents) {
        const split = splitCalled(document.source ?? '');
        if (split === undefined)
            return [{ name, documents }];
        const known = splits.get(split);
        if (known === undefined)
            splits.set(split, [document]);
        else
            known.push(document);
    }
    if (splits.size < 2)
        return [{ name, documents }];
    return [...splits]
        .sort(([a], [b]) => splitOrder.indexOf(splitNameOf(a)) - splitOrder.indexOf(splitNameOf(b)))
        .map(([split, own]) => ({ name: `${name}-${split}`, documents: own }));
}
