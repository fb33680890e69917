/**
 * @file RoBERTa (Liu et al. 2019, arXiv 1907.11692) and what has its architecture: XLM-RoBERTa (Conneau et al. 2020,
 * arXiv 1911.02116) and CamemBERT (Martin et al. 2020, arXiv 1911.03894).
 *
 * BERT's layers; positions begin after that of padding, and the piece of padding has no position in a sequence, as
 * Hugging Face's `RobertaForTokenClassification` counts them. Left out: the pooler.
 */
import { z } from 'zod';
import { add, cast, cumulativeSum, equal, gather, mul, select } from "../../graph/trace.js";
import { badConfig, checkHeads, numbers, parseConfig, refuseCausal, setNorm, } from "../encoder.js";
import { attentionBias } from "../layers.js";
import { bertClassifier, bertDepth, bertEmbeddings, bertLayer, bertLayerOf, bertSettings, setBertLayer, } from "./bert.js";
const robertaSchema = z.looseObject({
    model_type: z.enum(['roberta', 'xlm-roberta', 'camembert']),
    ...bertSettings,
    vocab_size: numbers.rows.default(50265),
    pad_token_id: numbers.piece.default(1),
});
const architectures = {
    roberta: 'RobertaForTokenClassification',
    'xlm-roberta': 'XLMRobertaForTokenClassification',
    camembert: 'CamembertForTokenClassification',
};
/** `Roberta(For…)`, `XLMRoberta(For…)`, `Camembert(For…)`. */
export function openRoberta(source, path, options) {
    const raw = parseConfig(robertaSchema, source, path);
    refuseCausal(options, raw.model_type);
    const { hidden_size: hiddenSize, num_hidden_layers: layers, pad_token_id: padding } = raw;
    checkHeads(hiddenSize, raw.num_attention_heads, path);
    const maxLength = raw.max_position_embeddings - padding - 1;
    if (maxLength < 1)
        throw badConfig(`positions begin at ${padding + 1}, and there are ${raw.max_position_embeddings}`, {
            path,
            at: 'max_position_embeddings',
        });
    const parameters = new Map();
    const table = (name, rows, zeroRow) => {
        const initial = { deviation: raw.initializer_range, zeroRow };
        parameters.set(`roberta.embeddings.${name}.weight`, { shape: [rows, hiddenSize], initial });
    };
    table('word_embeddings', raw.vocab_size, padding);
    table('token_type_embeddings', raw.type_vocab_size);
    setNorm(parameters, 'roberta.embeddings.LayerNorm', hiddenSize);
    table('position_embeddings', raw.max_position_embeddings, padding);
    const layer = bertLayerOf(raw);
    for (let i = 0; i < layers; i++)
        setBertLayer(parameters, `roberta.encoder.layer.${i}`, layer);
    return {
        modelType: raw.model_type,
        architecture: architectures[raw.model_type],
        vocabSize: raw.vocab_size,
        hiddenSize,
        layers,
        maxLength,
        prefix: 'roberta.',
        wordEmbeddings: 'roberta.embeddings.word_embeddings.weight',
        classifier: bertClassifier(raw),
        parameters,
        depthOf: name => bertDepth(name, layers),
        encode(scope, inputs) {
            const bias = attentionBias(inputs.attentionMask);
            const table = scope.weight('roberta.embeddings.position_embeddings.weight');
            const positions = gather(table, positionsOf(inputs.inputIds, padding)); // [B,T,D]
            let x = bertEmbeddings(scope, 'roberta.embeddings', inputs, positions, layer); // [N,D]
            for (let i = 0; i < layers; i++)
                x = bertLayer(scope, `roberta.encoder.layer.${i}`, x, bias, layer);
            return x; // [N,D]
        },
    };
}
/** padding + 1, padding + 2, … for the pieces of a row that are not padding; `padding` for those that are. [B,T] */
function positionsOf(inputIds, padding) {
    const counts = select(equal(inputIds, padding), 0, 1);
    const ones = cast(counts, 'int');
    return add(mul(cumulativeSum(ones, -1), ones), padding);
}
