import { lower } from "../../graph/lower.js";
/**
 * A package whose results come in memory of their own, as those of onnxruntime-web do, which computes in WebAssembly's: they
 * are copied to where they are wanted.
 */
export function copyingBackend({ InferenceSession, Tensor }) {
    return {
        Tensor,
        async open(graph, weights) {
            const session = await InferenceSession.create(lower(graph, { weights }), { enableMemPattern: false });
            return {
                async run(feeds, wanted) {
                    if (wanted === undefined)
                        return session.run(feeds);
                    const results = await session.run(feeds, Object.keys(wanted));
                    for (const [name, place] of Object.entries(wanted))
                        if (place !== null)
                            place.data.set(results[name].data);
                    return results;
                },
                release: () => session.release(),
            };
        },
    };
}
/**
 * Runs a model that was exported: [B,T] -> [B,T,L]. It must be our own: a graph of ONNX may ask for any memory and time, so
 * that in Node those of others are read for their weights alone (`nn/weights/onnx-file.ts`).
 */
export async function exportedLogits(session, Tensor, { rows, length, inputIds, attentionMask, tokenTypeIds }) {
    const feeds = { input_ids: inputIds, attention_mask: attentionMask, token_type_ids: tokenTypeIds };
    const tensors = Object.entries(feeds)
        .filter(([name]) => session.inputNames.includes(name))
        .map(([name, data]) => [name, new Tensor('int64', BigInt64Array.from(data, BigInt), [rows, length])]);
    const { logits } = await session.run(Object.fromEntries(tensors));
    return logits.data;
}
