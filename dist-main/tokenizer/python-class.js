/**
 * @file Which of transformers' tokenizer classes opens a folder (transformers 5, `AutoTokenizer.from_pretrained`).
 *
 * It matters because most classes take only vocabulary and added tokens from tokenizer.json, and decide themselves
 * how text is normalized and cut.
 */
/** `TOKENIZER_MAPPING_NAMES` for the encoders and decoders that have a class known here. */
const classesByModel = new Map([
    ['bert', 'BertTokenizer'],
    ['distilbert', 'BertTokenizer'],
    ['electra', 'BertTokenizer'],
    ['megatron-bert', 'BertTokenizer'],
    ['convbert', 'BertTokenizer'],
    ['ernie', 'BertTokenizer'],
    ['roberta', 'RobertaTokenizer'],
    ['roberta-prelayernorm', 'RobertaTokenizer'],
    ['longformer', 'RobertaTokenizer'],
    ['data2vec-text', 'RobertaTokenizer'],
    ['gpt2', 'GPT2Tokenizer'],
    ['gpt_neo', 'GPT2Tokenizer'],
    ['gptj', 'GPT2Tokenizer'],
    ['qwen2', 'Qwen2Tokenizer'],
    ['qwen2_moe', 'Qwen2Tokenizer'],
    ['qwen3', 'Qwen2Tokenizer'],
    ['qwen3_moe', 'Qwen2Tokenizer'],
    ['xlm-roberta', 'XLMRobertaTokenizer'],
    ['xmod', 'XLMRobertaTokenizer'],
    ['xlm-roberta-xl', 'asItStands'],
    ['deberta', 'DebertaTokenizer'],
    ['deberta-v2', 'DebertaV2Tokenizer'],
    ['modernbert', 'asItStands'],
    ['modernbert-decoder', 'asItStands'],
]);
/** Class names, without `Fast`, that are those of another, or that take tokenizer.json as it stands. */
const aliases = new Map([
    ['DistilBertTokenizer', 'BertTokenizer'],
    ['ElectraTokenizer', 'BertTokenizer'],
    ['LongformerTokenizer', 'RobertaTokenizer'],
    ['BartTokenizer', 'RobertaTokenizer'],
]);
const known = new Set(classesByModel.values());
/**
 * Models whose own class is used whatever their files say (`MODELS_WITH_INCORRECT_HUB_TOKENIZER_CLASS`, where they
 * have one).
 */
const fixedModels = new Set(['qwen2']);
/**
 * The class that Python uses; undefined where a folder says neither class nor model.
 *
 * A class that is not known here counts as one that takes tokenizer.json as it stands.
 */
export function pythonClass({ modelType, className }) {
    const registered = modelType === undefined ? undefined : classesByModel.get(modelType);
    if (registered !== undefined && fixedModels.has(modelType))
        return registered;
    if (registered === 'asItStands')
        return registered;
    if (className === undefined)
        return registered ?? (modelType === undefined ? undefined : 'asItStands');
    const name = className.replace(/Fast$/, '');
    return aliases.get(name) ?? (known.has(name) ? name : 'asItStands');
}
/** Whether Python uses a class of its own for a model even if a folder asks for another. */
export function isFixed(modelType) {
    return modelType !== undefined && fixedModels.has(modelType);
}
