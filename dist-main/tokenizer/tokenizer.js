/**
 * @file The tokenizer of a Hugging Face folder, one word at a time.
 *
 * Words are encoded each on its own, which is what Python's tokenizers do with `is_split_into_words=True`, and kept
 * in a cache. The ids are those of transformers 5 with its Rust tokenizers, to the last one: models were trained on
 * them. WordPiece, byte-level BPE and SentencePiece's unigram models are read, from tokenizer.json or from the files
 * that are older than it.
 */
import { keptKey } from "../dictionary.js";
import { effectiveDefinition } from "./definition.js";
import { readTokenizerFolder } from "./folder.js";
import { Part } from "./json-value.js";
import { createPipeline } from "./pipeline.js";
/** Words kept in the cache, some 8 MiB of them; when it is full it starts anew. */
const cacheSize = 1 << 15;
/** In UTF-16 code units; what is longer is no word that comes again. */
const longestCached = 100;
/** transformers writes 1e30 where no length is known; no sequence is as long as this. */
const unlimited = 1e9;
/**
 * Reads the tokenizer among the files of a model: tokenizer.json, or else vocab.txt, vocab.json and merges.txt, spm.model or
 * sentencepiece.bpe.model; with tokenizer_config.json, special_tokens_map.json, added_tokens.json and the model's
 * config.json, where they exist.
 *
 * Where a tokenizer has no piece to pad with, `[PAD]` is added to it with the next free id. Byte-level tokenizers
 * encode a word with a blank before it. `tokenizerCopies` says both to Python.
 * @throws MedspanError `input` when a file is missing, broken, or describes a tokenizer that is not supported.
 */
export async function openTokenizer(files) {
    const folder = await readTokenizerFolder(files);
    const definition = effectiveDefinition(folder);
    const pipeline = createPipeline(new Part(definition.json, definition.path));
    const { named } = definition;
    const padId = pipeline.idOf(named.get('pad_token'));
    if (padId === undefined)
        return folder.config.fail('expected a pad_token that the vocabulary holds');
    const unk = named.get('unk_token');
    const maxLength = folder.config.get('model_max_length').value;
    const cache = new Map();
    return {
        encodeWord(word) {
            const known = cache.get(word);
            if (known !== undefined)
                return known;
            const ids = pipeline.encode(wellFormed(word));
            if (word.length > longestCached)
                return ids;
            if (cache.size >= cacheSize)
                cache.clear();
            cache.set(keptKey(word), ids);
            return ids;
        },
        textPieces: pipeline.textPieces,
        prefix: pipeline.prefix,
        suffix: pipeline.suffix,
        padId,
        unkId: unk === undefined ? undefined : pipeline.idOf(unk),
        vocabSize: pipeline.size,
        maxLength: typeof maxLength === 'number' && maxLength < unlimited ? maxLength : undefined,
    };
}
/** Half characters have no UTF-8; what reads them as such gives U+FFFD. */
function wellFormed(word) {
    return word.replace(/\p{Surrogate}/gu, '\ufffd');
}
