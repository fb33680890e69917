/**
 * @file Which of transformers' tokenizer classes opens a folder (transformers 5, `AutoTokenizer.from_pretrained`).
 *
 * It matters because most classes take only vocabulary and added tokens from tokenizer.json, and decide themselves
 * how text is normalized and cut.
 */
/** The classes that are known here; `asItStands` takes tokenizer.json as it is (`TokenizersBackend`). */
export type PythonClass = 'asItStands' | 'BertTokenizer' | 'RobertaTokenizer' | 'GPT2Tokenizer' | 'Qwen2Tokenizer' | 'XLMRobertaTokenizer' | 'DebertaTokenizer' | 'DebertaV2Tokenizer';
export interface ClassHints {
    /** `model_type` of config.json */
    readonly modelType: string | undefined;
    /** `tokenizer_class` of tokenizer_config.json, or else of config.json */
    readonly className: string | undefined;
}
/**
 * The class that Python uses; undefined where a folder says neither class nor model.
 *
 * A class that is not known here counts as one that takes tokenizer.json as it stands.
 */
export declare function pythonClass({ modelType, className }: ClassHints): PythonClass | undefined;
/** Whether Python uses a class of its own for a model even if a folder asks for another. */
export declare function isFixed(modelType: string | undefined): boolean;
