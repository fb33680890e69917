/**
 * @file The special pieces of a folder: which there are, and which ids added tokens get (transformers 5.24,
 * `PreTrainedTokenizerBase._from_pretrained` and `TokenizersBackend.__init__`).
 */
import { readAddedTokens } from "./added-tokens.js";
import { tokenText } from "./folder.js";
import { isObject, Part } from "./json-value.js";
/** `SPECIAL_TOKENS_ATTRIBUTES`, in the order in which Python adds them. */
export const specialNames = [
    'bos_token',
    'eos_token',
    'unk_token',
    'sep_token',
    'pad_token',
    'cls_token',
    'mask_token',
];
const bertNames = {
    unk_token: '[UNK]',
    sep_token: '[SEP]',
    pad_token: '[PAD]',
    cls_token: '[CLS]',
    mask_token: '[MASK]',
};
const robertaNames = {
    bos_token: '<s>',
    eos_token: '</s>',
    sep_token: '</s>',
    cls_token: '<s>',
    unk_token: '<unk>',
    pad_token: '<pad>',
    mask_token: '<mask>',
};
const end = '<|endoftext|>';
/** What each class takes where the files of a folder say nothing. */
const classNames = {
    asItStands: {},
    BertTokenizer: bertNames,
    RobertaTokenizer: robertaNames,
    XLMRobertaTokenizer: robertaNames,
    GPT2Tokenizer: { unk_token: end, bos_token: end, eos_token: end },
    Qwen2Tokenizer: { unk_token: end, eos_token: end, pad_token: end },
    DebertaTokenizer: { ...bertNames, bos_token: '[CLS]', eos_token: '[SEP]' },
    DebertaV2Tokenizer: { ...bertNames, bos_token: '[CLS]', eos_token: '[SEP]' },
};
/** The piece that is added where a tokenizer has none to pad with. */
const ownPad = '[PAD]';
/**
 * Collects them from tokenizer_config.json, special_tokens_map.json, added_tokens.json and tokenizer.json.
 * @throws MedspanError `input` when a token is neither a text nor an object with one.
 */
export function readSpecialTokens(folder, pythonClass) {
    const { config, vocabulary } = folder;
    const definition = vocabulary.kind === 'definition' ? vocabulary.definition : undefined;
    const hasDecoder = !config.get('added_tokens_decoder').missing;
    const special = hasDecoder ? new Part({}, folder.specialTokens.path) : folder.specialTokens;
    const given = new Map();
    for (const name of specialNames) {
        const value = [special, config].map(part => part.get(name)).find(part => part.value !== undefined);
        const standard = classNames[pythonClass][name];
        if (value !== undefined && value.value !== null)
            given.set(name, readToken(value, true));
        else if (value === undefined && standard !== undefined)
            given.set(name, plainToken(standard));
    }
    const padding = definition?.get('padding').get('pad_token');
    if (padding !== undefined && !padding.missing && !given.has('pad_token') && pythonClass === 'asItStands')
        given.set('pad_token', plainToken(padding.string()));
    const extra = extraTokens(config, special, folder);
    const specialTexts = new Set([...given.values(), ...extra].map(token => token.content));
    const decoder = hasDecoder
        ? decodedTokens(config.get('added_tokens_decoder'))
        : legacyTokens(folder.addedTokens, definition, specialTexts);
    // A named token that is also listed as an added one has the flags that are listed.
    const listed = new Map(decoder.map(token => [token.content, token]));
    const tokens = [];
    const known = new Set();
    const add = (token) => {
        if (token.content === '' || known.has(token.content))
            return;
        known.add(token.content);
        tokens.push(token);
    };
    if (definition !== undefined && pythonClass === 'asItStands')
        for (const token of readAddedTokens(definition.get('added_tokens')))
            add(token);
    const names = new Set([...given.values()].map(token => token.content));
    for (const token of decoder)
        add(names.has(token.content) ? { ...token, special: true } : token);
    for (const token of [...given.values(), ...extra])
        add({ ...(listed.get(token.content) ?? token) });
    const named = new Map([...given].map(([name, token]) => [name, token.content]));
    if (!named.has('pad_token')) {
        named.set('pad_token', ownPad);
        add(plainToken(ownPad));
    }
    return { named, tokens };
}
/**
 * Gives tokens the ids that Rust's `add_tokens` gives them, whatever ids a file has: that of the piece where the
 * vocabulary knows it, otherwise the next one that is free.
 */
export function numberTokens(tokens, vocabulary) {
    let largest = -1;
    return tokens.map(({ content, single_word, lstrip, rstrip, normalized, special }) => {
        const id = vocabulary.idOf(content) ?? Math.max(largest + 1, vocabulary.size);
        largest = Math.max(largest, id);
        return { id, content, single_word, lstrip, rstrip, normalized, special };
    });
}
function plainToken(content) {
    return { content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
}
/** A token as a text or as an object with flags. */
function readToken(part, special) {
    const content = tokenText(part.value);
    if (content === undefined)
        part.expected('the text of a token');
    if (!isObject(part.value))
        return { ...plainToken(content), special, normalized: !special };
    return {
        content,
        single_word: part.get('single_word').boolean(false),
        lstrip: part.get('lstrip').boolean(false),
        rstrip: part.get('rstrip').boolean(false),
        normalized: part.get('normalized').boolean(!special),
        special,
    };
}
/** `extra_special_tokens`, by its old name `additional_special_tokens`, and tokens that only this model names. */
function extraTokens(config, special, folder) {
    const extra = [];
    for (const [key, value] of Object.entries(config.object())) {
        const isNamed = specialNames.some(name => name === key);
        if (!isNamed && key.endsWith('_token') && tokenText(value) !== undefined)
            extra.push(readToken(config.get(key), true));
    }
    const lists = [special, config].flatMap(part => ['extra_special_tokens', 'additional_special_tokens'].map(name => part.get(name)));
    const list = lists.find(part => !part.missing);
    if (list !== undefined) {
        const listed = isObject(list.value) ? Object.keys(list.value).map(name => list.get(name)) : list.parts();
        for (const part of listed)
            extra.push(readToken(part, true));
    }
    else if (folder.vocabulary.kind === 'sentencepiece')
        // Control and user-defined pieces.
        for (const { piece, type } of folder.vocabulary.model.pieces)
            if (type === 3 || type === 4)
                extra.push({ ...plainToken(piece), special: type === 3 });
    return extra;
}
/** `added_tokens_decoder`: tokens by id. */
function decodedTokens(part) {
    return Object.keys(part.object())
        .sort((a, b) => Number(a) - Number(b))
        .map(id => {
        const token = part.get(id);
        return readToken(token, token.get('special').boolean(false));
    });
}
/** added_tokens.json, ids by text; what tokenizer.json has for the same id counts more. */
function legacyTokens(addedTokens, definition, special) {
    const byId = new Map();
    for (const content of Object.keys(addedTokens.object())) {
        const isSpecial = special.has(content);
        const token = { ...plainToken(content), special: isSpecial, normalized: !isSpecial };
        byId.set(addedTokens.get(content).id(), token);
    }
    if (definition !== undefined)
        for (const { id, ...token } of readAddedTokens(definition.get('added_tokens')))
            byId.set(id, token);
    return [...byId].sort(([a], [b]) => a - b).map(([, token]) => token);
}
