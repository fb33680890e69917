/**
 * @file The scores of predicted documents, whoever made them, against gold ones: what a run's test part is scored by.
 */
import { labelsSchema } from "../config/corpus.js";
import { asOneClass } from "../corpus/label-map.js";
import { createLabelPolicy, createLabelSet, labelSetOf, listedTypes, } from "../corpus/labels.js";
import { MedspanError, Notices } from "../errors.js";
import { firstIndex } from "../lists.js";
import { evaluateDocuments } from "../metrics/evaluation.js";
import { sumNotices } from "../progress.js";
import { spansToTags, tagsToSpans } from "../text/tags.js";
import { tagCorpus } from "../train/data/examples.js";
import { goldDocuments, labelledMentions, matchMentions } from "../train/data/gold-documents.js";
import { scoreSentences } from "../train/evaluate.js";
import { alignDocuments } from "./align.js";
/** Where two mentions overlap that tags are to hold. */
const tagging = { corpus: { overlap: 'longest' } };
/**
 * Scores predictions against gold documents of the same texts; see `alignDocuments`. Of several types of a mention one
 * counts, as `labels` decides it.
 * @throws MedspanError (`data`) where documents do not belong together, or have no types
 */
export function scoreCorpora(gold, predicted, { types = 'all', known, seed = 42, progress }) {
    return sumNotices(progress, async (summed) => {
        const notices = new Notices();
        const pairs = alignDocuments(gold, predicted, notices).map(pair => types === 'one' ? asPairOfOneClass(pair) : pair);
        const policy = decidePolicy(pairs, types, known);
        const found = pairs.map(pair => foundMentions(pair.predicted, policy, notices));
        const { corpus, sentences, tags } = tagBoth(pairs, found, policy, summed);
        const documents = goldDocuments(corpus, sentences, policy).map((document, index) => matchMentions(document, found[index]));
        if (known !== undefined)
            reportKnown(documents, new Set(known.flatMap(type => policy.decide([type]).label ?? [])), notices, summed);
        reportSpurious(documents, notices);
        for (const notice of notices.list())
            summed.notice(notice);
        return {
            tags: scoreSentences(sentences, tags),
            evaluation: evaluateDocuments(documents, { seed }),
            documents,
            counts: {
                documents: documents.length,
                sentences: sentences.length,
                words: sentences.reduce((sum, { words }) => sum + words.length, 0),
            },
        };
    });
}
const asPairOfOneClass = ({ gold, predicted }) => {
    const [first, second] = asOneClass([gold, predicted]);
    return { gold: first, predicted: second };
};
/** How mentions of both sides are labelled: by the types as they stand, or by those of a list. */
function decidePolicy(pairs, types, known = []) {
    const occurring = (side) => {
        const mentions = pairs.flatMap(pair => pair[side].mentions);
        const typed = mentions.flatMap(mention => mention.types[0] ?? []);
        if (mentions.length > 0 && typed.length === 0)
            throw new MedspanError('data', `expected types of the ${side} mentions, got ${mentions.length} mentions without any`, {
                hint: 'Look up the types of their concepts (medspan link), or score all mentions as one class (--types one).',
            });
        return typed;
    };
    const found = [...occurring('gold'), ...occurring('predicted')];
    if (found.length === 0)
        throw new MedspanError('data', 'expected mentions to score, got none in gold and none predicted');
    const listed = listedTypes(types);
    const labels = listed === undefined ? labelSetOf([...found, ...known]) : createLabelSet(listed);
    return createLabelPolicy(labels, labelsSchema.parse({ types }));
}
/** The mentions of a predicted document that have a label. */
function foundMentions({ mentions, ...document }, policy, notices) {
    return mentions.flatMap((mention) => {
        const [found] = labelledMentions({ ...document, mentions: [mention] }, policy).mentions;
        if (found === undefined)
            notices.addKind('prediction-without-label', 'predicted mentions have no type that counts, and were left out', mention.types[0] ?? 'no type', { path: document.source ?? document.id, at: document.id });
        return found === undefined
            ? []
            : [{ ...found, ...(mention.score !== undefined && { score: mention.score }) }];
    });
}
/** Gold with its words cut where a mention of either side begins or ends inside one, and the tags of both sides. */
function tagBoth(pairs, found, policy, progress) {
    const predicted = pairs.map(({ gold, predicted: { id, source = id } }, index) => ({
        ...gold,
        source,
        mentions: found[index].map(mention => ({ ...mention, types: [mention.type], concepts: [] })),
    }));
    const coarse = tagCorpus(predicted, tagging, progress);
    const words = new Map();
    for (const { document, tokens } of coarse) {
        const own = words.get(document) ?? [];
        words.set(document, own);
        for (const token of tokens)
            own.push(token);
    }
    const corpus = pairs.map(({ gold }, index) => ({ ...gold, tokens: words.get(predicted[index]) ?? [] }));
    const sentences = tagCorpus(corpus, tagging, progress, policy);
    return { corpus, sentences, tags: sentences.map((sentence, index) => tagsOn(sentence, coarse[index])) };
}
/** The tags of a sentence whose words are cut further in another one. */
function tagsOn({ tokens }, { tags, tokens: coarse }) {
    return spansToTags(tokens.length, tagsToSpans(tags).map(({ type, start, end }) => ({
        type,
        start: firstIndex(tokens, ({ begin }) => begin >= coarse[start].begin),
        end: firstIndex(tokens, ({ begin }) => begin >= coarse[end - 1].end),
    })));
}
const goldTypes = (documents) => new Set(documents.flatMap(({ gold }) => gold.map(({ type }) => type)));
/** Reports which gold mentions a tagger cannot find, and which of its types gold does not have. */
function reportKnown(documents, known, notices, progress) {
    const inGold = goldTypes(documents);
    const absent = [...known].filter(type => !inGold.has(type));
    if (absent.length > 0)
        progress.info(`types of the model that no gold mention has: ${absent.sort().join(', ')}`);
    for (const { id, gold } of documents)
        for (const { type } of gold)
            if (!known.has(type))
                notices.addKind('type-unknown-to-model', 'gold mentions have types that the model does not know, and count as missed', type, { at: id });
}
/** Reports predicted mentions of types that gold does not have. */
function reportSpurious(documents, notices) {
    const inGold = goldTypes(documents);
    for (const { id, predicted } of documents)
        for (const { type } of predicted)
            if (!inGold.has(type))
                notices.addKind('type-not-in-gold', 'predicted mentions have types that no gold mention has, and count as spurious', type, { at: id });
}
