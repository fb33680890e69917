/**
 * @file All parameters of a token classifier: the encoder's, its adapters', the classifier's; and new ones drawn.
 */
import { internal } from "../errors.js";
import { createRandom } from "../random.js";
import { CRF_INITIAL_BOUND, crfParameters } from "./crf.js";
import { sizeOf } from "./tensors.js";
/** Every parameter in Hugging Face's order, adapters after the maps that they stand beside, a CRF's last. */
export function classifierParameters(options) {
    const { encoder, adapters, labels } = options;
    const adapted = new Set(adapters?.modules);
    const parameters = new Map();
    for (const [name, spec] of encoder.parameters) {
        parameters.set(name, spec);
        const module = name.replace(/\.weight$/, '');
        if (adapters !== undefined && module !== name && adapted.has(module))
            for (const [own, adapter] of adapterParameters(module, spec.shape, adapters))
                parameters.set(own, adapter);
    }
    const { name, deviation, cutoff } = encoder.classifier;
    parameters.set(`${name}.weight`, {
        shape: [labels, encoder.hiddenSize],
        initial: { deviation, cutoff },
        optional: true,
    });
    parameters.set(`${name}.bias`, { shape: [labels], initial: 0, optional: true });
    if (options.head === 'crf')
        for (const [crf, spec] of chainParameters(labels))
            parameters.set(crf, spec);
    return parameters;
}
/** A from U(-1/√in, 1/√in), as peft draws it (Kaiming with a = √5), B zero: at first nothing changes. */
export function adapterParameters(module, shape, { rank, transposed }) {
    const [output, input] = transposed?.includes(module) ? shape.toReversed() : shape;
    if (output === undefined || input === undefined)
        throw internal(`${module} is no linear map`);
    const a = { shape: [rank, input], initial: { bound: 1 / Math.sqrt(input) }, optional: true };
    return [
        [`${module}.lora_A.weight`, a],
        [`${module}.lora_B.weight`, { shape: [output, rank], initial: 0, optional: true }],
    ];
}
/** A linear-chain CRF's. */
export function chainParameters(labels) {
    const initial = { bound: CRF_INITIAL_BOUND };
    return [...crfParameters(labels)].map(([name, shape]) => [name, { shape, initial, optional: true }]);
}
/** A new parameter, drawn from the seed and its name. */
export function drawParameter(name, { shape, initial }, seed) {
    const data = new Float32Array(sizeOf(shape));
    if (typeof initial === 'number')
        return initial === 0 ? data : data.fill(initial);
    const random = createRandom(seed, 'parameter', name);
    if ('bound' in initial) {
        for (let i = 0; i < data.length; i++)
            data[i] = (2 * random.uniform() - 1) * initial.bound;
        return data;
    }
    const { deviation, cutoff = Number.POSITIVE_INFINITY, zeroRow } = initial;
    for (let i = 0; i < data.length; i++) {
        let value = random.normal();
        while (Math.abs(value) > cutoff)
            value = random.normal();
        data[i] = value * deviation;
    }
    const width = shape.at(-1) ?? 0;
    if (zeroRow !== undefined && (zeroRow + 1) * width <= data.length)
        data.fill(0, zeroRow * width, (zeroRow + 1) * width);
    return data;
}
