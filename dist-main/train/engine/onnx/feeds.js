/**
 * @file Tensors as ONNX Runtime takes them: parameters where they lie, and batches.
 */
import { internal } from "../../../errors.js";
import { lossVectors } from "../../../nn/losses.js";
export function feedsOfTensors(Tensor, tensors) {
    return Object.fromEntries([...tensors].map(([name, { data, shape }]) => [name, new Tensor('float32', data, shape)]));
}
export const emptyScalar = (Tensor) => new Tensor('float32', new Float32Array(1), []);
export const scalarValue = ({ data }) => data[0];
/** @param labels L */
export function createFeedsOf(Tensor, { maxLength, labels, loss, }) {
    const lossFeeds = {};
    for (const [name, vector] of lossVectors(loss))
        lossFeeds[name] = new Tensor('float32', vector, [labels]);
    return ({ rows, length, ...batch }) => {
        if (length > maxLength)
            throw internal(`a batch of length ${length}, where the model has ${maxLength} positions`);
        const matrix = (data) => {
            if (data.length !== rows * length)
                throw internal(`a batch of ${rows}x${length} has ${data.length} values`);
            return new Tensor('int32', data, [rows, length]);
        };
        const mask = batch.labelMask ?? new Int32Array(rows * labels).fill(1);
        return {
            ...lossFeeds,
            input_ids: matrix(batch.inputIds),
            attention_mask: matrix(batch.attentionMask),
            token_type_ids: matrix(batch.tokenTypeIds),
            labels: matrix(batch.labels),
            label_mask: new Tensor('int32', mask, [rows, labels]),
        };
    };
}
