/**
 * @file The only source of randomness: seeded, named, counter-based streams.
 *
 * A stream is a pure function of (seed, name, counter): two streams with different names are independent, and a
 * stream can be continued from its counter alone, which is what makes a resumed run equal an undisturbed one.
 * The mixing function is `lowbias32` (Chris Wellons, "Prospecting for Hash Functions", 2018), the same one that
 * the graph's dropout uses, so that both can be tested against each other.
 */
/** Mixes 32 bits; a bijection on uint32 with low bias. */
export function mix32(value) {
    let x = value >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    return (x ^ (x >>> 16)) >>> 0;
}
/** Folds a text into 32 bits (FNV-1a over UTF-16 code units, then mixed). */
export function hashText(text) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++)
        hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return mix32(hash);
}
/** A key for a stream: a uint32 that depends on every part. */
export function streamKey(seed, ...parts) {
    let key = mix32(seed);
    for (const part of parts)
        key = mix32(key ^ (typeof part === 'number' ? mix32(part + 0x9e3779b9) : hashText(part)));
    return key;
}
/** Opens the stream called `parts` under `seed`. */
export function createRandom(seed, ...parts) {
    const key = streamKey(seed, ...parts);
    const stream = {
        counter: 0,
        uint32() {
            const n = stream.counter++;
            return mix32(mix32((n >>> 0) ^ key) + Math.floor(n / 2 ** 32) + key);
        },
        uniform: () => stream.uint32() / 2 ** 32,
        below: n => Math.floor(stream.uniform() * n),
        normal() {
            const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform()));
            return radius * Math.cos(2 * Math.PI * stream.uniform());
        },
        shuffle(items) {
            for (let i = items.length - 1; i > 0; i--) {
                const j = stream.below(i + 1);
                const held = items[i];
                items[i] = items[j];
                items[j] = held;
            }
            return items;
        },
    };
    return stream;
}
