/**
 * @file What the corpus commands share: reading documents from the command line's paths, and writing a corpus.
 */
import { basename, resolve } from 'node:path';
import { Option } from 'commander';
import { countVocabularies, isOnlyUmls, renderVocabularies } from "../concepts/vocabulary.js";
import { conceptsOf, sizeOf } from "../corpus/stats.js";
import { exportCorpus, importCorpus } from "../formats/index.js";
import { resolveDataset } from "../hub/dataset.js";
import { appendAll } from "../lists.js";
import { INFER } from "../text/format.js";
import { LANGUAGES } from "../text/languages.js";
import { createSegmenter, SEGMENTERS } from "../text/segmenters.js";
/** Formats with what they are, a line each, for a command's help. */
export function listFormats(formats) {
    return formats.map(({ name, description }) => `  ${name.padEnd(12)} ${description}`).join('\n');
}
/** Adds the options that say how documents are read. */
export function importOptions(command) {
    return command
        .option('--format <name>', 'the format of all files (default: auto, recognised by content)')
        .option('--layer <type>', 'the annotation layer with the mentions (default: detected)')
        .option('--feature <name>', 'its feature with concepts, such as CUI (default: detected)')
        .option('--type-feature <name>', 'its feature with classes of your own, such as kind')
        .option('--type-system <file>', 'the type system for XMI files that come without one, or infer: from what stands in them')
        .option('--annotator <user>', 'read the documents of this annotator, or of all (default: the curated version)')
        .option('--tokens-column <name>', 'the column or key with words (default: detected)')
        .option('--tags-column <name>', 'the column or key with tags (default: detected)')
        .option('--document-column <name>', 'the key with document ids (default: detected)')
        .option('--tag-names <names>', 'the names of numbered tags in order, such as O,B-T038,I-T038')
        .addOption(new Option('--tokenizer <name>', 'how to split texts into words that come without tokens')
        .choices(SEGMENTERS)
        .default('biomedical'))
        .addOption(new Option('--language <code>', "the language of texts that come without sentences and words (default: a CAS' own, else English)").choices(LANGUAGES));
}
/** What `importCorpus` is told. */
function toImportOptions(settings, segment, { io, progress }) {
    const { format, layer, feature, typeFeature, typeSystem } = settings;
    const { annotator, tokensColumn, tagsColumn, documentColumn } = settings;
    return {
        format,
        concept: { layer, feature, typeFeature },
        typeSystem: typeSystem === undefined || typeSystem === INFER ? typeSystem : resolve(io.cwd, typeSystem),
        annotator,
        columns: { tokens: tokensColumn, tags: tagsColumn, document: documentColumn },
        tagNames: settings.tagNames?.split(','),
        countsLinguistic: settings.countsLinguistic,
        segment,
        progress,
    };
}
/** The files of `owner/name` or `owner/name@revision`. */
async function datasetFiles(dataset, { progress }) {
    const [id = '', revision] = dataset.split('@');
    const { files } = await resolveDataset(id, { revision, progress, env: process.env });
    return files.map(({ path }) => path);
}
const DATASET = /^(?:hf:\/\/datasets\/|hub:)(.+)$/;
/** Whether what is given is no path, but a dataset on the hub. */
export function isDataset(path) {
    return DATASET.test(path);
}
/**
 * Reads paths of the command line. `hub:owner/name`, with `@revision` where it matters, is a dataset on the Hugging
 * Face hub.
 * @param segment finds the words of texts that come without; as the settings say, by default
 */
export async function readPaths(paths, context, settings = {}, segment = createSegmenter(settings.tokenizer ?? 'biomedical', settings.language)) {
    const files = [];
    for (const path of paths) {
        const dataset = DATASET.exec(path)?.[1];
        if (dataset === undefined)
            files.push(resolve(context.io.cwd, path));
        else
            appendAll(files, await datasetFiles(dataset, context));
    }
    return importCorpus(files, toImportOptions(settings, segment, context));
}
/** Writes a corpus file and says what is in it. */
export async function writeCorpus(corpus, output, { io, progress }) {
    // Document by document: a corpus may be larger than any text.
    await exportCorpus(corpus, resolve(io.cwd, output), { format: 'corpus', progress });
    return describeWritten(corpus, output);
}
/** What is in a corpus that was written to a path. */
export function describeWritten(corpus, output) {
    return { output, ...sizeOf(corpus), vocabularies: countVocabularies(conceptsOf(corpus)) };
}
/**
 * `corpus.jsonl: 60 documents, 300 sentences, 6,000 tokens, 800 mentions`; and where not all concepts are UMLS', their
 * vocabularies.
 */
export function renderWritten(written) {
    const { output, documents, sentences, tokens, mentions, vocabularies } = written;
    const counts = Object.entries({ documents, sentences, tokens, mentions });
    const sizes = counts.map(([unit, count]) => `${count.toLocaleString('en-US')} ${unit}`).join(', ');
    const concepts = isOnlyUmls(vocabularies) ? '' : `; concepts: ${renderVocabularies(vocabularies)}`;
    return `${output}: ${sizes}${concepts}`;
}
/** A path's last part without what follows its first dot: the name of a source. */
export function nameOf(path) {
    return basename(path).replace(/(?<=.)\..*$/, '');
}
