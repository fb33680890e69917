/**
 * @file Mentions that were found, by text and model: a long document that was not finished in time goes on where it stopped, and
 * one that is asked for again after each annotation is not tagged again.
 */
import { createHash } from 'node:crypto';
/** About what a mention takes in memory, with its lists; and a document, with its key and maps. */
const mentionBytes = 256;
const entryBytes = 1024;
/** @param limit how many bytes are held at most; one document more than that is forgotten at once */
export function createMentionCache(limit) {
    const entries = new Map();
    let total = 0;
    return {
        get bytes() {
            return total;
        },
        of(model, document) {
            const key = keyOf(model, document);
            const entry = entries.get(key) ?? { stretches: new Map(), pending: new Map(), bytes: 0 };
            const resize = (by) => {
                // What a model is still finding of a document that was forgotten meanwhile is no longer counted.
                if (entries.get(key) !== entry)
                    return;
                entry.bytes += by;
                total += by;
                for (const [oldest, { bytes }] of entries) {
                    if (total <= limit)
                        break;
                    entries.delete(oldest);
                    total -= bytes;
                }
            };
            const isNew = !entries.delete(key);
            entries.set(key, entry);
            if (isNew)
                resize(entryBytes);
            const { stretches, pending } = entry;
            return {
                get: index => stretches.get(index),
                async of(index, find) {
                    for (let other = pending.get(index); other !== undefined; other = pending.get(index))
                        // Where its client has gone away, this one finds it.
                        await other.catch(() => { });
                    const known = stretches.get(index);
                    if (known !== undefined)
                        return known;
                    const finding = find();
                    pending.set(index, finding);
                    try {
                        const mentions = await finding;
                        stretches.set(index, mentions);
                        resize(mentionBytes * (1 + mentions.length));
                        return mentions;
                    }
                    finally {
                        pending.delete(index);
                    }
                },
            };
        },
    };
}
function keyOf(model, { text, sentences, tokens }) {
    const hash = createHash('sha256').update(JSON.stringify(model)).update(text, 'utf16le');
    for (const spans of [sentences, tokens])
        hash.update(Int32Array.from([-1, ...spans.flatMap(({ begin, end }) => [begin, end])]));
    return hash.digest('base64');
}
