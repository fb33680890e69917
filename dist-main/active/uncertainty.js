/**
 * @file How unsure a model is of a document that it has tagged, by how sure it is of its sentences.
 *
 * A sentence's measure is MNLP, the mean log-probability of its words' labels (Shen et al., "Deep Active Learning for Named Entity
 * Recognition", 2018, section 4, arXiv 1707.05928), which long sentences do not win by their length, as they do by the probability of
 * all labels together (least confidence: Culotta and McCallum, "Reducing Labeling Effort for Structured Prediction Tasks", 2005).
 * Documents are annotated as a whole, and most of their words are easy. So what counts is the quarter of a document's words that stand
 * in the sentences of which the model is least sure: neither do long documents win, nor is one hard sentence lost among easy ones, and
 * a headline of one word weighs as one word.
 */
import { internal } from "../errors.js";
import { firstIndex } from "../lists.js";
/** Of a document's words, those by which it is ranked. */
const HARDEST = 0.25;
/**
 * How unsure a tagger is of a document that it has tagged with `confidence`; undefined where no sentence has a word. Of sentences with
 * the same confidence, the earlier one comes first.
 */
export function uncertaintyOf({ id, sentences, tokens }) {
    const hardest = sentences
        .map(sentence => {
        const first = firstIndex(tokens, token => token.begin >= sentence.begin);
        return { sentence, words: firstIndex(tokens, token => token.end > sentence.end) - first };
    })
        .filter(({ words }) => words > 0)
        .map(({ sentence, words }) => {
        const { confidence } = sentence;
        if (confidence === undefined)
            throw internal(`expected a confidence of each sentence of ${id}`);
        return { sentence, words, confidence };
    })
        .sort((a, b) => a.confidence - b.confidence || a.sentence.begin - b.sentence.begin);
    const [first] = hardest;
    if (first === undefined)
        return undefined;
    const counted = HARDEST * hardest.reduce((sum, { words }) => sum + words, 0);
    let [left, sum] = [counted, 0];
    for (const { words, confidence } of hardest) {
        const taken = Math.min(words, left);
        sum += taken * Math.log(confidence);
        left -= taken;
        if (left <= 0)
            break;
    }
    return { uncertainty: 1 - Math.exp(sum / counted), sentence: first.sentence };
}
