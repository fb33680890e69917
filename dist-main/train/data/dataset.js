/**
 * @file From the sources of a configuration to the three parts of a corpus: import, label concepts, link, merge, split.
 *
 * The same configuration and the same files always give the same parts. A source's fingerprint is over what was
 * read from it, not over its path, so that a project can be moved.
 */
import { createHash } from 'node:crypto';
import { PARTS } from "../../config/config.js";
import { asOneClass, labelConcepts, readLabelMap } from "../../corpus/label-map.js";
import { mergeSources } from "../../corpus/merge.js";
import { reportLeaks } from "../../corpus/overlaps.js";
import { takeShare } from "../../corpus/share.js";
import { bySplitFiles } from "../../corpus/sources.js";
import { splitCorpus, splitFolds } from "../../corpus/split.js";
import { readOfficialLists } from "../../corpus/split-official.js";
import { splitTable } from "../../corpus/split-table.js";
import { internal, MedspanError } from "../../errors.js";
import { formatDocument } from "../../formats/corpus.js";
import { importCorpus } from "../../formats/index.js";
import { resolveDataset } from "../../hub/dataset.js";
import { addTo } from "../../lists.js";
import { sumNotices } from "../../progress.js";
import { checkNamed } from "../../system/folder.js";
import { languageOf } from "../../text/languages.js";
import { createSegmenter } from "../../text/segmenters.js";
import { linkCorpus, wantedConcepts } from "../../umls/link.js";
import { createConceptSource } from "../../umls/source.js";
function documentsOf({ pieces }) {
    return pieces.flatMap(({ documents }) => documents);
}
/**
 * Reads, links, merges and splits. Concepts of `labels.map` get their labels before others are linked. A source that names
 * its part goes there whole; the documents of all others are divided as `corpus.split` says. A source whose files are named
 * after the splits of a dataset counts as a source for each of them when sources are compared.
 *
 * A document that sources put into two parts is reported (`document-in-two-parts`) and left where it is.
 * @throws MedspanError where a file cannot be read, or of code `data` when a part is left without documents
 */
