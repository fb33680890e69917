/**
 * @file What a folder holds that a tagger could learn from: sources, the layers of their mentions, and where the semantic
 * types of concepts may come from. It is read as a training would read it, up to a limit.
 */
import { basename, join, relative } from 'node:path';
import { looksLikeConcept } from "../concepts/cui.js";
import { splitNameOf } from "../corpus/sources.js";
import { corpusStats } from "../corpus/stats.js";
import { formatWhere, MedspanError } from "../errors.js";
import { importCorpus } from "../formats/index.js";
import { silent } from "../progress.js";
import { checkFolder } from "../system/folder.js";
import { INFER } from "../text/format.js";
import { groupEntries } from "./grouping.js";
import { listLayers, renderLayer } from "./layers.js";
import { walkFolder } from "./walk.js";
export const surveyLimits = { entries: 100_000, depth: 16, bytes: 2 ** 28, ms: 60_000 };
/**
 * Looks at a folder. The same folder is always found to hold the same, unless reading it takes longer than the limits say.
 * @throws MedspanError `input` where it holds more files than the limits say
 */
export async function surveyFolder(folder, options) {
    const limits = { ...surveyLimits, ...options.limits };
    const walked = await walkFolder(folder, limits);
    const { groups, mixed } = await groupEntries(folder, walked.entries);
    const budget = { bytes: limits.bytes, untilMs: performance.now() + limits.ms };
    const hasUmls = walked.mrsty.length + walked.metathesauri.length > 0;
    const leftOut = mixed.map(({ path }) => ({
        path,
        reason: 'it lies among others that are read with it: give these files a folder of their own',
    }));
    for (const { path, holds } of walked.entries)
        if (holds === 'nothing')
            leftOut.push({ path, reason: 'an archive without documents' });
    const sources = [];
    const task = options.progress.task('Looking', groups.length, 'sources');
    try {
        for (const group of groups) {
            const source = await readSource(folder, group, { budget, hasUmls }, options);
            if ('reason' in source)
                leftOut.push(source);
            else
                sources.push(source);
            task.advance();
        }
    }
    finally {
        task.end();
    }
    return {
        sources: assignParts(sources),
        link: await findLink(sources, walked, options),
        leftOut,
        others: walked.others,
    };
}
async function readSource(folder, group, { budget, hasUmls }, options) {
    const { path, entries } = group;
    const annotator = await chooseAnnotator(group, options);
    const name = path === '.' ? `${basename(folder)}${group.namesFormat ? `-${entries[0].format.name}` : ''}` : undefined;
    const source = { ...group, name, annotator, typeSystem: undefined, split: undefined };
    const paths = [];
    for (const entry of entries) {
        if (entry.bytes > budget.bytes || performance.now() > budget.untilMs)
            break;
        budget.bytes -= entry.bytes;
        paths.push(join(folder, entry.path));
    }
    if (paths.length === 0)
        return { ...source, concept: undefined, counts: undefined };
    try {
        // What a training refuses to read is no source.
        await checkFolder(join(folder, path));
        const { typeSystem, ...first } = await readFirst(paths, group, annotator);
        const layers = listLayers(first.found, first.counts, hasUmls);
        const asked = layers.slice(0, mostAnswers);
        const chosen = asked.length > 1
            ? await decide(options, {
                text: `${path}: which annotations are the mentions?`,
                answers: asked.map(renderLayer),
            })
            : 0;
        const layer = asked[chosen];
        const { counts } = layer === undefined || layer.isRead
            ? first
            : await read(paths, group, { annotator, typeSystem, concept: layer.setting });
        if (counts.mentions === 0)
            return { path, reason: 'documents without annotations' };
        return { ...source, typeSystem, concept: layer?.setting, counts };
    }
    catch (error) {
        if (!(error instanceof MedspanError))
            throw error;
        const where = error.where ?? {};
        const place = formatWhere(where.path === undefined ? where : { ...where, path: relative(folder, where.path) });
        return { path, reason: place === '' ? error.message : `${place}: ${error.message}` };
    }
}
/** A question lists so many answers. */
const mostAnswers = 6;
/** The answer to a question, the first one where nobody answers. */
async function decide({ decide = async () => 0 }, question) {
    return decide(question);
}
/** Reads with what the importer finds; XMI files that have no type system with one that is inferred. */
async function readFirst(paths, group, annotator) {
    try {
        return { typeSystem: undefined, ...(await read(paths, group, { annotator })) };
    }
    catch (error) {
        if (!(error instanceof MedspanError) || !/^(?:inception|xmi)$/.test(group.entries[0].format.name))
            throw error;
        try {
            return { typeSystem: INFER, ...(await read(paths, group, { annotator, typeSystem: INFER })) };
        }
        catch {
            throw error;
        }
    }
}
async function read(paths, { entries }, setting) {
    const found = [];
    const documents = await importCorpus(paths, {
        format: entries[0].format.name,
        ...setting,
        onConcepts: one => found.push(one),
        progress: silent,
    });
    return { counts: countsOf(documents, paths.length), found };
}
function countsOf(documents, entries) {
    let unlinked = 0;
    for (const { mentions } of documents)
        for (const { types, concepts } of mentions)
            if (types.length === 0 && concepts.some(looksLikeConcept))
                unlinked++;
    return { ...corpusStats(documents), entries, unlinked };
}
/** Whose version of a project is read: the curated one, unless somebody's has more documents. */
async function chooseAnnotator({ path, entries }, options) {
    const documents = new Map();
    for (const { annotator } of entries.flatMap(({ versions }) => versions))
        documents.set(annotator, (documents.get(annotator) ?? 0) + 1);
    const curated = documents.get(undefined) ?? 0;
    const annotators = [...documents]
        .flatMap(([annotator, count]) => (annotator === undefined ? [] : [{ annotator, count }]))
        .sort((a, b) => b.count - a.count || (a.annotator < b.annotator ? -1 : 1));
    if (annotators.length === 0 || curated >= annotators[0].count)
        return undefined;
    const versions = [
        ...(curated === 0 ? [] : [{ annotator: undefined, count: curated }]),
        ...annotators,
    ].slice(0, mostAnswers);
    if (versions.length === 1)
        return versions[0].annotator;
    const answers = versions.map(({ annotator, count }) => `${annotator ?? 'curated'} (${count} ${count === 1 ? 'document' : 'documents'})`);
    const chosen = await decide(options, { text: `${path}: whose version of the documents?`, answers });
    return versions[chosen].annotator;
}
/** Files and folders named after a split of a data set are that part, where there are others to learn from. */
function assignParts(sources) {
    const named = sources.map(source => {
        const [{ holds }] = [source.entries[0]];
        // A document's or a project's name says what it is about.
        const isPart = holds === 'corpus' || (holds === 'document' && source.counts?.documents !== 1);
        const split = isPart ? splitNameOf(source.path) : undefined;
        return { ...source, split: split === 'train' ? undefined : split };
    });
    return named.every(({ split }) => split !== undefined) ? [...sources] : named;
}
async function findLink(sources, { mrsty: [mrsty], metathesauri: [metathesaurus], }, options) {
    const path = metathesaurus ?? mrsty;
    const unlinked = sources.reduce((sum, { counts }) => sum + (counts?.unlinked ?? 0), 0);
    const mayBeMore = sources.some(({ counts }) => counts === undefined);
    if (path === undefined || (unlinked === 0 && !mayBeMore))
        return undefined;
    const link = metathesaurus === undefined ? { mrsty: path } : { metathesaurus };
    if (unlinked === 0)
        return link;
    const number = unlinked.toLocaleString('en-US');
    const chosen = await decide(options, {
        text: `${number} mentions have a concept of UMLS and no type. Which classes should the tagger learn?`,
        answers: [`semantic types, looked up in ${path}`, 'one class for all concepts'],
    });
    return chosen === 0 ? link : undefined;
}
