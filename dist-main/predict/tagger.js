/**
 * @file A tagger: documents in, the same documents with predicted mentions out.
 *
 * It is written against `Classifier`, four things that any model can be asked, and runs in Node and in browsers.
 */
import { internal, MedspanError, Notices } from "../errors.js";
import { createDecoding } from "../nn/decoding.js";
import { silent } from "../progress.js";
import { checkTextLength } from "../text/document.js";
import { labelToTag, OUTSIDE, tagSentences, tagsToSpans } from "../text/tags.js";
import { segment } from "../text/words.js";
import { encodeSentences, padChunks } from "../tokenizer/align.js";
import { predictSentences } from "../tokenizer/prediction.js";
import { aggregateMentions } from "./aggregation.js";
import { windowsOf } from "./windows.js";
/**
 * Makes a tagger of a classifier and its tokenizer; it disposes the classifier with itself.
 * @throws MedspanError `data` when the label set has no `O`
 */
export function createTagger(classifier, tokenizer, options = {}) {
    const { batchPieces = 512, minScore = 0, progress = silent, segment: find = segment } = options;
    const labels = classifier.labels.map(labelToTag);
    const maxLength = Math.min(options.maxLength ?? classifier.maxLength, classifier.maxLength);
    if (!labels.includes(OUTSIDE)) {
        const got = classifier.labels.slice(0, 10).join(', ');
        throw new MedspanError('data', `expected a label set with ${OUTSIDE}, got ${got}`, {
            hint: 'Take a model that was trained for named entities: its labels are O and such as B-Disease, or Disease.',
        });
    }
    const types = new Set(labels.flatMap(label => tagsToSpans([label]).map(span => span.type)));
    const withoutMentions = (document) => ({ ...withWords(document, find), mentions: [] });
    /** The same, its sentences, and these as sequences. */
    const prepare = (document, notices) => {
        const untagged = withoutMentions(document);
        const sentences = tagSentences(untagged, { overlap: 'longest' }, notices);
        const { stride, context } = options;
        const words = sentences.map(sentence => sentence.words);
        const chunks = encodeSentences(words, tokenizer, { maxLength, stride, context, notices });
        const chunked = words.map((own, i) => ({
            words: own.length,
            chunks: chunks[i].map(chunk => ({ chunk })),
        }));
        return { untagged, sentences, chunked };
    };
    /** Tags documents that are tagged together. */
    const tagWindow = async (documents, { advance, signal, confidence = false }, notices) => {
        const prepared = documents.map(document => prepare(document, notices));
        const predictions = await predictSentences(prepared.flatMap(({ chunked }) => chunked), {
            labels,
            batch: { pieces: batchPieces },
            decode: options.decode,
            probabilities: options.probabilities,
            temperature: options.temperature,
            confidence,
            async compute(items) {
                signal?.throwIfAborted();
                const batch = padChunks(items.map(({ chunk }) => chunk), tokenizer.padId);
                const logits = await classifier.logits(batch);
                advance?.(items.reduce((sum, { chunk }) => sum + chunk.lastWord - chunk.firstWord + 1, 0));
                return { logits, length: batch.length };
            },
        });
        let next = 0;
        return prepared.map(({ untagged, sentences }) => {
            const mentions = [];
            const confidences = new Map();
            for (const { sentence, tokens } of sentences) {
                const prediction = predictions[next++];
                confidences.set(sentence, prediction.confidence);
                for (const { type, start, end, score } of prediction.found) {
                    if (score < minScore)
                        continue;
                    const span = { begin: tokens[start].begin, end: tokens[end - 1].end };
                    mentions.push({ ...span, concepts: [], types: [type], score });
                }
            }
            if (!confidence)
                return { ...untagged, mentions };
            const sure = untagged.sentences.map(sentence => {
                const own = confidences.get(sentence);
                return own === undefined ? sentence : { ...sentence, confidence: own };
            });
            return { ...untagged, sentences: sure, mentions };
        });
    };
    /** The same by the words of the tokenizer. */
    const aggregateWindow = async (aggregation, documents, { advance, signal, confidence }) => {
        if (confidence === true)
            throw new MedspanError('config', 'expected no aggregation where sentences are to have a confidence', {
                hint: 'Leave it out: each word then has the label of its first piece.',
            });
        const untagged = documents.map(withoutMentions);
        const found = await aggregateMentions(untagged, {
            aggregation,
            labels: classifier.labels,
            maxLength,
            tokenizer,
            batchPieces,
            temperature: options.temperature,
            logits(batch) {
                signal?.throwIfAborted();
                return classifier.logits(batch);
            },
        });
        advance?.(untagged.reduce((sum, { tokens }) => sum + tokens.length, 0));
        return untagged.map((document, i) => ({
            ...document,
            mentions: found[i].filter(({ score = 1 }) => score >= minScore),
        }));
    };
    async function* tagAll(documents, settings) {
        const notices = new Notices();
        try {
            for await (const window of windowsOf(documents, ({ text }) => text.length))
                yield* await (options.aggregation === undefined
                    ? tagWindow(window, settings, notices)
                    : aggregateWindow(options.aggregation, window, settings));
        }
        finally {
            for (const notice of notices.list())
                progress.notice(notice);
        }
    }
    function tag(input, settings = {}) {
        if (typeof input === 'string')
            return tagOne(documentOf('text', input), settings);
        return 'text' in input ? tagOne(input, settings) : tagAll(input, settings);
    }
    const tagOne = async (document, settings) => {
        for await (const tagged of tagAll([document], settings))
            return tagged;
        throw internal('expected a tagged document');
    };
    const { trainedFrom } = options;
    return { types: [...types].sort(), segment: find, trainedFrom, tag, dispose: () => classifier.dispose() };
}
/**
 * A document with sentences and words: its own, or those that are found in its text.
 * @throws MedspanError (`unsafe-input`) for a text that is too long
 */
export function withWords(document, find) {
    checkTextLength(document.text.length, { path: document.source ?? document.id });
    return document.tokens.length === 0 ? { ...document, ...find(document.text) } : document;
}
/** A document of nothing but a text. */
export function documentOf(id, text) {
    return { id, text, sentences: [], tokens: [], mentions: [] };
}
/**
 * Makes a tagger of a model, as its training used it.
 * @param chain the parameters of its CRF, where it has one
 * @param options go before what the model says
 */
export function createModelTagger(classifier, tokenizer, { usage, chain, options, }) {
    const { head, decoding } = usage;
    return createTagger(classifier, tokenizer, {
        ...createDecoding({ labels: classifier.labels, head, decoding, parameters: chain }),
        ...options,
        temperature: options.temperature ?? usage.temperature,
        segment: options.segment ?? usage.segment,
        stride: options.stride ?? usage.stride,
        context: options.context ?? usage.context,
        maxLength: options.maxLength ?? tokenizer.maxLength,
        trainedFrom: options.trainedFrom ?? usage.trainedFrom,
    });
}
