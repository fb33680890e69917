/**
 * @file Weights as int8: each row of a matrix is whole numbers from -128 to 127 times the row's scale.
 *
 * That is what compressed-tensors calls `int-quantized` by channel: `X.weight` as I8 [R,C], `X.weight_scale` [R,1] beside it,
 * and `quantization_config` in config.json. Only stored numbers are of that kind: read, they are float32.
 * Source: https://github.com/vllm-project/compressed-tensors, `naive_quantized.py`.
 */
import { z } from 'zod';
import { MedspanError } from "../../errors.js";
/** The tensor with the scales of a matrix's rows. */
export function scaleNameOf(matrix) {
    return `${matrix}_scale`;
}
const quantizationSchema = z.looseObject({
    quant_method: z.literal('compressed-tensors'),
    format: z.literal('int-quantized'),
    config_groups: z.record(z.string(), z.looseObject({
        weights: z.looseObject({
            num_bits: z.literal(8),
            type: z.literal('int'),
            symmetric: z.literal(true),
            strategy: z.literal('channel'),
        }),
    })),
});
/**
 * Checks how a model says that its weights are stored.
 * @param source config.json; without the key, they are floating numbers
 * @throws MedspanError `input` for any form but int8 with a scale for each row
 */
export function checkQuantization(source, path) {
    const { quantization_config: written } = source;
    if (written === undefined || written === null)
        return;
    const problem = quantizationSchema.safeParse(written).error?.issues[0];
    if (problem === undefined)
        return;
    throw new MedspanError('input', 'expected weights as floating numbers, or as int8 with a scale for each row (compressed-tensors, int-quantized)', {
        where: { path, at: ['quantization_config', ...problem.path].join('.') },
        hint: 'Take the model as its authors trained it, before it was quantized.',
    });
}
