import { MedspanError, Notices } from "../../errors.js";
import { IGNORED_TYPE } from "../../text/document.js";
import { IGNORE_INDEX, tagSentences } from "../../text/tags.js";
import { alignLabels, encodeSentences } from "../../tokenizer/align.js";
import { createAnnotatedOf } from "./annotated.js";
/**
 * The tagged sentences of a part. With a policy, mentions get its labels, and what becomes `O` or does not count for
 * want of one is a notice, `type-without-label`; without it, each has its first type.
 *
 * @throws MedspanError (`data`) with the document under `labels.unseen: error`, and for mentions that overlap
 * under `corpus.overlap: error`
 */
export function tagCorpus(corpus, config, progress, policy) {
    const notices = new Notices();
    const { overlap } = config.corpus;
    const annotatedOf = policy === undefined ? () => undefined : createAnnotatedOf(policy);
    const sentences = corpus.flatMap(document => {
        const annotated = annotatedOf(document);
        const options = { overlap, ...(policy && { label: labeller(policy, document, notices) }) };
        return tagSentences(document, options, notices).map(sentence => ({ ...sentence, annotated }));
    });
    for (const notice of notices.list())
        progress.notice(notice);
    return sentences;
}
/** Labels the mentions of a document by a policy; what has no label, and what may have none, is told with its place. */
function labeller(policy, document, notices) {
    const where = { path: document.source ?? document.id, at: document.id };
    return types => {
        const label = labelAt(policy, types, where);
        const { how, type } = policy.decide(types);
        if (how === 'outside')
            notices.addKind('type-without-label', 'mentions without a label are tagged O', type, where);
        else if (how === 'ignored')
            notices.addKind('type-without-label', 'mentions without a label do not count', type, where);
        return label;
    };
}
function labelAt(policy, types, where) {
    try {
        return policy.label(types);
    }
    catch (error) {
        if (!(error instanceof MedspanError))
            throw error;
        throw new MedspanError(error.code, error.message, { where, hint: error.hint, cause: error });
    }
}
/**
 * Encodes tagged sentences; those of a document stand together, and with `context` see each other. A word whose tag
 * has no label does not count in the loss: `IGN`, and with the notice `label-unknown` a type that training has not
 * seen.
 */
export async function encodeCorpus(sentences, options) {
    const { tokenizer, labels, maxLength, progress } = options;
    const notices = new Notices();
    const task = progress.task(`Encoding ${options.title}`, sentences.length, 'sentences');
    const labelOf = (tag, { source, id: documentId }) => {
        const id = labels.id(tag);
        if (id !== undefined)
            return id;
        if (tag !== IGNORED_TYPE && tag.startsWith('B-'))
            notices.addKind('label-unknown', 'mentions have types that training has not seen: they do not count in the loss, and the scores count ' +
                'them as missed', tag.slice(2), { path: source ?? documentId });
        return IGNORE_INDEX;
    };
    const encoded = [];
    let cut = 0;
    for (const [index, { document, sentences: own }] of byDocument(sentences).entries()) {
        // Lets a signal be heard.
        if (index % 64 === 63)
            await new Promise(resolve => setTimeout(resolve));
        options.signal?.throwIfAborted();
        const chunksOf = encodeSentences(own.map(({ words }) => words), tokenizer, { maxLength, stride: options.stride, context: options.context, notices });
        for (const [i, { words, tags, annotated }] of own.entries()) {
            const labelIds = tags.map(tag => labelOf(tag, document));
            const chunks = chunksOf[i].map(chunk => ({
                chunk,
                labels: alignLabels(chunk, labelIds, {
                    labelAllTokens: options.labelAllTokens,
                    labels: labels.labels,
                }),
                labelMask: annotated?.labelMask,
            }));
            if (chunks.length > 1)
                cut++;
            encoded.push({ sentence: { words, tags, annotated }, chunks });
            task.advance();
        }
    }
    task.end();
    if (cut > 0) {
        notices.addKind('sentence-cut', `sentences have more than ${maxLength} word pieces and are cut between words`, options.title, undefined, cut);
    }
    for (const notice of notices.list())
        progress.notice(notice);
    return encoded;
}
/** Sentences by their documents, all in order. */
function byDocument(sentences) {
    const documents = [];
    for (const sentence of sentences) {
        const last = documents.at(-1);
        if (last?.document === sentence.document)
            last.sentences.push(sentence);
        else
            documents.push({ document: sentence.document, sentences: [sentence] });
    }
    return documents;
}
