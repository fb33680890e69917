/**
 * @file Scores of mentions that training has seen apart from those that are new: what is remembered, what is learnt.
 *
 * The idea is Augenstein, Derczynski and Bontcheva's ("Generalisation in named entity recognition", 2017, section 3.5)
 * and Fu, Liu and Zhang's (2020): a mention's surface form may be known with its type, known with other types only, or
 * unknown.
 */
import { countedScore } from "./mapped.js";
import { markCorrect } from "./pairing.js";
/**
 * Scores mentions by what training knows of them.
 *
 * Precision can be counted as well as recall: the class depends on form and type alone, which a predicted mention has
 * as a gold one does, and a right prediction is in the class of its gold mention. A prediction of the wrong type is
 * in the class that its own type gives it: a form seen as a gene and tagged as a disease counts against `form`.
 * @param training every mention of the training part, as often as you like.
 * @param formOf the characters that a mention covers in its document.
 */
export function scoreSeen(documents, training, formOf) {
    const trained = [...training];
    const score = (fold) => {
        const typesOf = new Map();
        for (const { form, type } of trained) {
            const key = fold(form);
            const types = typesOf.get(key);
            if (types === undefined)
                typesOf.set(key, new Set([type]));
            else
                types.add(type);
        }
        const counts = { mention: createCounts(), form: createCounts(), new: createCounts() };
        for (const document of documents) {
            const countOf = (mention) => {
                const types = typesOf.get(fold(formOf(document, mention)));
                return counts[types === undefined ? 'new' : types.has(mention.type) ? 'mention' : 'form'];
            };
            const right = markCorrect(document);
            for (const mention of document.gold)
                countOf(mention).gold++;
            for (const [index, mention] of document.predicted.entries()) {
                const count = countOf(mention);
                count.predicted++;
                if (right.predicted[index])
                    count.correct++;
            }
        }
        return { mention: finish(counts.mention), form: finish(counts.form), new: finish(counts.new) };
    };
    return { asGiven: score(form => form), caseFolded: score(foldCase) };
}
/**
 * Upper case, then lower case: `SS` and `ß` become equal, and all forms of sigma, as with Unicode's full case folding;
 * so does, other than there, the dotless i with the dotted one.
 */
function foldCase(form) {
    return form.toUpperCase().toLowerCase();
}
function createCounts() {
    return { correct: 0, predicted: 0, gold: 0 };
}
function finish({ correct, predicted, gold }) {
    return countedScore(correct, predicted, gold);
}
