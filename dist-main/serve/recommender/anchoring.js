/**
 * @file Where a prediction may stand: INCEpTION drops one that does not fit the anchoring mode of its layer
 * (`SpanSuggestionSupport.getOffsets`).
 */
import { firstIndex } from "../../lists.js";
/**
 * The span of a prediction for a mention; undefined where the layer can have none. `tokens` and `sentences` are widened to whole
 * ones, because INCEpTION keeps what a prediction covers as a whole; `singleToken` takes mentions in one word alone.
 */
export function anchorOf({ begin, end }, { tokens, sentences }, { anchoringMode, crossSentence }) {
    /** The first and the last of some spans that a mention touches. */
    const touched = (spans) => {
        const first = spans[firstIndex(spans, span => span.end > begin)];
        const last = spans[firstIndex(spans, span => span.begin >= end) - 1];
        return first === undefined || last === undefined || first.begin > last.begin ? undefined : [first, last];
    };
    const across = touched(sentences);
    if (begin >= end || (!crossSentence && across !== undefined && across[0] !== across[1]))
        return undefined;
    if (anchoringMode === 'characters')
        return { begin, end };
    const whole = anchoringMode === 'sentences' ? across : touched(tokens);
    if (whole === undefined || (anchoringMode === 'singleToken' && whole[0] !== whole[1]))
        return undefined;
    return { begin: whole[0].begin, end: whole[1].end };
}
