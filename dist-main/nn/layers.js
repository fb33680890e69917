import { product } from "../graph/ir.js";
import { add, cast, gelu, geluTanh, gemm, iota, layerNorm, less, matmul, mul, reshape, select, shiftRight, softmax, transpose, xor, } from "../graph/trace.js";
import { mix32 } from "../random.js";
/** @param parameters the names of all parameters, which say what has a bias */
export function createScope(get, options) {
    const { parameters, dropout, adapters } = options;
    const adapted = new Set(adapters?.modules);
    return {
        weight: get,
        dropout,
        linear(x, name) {
            const weight = get(`${name}.weight`);
            const bias = `${name}.bias`;
            const y = parameters.has(bias)
                ? gemm(x, weight, get(bias), { transB: true })
                : matmul(x, weight, { transB: true });
            if (adapters === undefined || !adapted.has(name))
                return y;
            const down = matmul(dropout(x, adapters.dropout), get(`${name}.lora_A.weight`), { transB: true }); // [N,r]
            const up = matmul(down, get(`${name}.lora_B.weight`), { transB: true }); // [N,out]
            return add(y, mul(up, adapters.alpha / adapters.rank));
        },
    };
}
/** Layer normalisation with the parameters `<name>.weight` and `<name>.bias`. */
export function normalise(scope, name, x, epsilon) {
    return layerNorm(x, scope.weight(`${name}.weight`), scope.weight(`${name}.bias`), epsilon);
}
/**
 * Multi-head scaled dot-product attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2) without its linear maps.
 * @param projected query, key and value, [N,D] each
 * @returns [N,D]
 */
export function attend(scope, projected, options) {
    const [query, key, value] = projected.map(x => splitHeads(x, options));
    return joinHeads(attendHeads(scope, [query, key, value], options));
}
/** The same over heads that are apart already: [B,H,T,K] each -> [B,H,T,K] */
export function attendHeads(scope, [query, key, value], { bias, dropout, scale = 1 / Math.sqrt(Number(query.shape[3])) }) {
    const scores = matmul(query, key, { transB: true }); // [B,H,T,T]
    const scaled = scale === 1 ? scores : mul(scores, scale);
    return matmul(scope.dropout(softmax(add(scaled, bias)), dropout), value);
}
/** [N,H·K] -> [B,H,T,K]; B and T are those of the mask. */
export function splitHeads(x, { heads, bias }) {
    const [batch, , , length] = bias.shape;
    const width = Number(x.shape[1]) / heads;
    return transpose(reshape(x, [batch, length, heads, width]), [0, 2, 1, 3]);
}
/** [B,H,T,K] -> [N,H·K] */
export function joinHeads(x) {
    const [batch, heads, length, width] = x.shape;
    return reshape(transpose(x, [0, 2, 1, 3]), [product([batch, length]), product([heads, width])]);
}
/** Activations by the names of `hidden_act` in `config.json`. */
export const ACTIVATIONS = ['gelu', 'gelu_new', 'relu'];
export function activate(kind, x) {
    switch (kind) {
        case 'gelu':
            return gelu(x);
        case 'relu':
            return select(less(x, 0), 0, x);
        case 'gelu_new':
            return geluTanh(x);
    }
}
export const noDropout = x => x;
/**
 * Inverted dropout (Srivastava et al. 2014, section 10) whose mask is a function of `key`, of which dropout in
 * the model it is, and of the element's position. The mask is made inside the graph from a counter, so that
 * no state has to be saved: the same key gives the same mask.
 *
 * Each row and each column of the mask draws a uint32 from `lowbias32`, and each column an odd multiplier; an
 * element's bits are (row ^ column) · multiplier, and it is dropped when they are below probability · 2³².
 *
 * @param key uint scalar, a new one for each optimizer step
 */
export function createDropout(key) {
    let site = 0;
    return (x, probability) => {
        const here = site++;
        if (probability <= 0)
            return x;
        const mask = dropoutMask(key, x.shape, probability, here);
        return mul(x, mask);
    };
}
/** 0 where an element is dropped, 1 / (1 - probability) elsewhere. [..shape] */
export function dropoutMask(key, shape, probability, site) {
    const columns = shape.at(-1);
    const rows = product(shape.slice(0, -1));
    const draw = (size, use) => {
        const own = mix(xor(key, mix32(mix32(site) ^ use)));
        return mix(xor(mix(xor(iota(key, size, 'uint'), own)), mix(xor(own, 0x9e3779b9))));
    };
    const signed = 'int';
    const row = reshape(cast(draw(rows, 1), signed), [...shape.slice(0, -1), 1]);
    const column = cast(draw(columns, 2), signed);
    const odd = cast(xor(mul(draw(columns, 3), 2), 1), signed);
    const bits = mul(xor(row, column), odd);
    const threshold = Math.round(probability * 2 ** 32) - 2 ** 31;
    return select(less(bits, threshold), 0, 1 / (1 - probability));
}
/** `lowbias32` of each element, as in `random.ts`. */
export function mix(x) {
    let y = mul(xor(x, shiftRight(x, 16)), 0x7feb352d);
    y = mul(xor(y, shiftRight(y, 15)), 0x846ca68b);
    return xor(y, shiftRight(y, 16));
}
/**
 * What is added to attention scores so that padding is never attended to.
 * @param mask int [B,T], 1 where there is a token
 * @returns float [B,1,1,T]: 0 or the lowest float32
 */
export function attentionBias(mask) {
    const [batch, length] = mask.shape;
    const lowest = -3.4028234663852886e38;
    return reshape(select(less(mask, 1), lowest, 0), [batch, 1, 1, length]);
}
