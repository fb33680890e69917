/**
 * @file Mentions that a sequence of tags cannot hold, as text: a line each.
 */
import { namedType } from "../../concepts/semantic-network.js";
import { shortConcept } from "../../concepts/vocabulary.js";
import { coveredText } from "../../text/document.js";
const reasons = {
    overlap: 'overlaps with',
    'without-word': 'covers no word',
    'outside-sentence': 'lies outside every sentence',
};
/** `1234 12-20 "lung cancer" (T191 Neoplastic Process, C0242379) overlaps with "cancer" (...)`, a line each. */
export function renderDropped(dropped) {
    if (dropped.length === 0)
        return 'no mention was left out';
    return dropped
        .map(({ document, mention, reason, kept }) => {
        const tell = ({ begin, end, types, concepts }) => `${JSON.stringify(coveredText(document, { begin, end }))} (${[...types.map(namedType), ...concepts.map(shortConcept)].join(', ') || 'no type'})`;
        const other = kept === undefined ? '' : ` ${tell(kept)}, which was kept`;
        return `${document.id} ${mention.begin}-${mention.end} ${tell(mention)} ${reasons[reason]}${other}`;
    })
        .join('\n');
}
