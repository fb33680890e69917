/**
 * @file The tokenizer files of a Hugging Face folder, read and not yet made sense of.
 */
import { MedspanError } from "../errors.js";
import { checkPieceCount, isObject, Part, parseObject, parseText } from "./json-value.js";
import { parseSentencePiece } from "./sentencepiece.js";
import { parseMerges, parseVocabulary } from "./vocabulary.js";
export const definitionFile = 'tokenizer.json';
export const configFile = 'tokenizer_config.json';
/** Every file that a tokenizer may consist of. */
export const tokenizerFiles = [
    definitionFile,
    configFile,
    'special_tokens_map.json',
    'added_tokens.json',
    'vocab.txt',
    'vocab.json',
    'merges.txt',
    'spm.model',
    'sentencepiece.bpe.model',
];
/** The most bytes of a file of a tokenizer. Gemma's tokenizer.json, of 262,144 pieces, has 33 MB. */
const maxFileBytes = 2 ** 26;
/**
 * Reads the files that a folder has.
 * @throws MedspanError `input` when there is no vocabulary, or a file cannot be read.
 */
export async function readTokenizerFolder(files) {
    const vocabulary = await readVocabularyFiles(files);
    if (vocabulary === undefined)
        throw new MedspanError('input', 'expected a tokenizer.json in the model folder, or vocab.txt, vocab.json with merges.txt, spm.model or ' +
            'sentencepiece.bpe.model; found none', {
            where: { path: files.pathOf() },
            hint: 'Python writes it: AutoTokenizer.from_pretrained(<model>).save_pretrained(<folder>).',
        });
    const optional = async (name) => (await readAs(parseObject, files, name)) ?? new Part({}, files.pathOf(name));
    return {
        vocabulary,
        config: await optional(configFile),
        specialTokens: await optional('special_tokens_map.json'),
        addedTokens: await optional('added_tokens.json'),
        model: await optional('config.json'),
    };
}
/** What a file holds; undefined where there is none. */
async function readAs(parse, files, name) {
    const bytes = await files.read(name, maxFileBytes);
    return bytes === undefined ? undefined : parse(bytes, files.pathOf(name));
}
async function readVocabularyFiles(files) {
    const definition = await readAs(parseObject, files, definitionFile);
    if (definition !== undefined) {
        checkPieces(definition.get('model').get('vocab'));
        return { kind: 'definition', definition, path: definition.path };
    }
    const list = await readAs(parseText, files, 'vocab.txt');
    if (list !== undefined) {
        const path = files.pathOf('vocab.txt');
        return { kind: 'wordpiece', pieces: parseVocabulary(list, path), path };
    }
    const pieces = await readAs(parseObject, files, 'vocab.json');
    const merges = await readAs(parseText, files, 'merges.txt');
    if (pieces !== undefined)
        checkPieces(pieces);
    if (pieces !== undefined && merges !== undefined) {
        const path = files.pathOf('merges.txt');
        return { kind: 'bpe', pieces, merges: parseMerges(merges, path), path };
    }
    for (const name of ['spm.model', 'sentencepiece.bpe.model']) {
        const model = await readAs(parseSentencePiece, files, name);
        if (model !== undefined)
            return { kind: 'sentencepiece', model, path: files.pathOf(name) };
    }
    return undefined;
}
/** Refuses a vocabulary, a list or an object, of more pieces than any has. */
function checkPieces({ value, path, at }) {
    if (typeof value === 'object' && value !== null)
        checkPieceCount(Object.keys(value).length, path, at);
}
/** The text of a token, which files write as a string or as an object with flags; undefined where it is neither. */
export function tokenText(value) {
    const text = isObject(value) ? value.content : value;
    return typeof text === 'string' ? text : undefined;
}
