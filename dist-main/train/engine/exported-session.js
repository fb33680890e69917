/** [B,T] -> [B,T,L] */
export async function exportedLogits(session, Tensor, { rows, length, inputIds, attentionMask, tokenTypeIds }) {
    const feeds = { input_ids: inputIds, attention_mask: attentionMask, token_type_ids: tokenTypeIds };
    const tensors = Object.entries(feeds)
        .filter(([name]) => session.inputNames.includes(name))
        .map(([name, data]) => [name, new Tensor('int64', BigInt64Array.from(data, BigInt), [rows, length])]);
    const { logits } = await session.run(Object.fromEntries(tensors));
    return logits.data;
}
