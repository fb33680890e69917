/**
 * @file tokenizer.json as Python works with it: what transformers' classes make of the files of a folder
 * (transformers 5.24, `TokenizersBackend.convert_to_native_format` and the `__init__` of each class).
 */
import { formatBase64 } from "../text/base64.js";
import { isObject, Part } from "./json-value.js";
import { debertaPattern, qwenPattern } from "./pattern.js";
import { modelType, readVocabulary } from "./pipeline.js";
import { isFixed, pythonClass } from "./python-class.js";
import { numberTokens, readSpecialTokens } from "./special-tokens.js";
/**
 * The definition by which a folder's words are encoded: that of Python, with two additions where it lacks them. A
 * byte-level tokenizer puts a blank before a word, as words have in running text; and there is a piece to pad with.
 *
 * Of `qwen2` Python takes its own class whatever a folder says, and that has no way to put a blank before a word
 * only: its words have none.
 * @throws MedspanError `input` when the files are not what the class needs.
 */
export function effectiveDefinition(folder) {
    const { vocabulary, config, model } = folder;
    const stringOf = (part) => typeof part.value === 'string' ? part.value : undefined;
    const type = stringOf(model.get('model_type'));
    const className = stringOf(config.get('tokenizer_class')) ?? stringOf(model.get('tokenizer_class'));
    const chosen = pythonClass({ modelType: type, className }) ?? guessClass(folder);
    const special = readSpecialTokens(folder, chosen);
    const given = vocabulary.kind === 'definition' ? vocabulary.definition : undefined;
    const asGiven = chosen === 'asItStands' && given !== undefined;
    const path = vocabulary.path;
    const base = asGiven ? given.object() : classDefinition(folder, chosen, special);
    const pieces = modelPieces(new Part(base, path).get('model'));
    const added_tokens = numberTokens(special.tokens, pieces);
    const idOf = (name) => {
        const content = special.named.get(name);
        const id = added_tokens.find(token => token.content === content)?.id;
        if (content === undefined || id === undefined)
            return config.fail(`expected a ${name}`);
        return [content, id];
    };
    const post_processor = asGiven ? base.post_processor : classFrame(chosen, given, config, idOf);
    const json = { ...base, added_tokens, post_processor };
    return {
        json: isFixed(type) ? json : withLeadingBlank(json),
        path,
        pythonClass: chosen,
        fixed: isFixed(type),
        named: special.named,
    };
}
/** The class of a folder that says neither class nor model. */
function guessClass({ vocabulary }) {
    switch (vocabulary.kind) {
        case 'definition': {
            const normalizer = vocabulary.definition.get('normalizer').get('type').value;
            const isBert = vocabulary.definition.get('model').get('type').value === 'WordPiece';
            return isBert && normalizer === 'BertNormalizer' ? 'BertTokenizer' : 'asItStands';
        }
        case 'wordpiece':
            return 'BertTokenizer';
        case 'bpe':
            return vocabulary.pieces.get('<s>').missing ? 'GPT2Tokenizer' : 'RobertaTokenizer';
        case 'sentencepiece':
            return vocabulary.path.endsWith('spm.model') ? 'DebertaV2Tokenizer' : 'XLMRobertaTokenizer';
    }
}
/** What a class builds from vocabulary and configuration, without added tokens and frame. */
function classDefinition(folder, chosen, { named }) {
    const { config } = folder;
    const parts = { version: '1.0', truncation: null, padding: null };
    const unk_token = named.get('unk_token');
    switch (chosen) {
        case 'asItStands':
            return config.fail('expected a tokenizer.json, or a tokenizer_class that is known');
        case 'BertTokenizer':
            return {
                ...parts,
                normalizer: {
                    type: 'BertNormalizer',
                    clean_text: true,
                    handle_chinese_chars: config.get('tokenize_chinese_chars').boolean(true),
                    strip_accents: config.get('strip_accents').missing ? null : config.get('strip_accents').boolean(),
                    lowercase: config.get('do_lower_case').boolean(true),
                },
                pre_tokenizer: { type: 'BertPreTokenizer' },
                decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
                model: {
                    type: 'WordPiece',
                    unk_token,
                    continuing_subword_prefix: '##',
                    max_input_chars_per_word: 100,
                    vocab: wordPieces(folder),
                },
            };
        case 'RobertaTokenizer':
        case 'GPT2Tokenizer':
        case 'DebertaTokenizer':
            return {
                ...parts,
                normalizer: null,
                pre_tokenizer: byteLevel(config.get('add_prefix_space').boolean(false), true),
                decoder: byteLevel(true, true),
                model: bytePairs(folder),
            };
        case 'Qwen2Tokenizer':
            return {
                ...parts,
                normalizer: { type: 'NFC' },
                pre_tokenizer: {
                    type: 'Sequence',
                    pretokenizers: [
                        { type: 'Split', pattern: { Regex: qwenPattern }, behavior: 'Isolated', invert: false },
                        byteLevel(config.get('add_prefix_space').boolean(false), false),
                    ],
                },
                decoder: byteLevel(true, true),
                model: bytePairs(folder),
            };
        case 'XLMRobertaTokenizer': {
            const { pieces, charsmap } = scoredPieces(folder);
            const vocab = folder.vocabulary.kind === 'sentencepiece'
                ? [
                    ...['bos_token', 'pad_token', 'eos_token', 'unk_token'].map(name => [
                        named.get(name),
                        0,
                    ]),
                    ...pieces.slice(3),
                    [named.get('mask_token'), 0],
                ]
                : pieces;
            const scheme = config.get('add_prefix_space').boolean(true) ? 'always' : 'never';
            return {
                ...parts,
                normalizer: charsmap === undefined ? null : { type: 'Precompiled', precompiled_charsmap: charsmap },
                pre_tokenizer: {
                    type: 'Sequence',
                    pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace(scheme)],
                },
                decoder: metaspace(scheme),
                model: { type: 'Unigram', unk_id: 3, vocab, byte_fallback: false },
            };
        }
        case 'DebertaV2Tokenizer': {
            const { pieces, unkId } = scoredPieces(folder);
            const unknown = pieces.findIndex(entry => Array.isArray(entry) && entry[0] === unk_token && entry[1] === 0);
            const scheme = config.get('add_prefix_space').boolean(true) ? 'always' : 'first';
            return {
                ...parts,
                normalizer: {
                    type: 'Sequence',
                    normalizers: [
                        ...(config.get('do_lower_case').boolean(false) ? [{ type: 'Lowercase' }] : []),
                        { type: 'Replace', pattern: { Regex: debertaPattern }, content: ' ' },
                        { type: 'NFC' },
                        { type: 'Strip', strip_left: false, strip_right: true },
                    ],
                },
                pre_tokenizer: {
                    type: 'Sequence',
                    pretokenizers: [
                        ...(config.get('split_by_punct').boolean(false)
                            ? [{ type: 'Punctuation', behavior: 'Isolated' }]
                            : []),
                        metaspace(scheme),
                    ],
                },
                decoder: metaspace(scheme),
                model: {
                    type: 'Unigram',
                    unk_id: unknown >= 0 ? unknown : unkId,
                    vocab: pieces,
                    byte_fallback: false,
                },
            };
        }
    }
}
/** The special pieces that a class puts around a sequence. */
function classFrame(chosen, given, config, idOf) {
    const template = (before, after) => {
        const around = [before, after].map(name => (name === undefined ? undefined : idOf(name)));
        const [prefix, suffix] = around.map(token => token === undefined ? [] : [{ SpecialToken: { id: token[0], type_id: 0 } }]);
        const special_tokens = Object.fromEntries(around
            .filter(token => token !== undefined)
            .map(([id, number]) => [id, { id, ids: [number], tokens: [id] }]));
        const sequence = (id) => ({ Sequence: { id, type_id: 0 } });
        return {
            type: 'TemplateProcessing',
            single: [...prefix, sequence('A'), ...suffix],
            pair: [...prefix, sequence('A'), ...suffix, sequence('B'), ...suffix],
            special_tokens,
        };
    };
    switch (chosen) {
        case 'RobertaTokenizer':
            return {
                type: 'RobertaProcessing',
                sep: idOf('sep_token'),
                cls: idOf('cls_token'),
                trim_offsets: true,
                add_prefix_space: true,
            };
        case 'XLMRobertaTokenizer':
            return template('bos_token', 'eos_token');
        case 'BertTokenizer':
        case 'DebertaTokenizer':
        case 'DebertaV2Tokenizer':
            return template('cls_token', 'sep_token');
        case 'GPT2Tokenizer':
        case 'Qwen2Tokenizer':
        case 'asItStands': {
            if (given !== undefined)
                return given.get('post_processor').value ?? null;
            const bos = config.get('add_bos_token').boolean(false);
            const eos = config.get('add_eos_token').boolean(false);
            return bos || eos ? template(bos ? 'bos_token' : undefined, eos ? 'eos_token' : undefined) : null;
        }
    }
}
function byteLevel(add_prefix_space, use_regex) {
    return { type: 'ByteLevel', add_prefix_space, trim_offsets: true, use_regex };
}
function metaspace(prepend_scheme) {
    return { type: 'Metaspace', replacement: '▁', prepend_scheme, split: true };
}
/** The model of tokenizer.json where it is of the kind that the class needs. */
function givenModel(folder, kind) {
    if (folder.vocabulary.kind !== 'definition')
        return undefined;
    const model = folder.vocabulary.definition.get('model');
    const found = modelType(model);
    if (found !== kind)
        model.get('type').fail(`expected a model of the kind ${kind}, got ${found}`);
    return model;
}
function wordPieces(folder) {
    const model = givenModel(folder, 'WordPiece');
    if (model !== undefined)
        return model.get('vocab').object();
    if (folder.vocabulary.kind === 'wordpiece')
        return folder.vocabulary.pieces;
    return folder.config.fail('expected a vocab.txt for this tokenizer_class');
}
function bytePairs(folder) {
    const model = givenModel(folder, 'BPE');
    const { vocabulary } = folder;
    const parts = { type: 'BPE', continuing_subword_prefix: '', end_of_word_suffix: '', fuse_unk: false };
    if (model !== undefined)
        return { ...parts, vocab: model.get('vocab').object(), merges: model.get('merges').list() };
    if (vocabulary.kind === 'bpe')
        return { ...parts, vocab: vocabulary.pieces.object(), merges: vocabulary.merges };
    return folder.config.fail('expected vocab.json and merges.txt for this tokenizer_class');
}
function scoredPieces(folder) {
    const { vocabulary } = folder;
    const model = givenModel(folder, 'Unigram');
    if (model !== undefined && vocabulary.kind === 'definition')
        return {
            pieces: model.get('vocab').list(),
            charsmap: givenCharsmap(vocabulary.definition.get('normalizer')),
            unkId: folder.config.get('unk_id').value ?? 1,
        };
    if (vocabulary.kind !== 'sentencepiece')
        return folder.config.fail('expected a SentencePiece model for this tokenizer_class');
    const { pieces, charsmap, unkId } = vocabulary.model;
    return {
        pieces: pieces.map(({ piece, score }) => [piece, score]),
        charsmap: charsmap === undefined ? undefined : formatBase64(charsmap),
        unkId,
    };
}
/** The first `Precompiled` normalizer, alone or in a sequence. */
function givenCharsmap(normalizer) {
    const sequence = normalizer.get('normalizers');
    const all = sequence.missing ? [normalizer] : sequence.parts();
    return all.find(part => part.get('type').value === 'Precompiled')?.get('precompiled_charsmap').value;
}
function modelPieces(model) {
    if (model.missing || model.get('vocab').missing)
        model.fail('expected a tokenizer with a model and its vocabulary');
    if (modelType(model) !== 'Unigram') {
        const vocabulary = readVocabulary(model.get('vocab'));
        return { size: vocabulary.size, idOf: piece => vocabulary.get(piece) };
    }
    const list = model.get('vocab').list();
    const ids = new Map(list.map((entry, id) => [Array.isArray(entry) ? entry[0] : undefined, id]));
    return { size: list.length, idOf: piece => ids.get(piece) };
}
/**
 * Puts a blank before a word where ByteLevel is the first to cut text, by its own setting; where something else cuts
 * before it, ByteLevel would put a blank before each part, and a Metaspace whose mark is the blank itself does it.
 */
function withLeadingBlank(json) {
    const { pre_tokenizer } = json;
    if (!isObject(pre_tokenizer))
        return json;
    if (pre_tokenizer.type === 'ByteLevel')
        return { ...json, pre_tokenizer: { ...pre_tokenizer, add_prefix_space: true } };
    const steps = pre_tokenizer.pretokenizers;
    if (pre_tokenizer.type !== 'Sequence' || !Array.isArray(steps))
        return json;
    const at = steps.findIndex(step => isObject(step) && step.type === 'ByteLevel');
    if (at < 0)
        return json;
    const [first] = steps;
    if (isObject(first) && first.type === 'Metaspace')
        return json;
    const own = { ...steps[at], add_prefix_space: at === 0 };
    const blank = { type: 'Metaspace', replacement: ' ', prepend_scheme: 'first', split: false };
    const pretokenizers = [...(at === 0 ? [] : [blank]), ...steps.slice(0, at), own, ...steps.slice(at + 1)];
    return { ...json, pre_tokenizer: { ...pre_tokenizer, pretokenizers } };
}
