/**
 * @file What runs take of a corpus: read, split, labelled and encoded once, for all runs that take the same.
 *
 * There are two stages, because a run folder is claimed between them: the corpus says whether a run may go on in a
 * folder, and only then is it worth encoding. Documents are let go once they are encoded: they are large, and training
 * needs sequences only.
 */
import { decideLabels } from "../corpus/labels.js";
import { internal } from "../errors.js";
import { collectNotices } from "../progress.js";
import { prepareCorpus } from "./data/dataset.js";
import { encodeSplits } from "./data/encoded-splits.js";
import { labelsFile, reportLabels } from "./data/labelling.js";
import { applyBaseline } from "./evaluate.js";
/**
 * Reads and splits the corpus of a configuration, and decides its labels.
 * @throws MedspanError as `prepareCorpus`
 */
export async function openCorpus(config, options) {
    let corpus = await prepareCorpus(config, options);
    const labels = decideLabels(corpus.wholeTrain, config.labels);
    const encode = once(async (encoding) => {
        if (corpus === undefined)
            throw internal('the corpus was encoded before');
        const encoded = await encodeSplits(corpus, labels, { ...encoding, config });
        reportLabels(encoded.policies, encoding.progress);
        const encodedCorpus = encodedCorpusOf(corpus, encoded, config);
        corpus = undefined;
        return encodedCorpus;
    });
    const sentences = countSentences(corpus.parts.train);
    const { sources, language, languages, trainedFrom } = corpus;
    return { sources, labels, language, languages, trainedFrom, sentences, splits: splitsOf(corpus), encode };
}
/** Opens the corpus of a configuration once for all runs that take the same, which come one after the other. */
export function shareCorpora() {
    let known;
    return (config, options) => {
        const key = keyOf(config);
        // Runs that alternate between two corpora are not what this is for, and each corpus is large.
        if (known?.key !== key)
            known = { key, open: once(given => openCorpus(config, given)) };
        return known.open(options);
    };
}
/** All that decides what a corpus is as sequences. */
function keyOf({ corpus, labels, model }) {
    const { name_or_path, revision, max_seq_length, stride, context, label_all_tokens } = model;
    const own = { name_or_path, revision, max_seq_length, stride, context, label_all_tokens };
    return JSON.stringify([corpus, labels, own]);
}
/** Works the first time only; what there is to notice is noticed each time. */
function once(work) {
    let done;
    return async (options) => {
        if (done !== undefined) {
            for (const notice of done.notices)
                options.progress.notice(notice);
            return done.result;
        }
        const { progress, notices } = collectNotices(options.progress);
        const result = await work({ ...options, progress });
        done = { result, notices: notices.list() };
        return result;
    };
}
function encodedCorpusOf({ parts }, { sentences, tagged, policies, documents, training }, config) {
    const count = (part) => countsOf(parts[part], sentences[part]);
    return {
        examples: sentences.train.flatMap(({ chunks }) => chunks),
        validation: sentences.validation,
        test: sentences.test,
        counts: { train: count('train'), validation: count('validation'), test: count('test') },
        labelsFile: labelsFile(policies, config.labels),
        documents,
        training,
        baseline: applyBaseline(tagged),
    };
}
/** Of all documents of a part. */
export function countSentences(corpus) {
    return corpus.reduce((sum, { sentences }) => sum + sentences.length, 0);
}
function splitsOf({ parts }) {
    const ids = (part) => parts[part].map(({ id }) => id);
    return { train: ids('train'), validation: ids('validation'), test: ids('test') };
}
function countsOf(corpus, sentences) {
    return {
        documents: corpus.length,
        sentences: sentences.length,
        words: sentences.reduce((count, { sentence }) => count + sentence.words.length, 0),
        sequences: sentences.reduce((count, { chunks }) => count + chunks.length, 0),
    };
}