export async function prepareCorpus({ corpus: config, labels }, options) {
    const { progress, signal } = options;
    const { segment, language, languages } = createListeningSegmenter(config);
    const typeFeatures = new Map();
    const onConcepts = ({ chosen }) => {
        const feature = chosen?.typeFeature ?? chosen?.feature;
        // A path leads to other structures than the layer's.
        if (chosen?.layer === undefined || feature === undefined || feature.includes('.'))
            return;
        typeFeatures.set(`${chosen.layer}/${feature}`, { layer: chosen.layer, feature });
    };
    const imported = await sumNotices(progress, summed => readSources(config.sources, { segment, onConcepts }, { ...options, progress: summed }));
    if (labels.map !== undefined) {
        await checkNamed(labels.map);
        const map = await readLabelMap(labels.map);
        changeDocuments(imported, documents => labelConcepts(documents, map, progress));
    }
    else if (labels.types === 'one')
        changeDocuments(imported, asOneClass);
    if (config.link !== undefined) {
        const linked = await linkDocuments(imported.flatMap(documentsOf), config.link, options);
        changeDocuments(imported, () => linked);
    }
    signal?.throwIfAborted();
    const sources = imported.map(source => {
        const documents = documentsOf(source);
        return { name: source.name, documents: documents.length, sha256: fingerprintOf(documents) };
    });
    const divided = await divide(imported, config, progress);
    const { train_share: share, seed } = config.split;
    const parts = { ...divided, train: takeShare(divided.train, share, seed) };
    const table = splitTable(parts);
    const { labelsDistribution, jensenShannon } = table;
    progress.info(`parts: ${PARTS.map(part => `${part} ${parts[part].length.toLocaleString('en-US')}`).join(', ')} documents; ` +
        `divergence from the whole LD ${labelsDistribution.toFixed(4)}, JS ${jensenShannon.toFixed(5)} bits`);
    if (share < 1)
        progress.info(`corpus.split.train_share ${share}: ${parts.train.length.toLocaleString('en-US')} of ` +
            `${divided.train.length.toLocaleString('en-US')} training documents are learnt from`);
    const [trainedFrom] = typeFeatures.size === 1 ? typeFeatures.values() : [];
    return {
        parts,
        wholeTrain: divided.train,
        sources,
        table,
        language: language(),
        languages: languages(),
        trainedFrom,
    };
}
/** The segmenter of a configuration, the language by whose rules it has cut all texts, where that is one, and all of them. */
function createListeningSegmenter({ tokenizer, language }) {
    const segment = createSegmenter(tokenizer, language);
    if (language !== undefined || tokenizer !== 'biomedical')
        return { segment, language: () => language, languages: () => (language === undefined ? [] : [language]) };
    const heard = new Set();
    return {
        segment(text, own) {
            heard.add(languageOf(own) ?? 'en');
            return segment(text, own);
        },
        // English needs no mention.
        language: () => (heard.size === 1 && !heard.has('en') ? [...heard][0] : undefined),
        languages: () => [...heard].sort(),
    };
}
async function readSources(sources, reading, options) {
    const imported = [];
    for (const source of sources) {
        options.signal?.throwIfAborted();
        const pieces = await readSource(source, reading, options);
        if (pieces.every(({ documents }) => documents.length === 0)) {
            throw new MedspanError('data', 'there is no document in this source', {
                where: { path: source.path ?? source.dataset ?? source.name },
            });
        }
        imported.push({ name: source.name, part: source.split, pieces });
    }
    return imported;
}
async function readSource(source, reading, { progress, signal, env }) {
    const read = (paths) => importCorpus(paths, {
        format: source.format,
        concept: source.concept && { ...source.concept, typeFeature: source.concept.type_feature },
        typeSystem: source.type_system,
        annotator: source.annotator,
        columns: source.columns,
        tagNames: source.tag_names,
        ...reading,
        progress,
    });
    if (source.path !== undefined)
        return bySplitFiles(source.name, await read([source.path]));
    if (source.dataset === undefined)
        throw internal('a source without a path or a dataset', { at: source.name });
    const { files } = await resolveDataset(source.dataset, {
        revision: source.revision,
        config: source.subset,
        split: source.dataset_split,
        progress,
        signal,
        env,
    });
    const splits = new Map();
    for (const { path, split } of files)
        addTo(splits, split, path);
    const pieces = [];
    for (const [split, paths] of splits)
        pieces.push({
            name: splits.size > 1 ? `${source.name}-${split}` : source.name,
            documents: await read(paths),
        });
    return pieces;
}
/** Looks up the types of the concepts of documents, as `corpus.link` says. */
export async function linkDocuments(documents, setting, { progress, signal, env = process.env }) {
    signal?.throwIfAborted();
    const wanted = wantedConcepts(documents);
    const concepts = await createConceptSource(setting, { env, progress });
    try {
        const records = await concepts.lookUp(wanted, { progress, signal });
        return linkCorpus(documents, records, { progress });
    }
    finally {
        concepts.close();
    }
}
/** Puts other documents into the places of all documents, which are given in one list. */
function changeDocuments(sources, change) {
    const changed = change(sources.flatMap(documentsOf));
    let first = 0;
    for (const source of sources)
        source.pieces = source.pieces.map(({ name, documents }) => {
            first += documents.length;
            return { name, documents: changed.slice(first - documents.length, first) };
        });
}
function fingerprintOf(documents) {
    const hash = createHash('sha256');
    for (const { source: _, ...document } of documents)
        hash.update(`${formatDocument(document)}\n`);
    return hash.digest('hex');
}
async function divide(sources, config, progress) {
    const named = sources.flatMap(({ part, pieces }) => pieces.map(one => ({ ...one, part })));
    const merged = mergeSources(named, {
        duplicates: config.merge.duplicates,
        ignoreOutside: config.merge.ignore_outside,
        progress,
    });
    const parts = { train: [], validation: [], test: [] };
    const undecided = [];
    for (const [i, { part }] of named.entries()) {
        const place = part === undefined ? undecided : parts[part];
        for (const document of merged.parts[i])
            place.push(document);
    }
    const isAssigned = PARTS.some(part => parts[part].length > 0);
    if (undecided.length > 0) {
        const split = await splitUndecided(undecided, config.split, progress);
        for (const part of PARTS)
            for (const document of split[part])
                parts[part].push(document);
    }
    for (const part of PARTS) {
        if (parts[part].length > 0)
            continue;
        throw new MedspanError('data', `the ${part} part has no documents`, {
            where: { at: 'corpus.split' },
            hint: `Give it a share in corpus.split.ratios, or name a source that is the ${part} part (split: ${part}).`,
        });
    }
    if (isAssigned)
        reportLeaks(PARTS.map(part => ({ name: part, documents: parts[part] })), progress);
    return parts;
}
/** Divides the documents of sources that name no part. */
async function splitUndecided(documents, setting, progress) {
    const { by, seed, order, folds, fold = 1, ratios, official } = setting;
    const common = { by, seed, order, progress };
    if (folds !== undefined)
        return splitFolds(documents, { ...common, folds })[fold - 1];
    if (official !== undefined) {
        const paths = typeof official === 'string' ? [official] : [official.train, official.validation, official.test];
        return splitCorpus(documents, {
            ...common,
            ratios: [1, 0, 0],
            official: await readOfficialLists(paths),
        });
    }
    if (ratios === undefined)
        throw internal('a configuration without ratios, folds and lists');
    return splitCorpus(documents, { ...common, ratios });
}
