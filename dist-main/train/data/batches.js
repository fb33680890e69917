/**
 * @file Which examples go into which batch, and batches as an engine takes them.
 *
 * The order of training is a pure function of seed and epoch, so that a run's place in its data is one number:
 * the step. As with Hugging Face's Trainer, lengths are not grouped, a batch is padded to its longest example,
 * and an epoch's last batch may be smaller.
 */
import { internal } from "../../errors.js";
import { createRandom } from "../../random.js";
import { IGNORE_INDEX } from "../../text/tags.js";
import { padChunks, padRows } from "../../tokenizer/align.js";
/** Examples as one batch, padded on the right to the longest; padding is not attended to and has no label. */
export function createBatch(examples, padId) {
    const padded = padChunks(examples.map(example => example.chunk), padId);
    const labels = padRows(examples.map(example => example.labels), padded.length, IGNORE_INDEX);
    return { ...padded, labels, labelMask: stackMasks(examples) };
}
/** [B,L], or undefined where every label was annotated in every example. */
function stackMasks(examples) {
    const width = examples.find(example => example.labelMask !== undefined)?.labelMask?.length;
    if (width === undefined)
        return undefined;
    const rows = new Int32Array(examples.length * width).fill(1);
    for (const [row, { labelMask }] of examples.entries())
        if (labelMask !== undefined)
            rows.set(labelMask, row * width);
    return rows;
}
/** How many steps an epoch over `count` examples has. */
export function stepsOfEpoch(count, batchSize) {
    return Math.ceil(count / batchSize);
}
/** The indices of all examples in the order of an epoch (from 0). */
export function orderOfEpoch(count, seed, epoch) {
    return createRandom(seed, 'shuffle', epoch).shuffle(Array.from({ length: count }, (_, index) => index));
}
/** How many batches are sorted by length together: as in transformers, 50 or a quarter of an epoch. */
const groupedBatches = 50;
/**
 * The order of an epoch in which batches hold sequences of like length, so that little is padded: the shuffled
 * examples are sorted within groups of batches, and the batches shuffled again, so that lengths do not come in
 * waves. An incomplete batch stays the last.
 */
export function orderByLength(lengths, seed, epoch, batchSize) {
    const order = orderOfEpoch(lengths.length, seed, epoch);
    const whole = order.length - (order.length % batchSize);
    const group = batchSize * Math.max(1, Math.min(groupedBatches, Math.floor(order.length / (batchSize * 4))));
    const batches = [];
    for (let begin = 0; begin < whole; begin += group) {
        const sorted = order
            .slice(begin, Math.min(begin + group, whole))
            .sort((a, b) => lengths[b] - lengths[a]);
        for (let i = 0; i < sorted.length; i += batchSize)
            batches.push(sorted.slice(i, i + batchSize));
    }
    return [...createRandom(seed, 'shuffle batches', epoch).shuffle(batches).flat(), ...order.slice(whole)];
}
/** The examples of the batch with number `index` (from 0) in an epoch's order. */
export function batchOfEpoch(items, order, index, batchSize) {
    const chosen = order.slice(index * batchSize, (index + 1) * batchSize);
    if (chosen.length === 0)
        throw internal(`expected batch ${index} to hold examples of ${items.length}`);
    return chosen.map(i => items[i]);
}
