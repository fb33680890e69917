import { sumNotices } from "../../progress.js";
import { encodeCorpus, tagCorpus } from "./examples.js";
import { goldDocuments } from "./gold-documents.js";
import { createPolicies } from "./labelling.js";
import { trainingMentions } from "./training-mentions.js";
/** Labels the mentions of each part. */
export function labelSplits({ parts }, labels, config, progress) {
    const policies = createPolicies(labels, config.labels);
    const tag = (part) => tagCorpus(parts[part], config, progress, policies[part]);
    const tagged = { train: tag('train'), validation: tag('validation'), test: tag('test') };
    const gold = (part) => goldDocuments(parts[part], tagged[part], policies[part]);
    return {
        policies,
        tagged,
        documents: { validation: gold('validation'), test: gold('test') },
        training: trainingMentions(parts.train, policies.train),
    };
}
/** The sentences of a part as sequences. */
export function encodeSplit({ tagged, policies }, part, { config: { model }, longest, ...options }) {
    return encodeCorpus(tagged[part], {
        ...options,
        labels: policies[part].labelSet,
        maxLength: Math.min(model.max_seq_length, longest),
        stride: model.stride,
        context: model.context,
        labelAllTokens: model.label_all_tokens,
        title: part === 'train' ? 'training' : part,
    });
}
/** Labels and encodes all parts, as a training needs them. */
export function encodeSplits(corpus, labels, options) {
    return sumNotices(options.progress, async (progress) => {
        const labelled = labelSplits(corpus, labels, options.config, progress);
        const encode = (part) => encodeSplit(labelled, part, { ...options, progress });
        return {
            ...labelled,
            sentences: {
                train: await encode('train'),
                validation: await encode('validation'),
                test: await encode('test'),
            },
        };
    });
}
