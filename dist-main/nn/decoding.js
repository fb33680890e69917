/**
 * @file How a model's scores of words become labels: each word for itself, or the best sequence of a chain.
 */
import { crfChain } from "./crf.js";
import { bestPath, createChain, createIob2Chain, marginals } from "./viterbi.js";
/** What stands on an encoder: a linear layer alone, or a linear-chain CRF on top of it. */
export const HEADS = ['linear', 'crf'];
/** Each word's best label, or the best sequence in which every `I-X` continues an X. */
export const DECODINGS = ['argmax', 'constrained'];
/** Nothing where each word is decoded for itself. */
export function createDecoding({ labels, head, decoding, parameters, }) {
    const allowed = decoding === 'constrained' ? createIob2Chain(labels) : undefined;
    const learned = head === 'crf' ? crfChain(parameters) : undefined;
    const chain = allowed !== undefined && learned !== undefined ? joined(allowed, learned) : (learned ?? allowed);
    if (chain === undefined)
        return undefined;
    let last = { temperature: 1, chain };
    return {
        decode: scores => bestPath(scores, chain),
        probabilities(scores, _, temperature) {
            if (temperature === 1)
                return marginals(scores, chain);
            if (last.temperature !== temperature)
                last = { temperature, chain: divide(chain, temperature) };
            return marginals(Float64Array.from(scores, score => score / temperature), last.chain);
        },
    };
}
function divide({ labels, transitions, start, end }, temperature) {
    const by = (weights) => weights.map(weight => weight / temperature);
    return createChain(labels, { transitions: by(transitions), start: by(start), end: by(end) });
}
/** What both chains say together. */
function joined(a, b) {
    const sum = (x, y) => x.map((value, i) => value + y[i]);
    return createChain(a.labels, {
        transitions: sum(a.transitions, b.transitions),
        start: sum(a.start, b.start),
        end: sum(a.end, b.end),
    });
}
