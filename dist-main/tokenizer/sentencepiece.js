/**
 * @file The models of SentencePiece (`spm.model`): protocol buffers as `sentencepiece_model.proto` defines them.
 *
 * Only what a unigram tokenizer needs is kept; fields that are not known are passed over. Every length is held
 * against the bytes that are there before anything is read.
 */
import { badTokenizer, checkPieceCount } from "./json-value.js";
/** `TrainerSpec.ModelType.UNIGRAM`. */
const unigram = 1;
/**
 * Reads a SentencePiece model.
 * @param path where the bytes are from, for errors
 * @throws MedspanError `input` when it is cut short, no such model, or not a unigram model.
 */
export function parseSentencePiece(bytes, path) {
    const pieces = [];
    let modelType = unigram;
    let unkId = 0;
    let charsmap;
    const present = new Set();
    for (const { number, value } of readFields(bytes, path, 'model')) {
        present.add(number);
        if (number === 1) {
            pieces.push(readPiece(content(value, path, 'pieces'), path));
            checkPieceCount(pieces.length, path, 'pieces');
        }
        else if (number === 2)
            for (const field of readFields(content(value, path, 'trainer_spec'), path, 'trainer_spec')) {
                if (field.number === 3)
                    modelType = integer(field.value, path, 'trainer_spec.model_type');
                else if (field.number === 40)
                    unkId = integer(field.value, path, 'trainer_spec.unk_id');
            }
        else if (number === 3)
            for (const field of readFields(content(value, path, 'normalizer_spec'), path, 'normalizer_spec'))
                if (field.number === 2)
                    charsmap = content(field.value, path, 'normalizer_spec.precompiled_charsmap');
    }
    if (pieces.length === 0)
        throw badTokenizer('expected a SentencePiece model, got one without pieces', path);
    // They stand behind the pieces in every file that SentencePiece writes. A file that was cut between two pieces is
    // whole to a reader of protocol buffers, and lacks them.
    for (const [number, name] of [
        [2, 'trainer_spec'],
        [3, 'normalizer_spec'],
    ])
        if (!present.has(number))
            throw badTokenizer('expected a whole SentencePiece model: the file may be cut short', path, name);
    if (modelType !== unigram)
        throw badTokenizer(`expected a unigram model (1), got kind ${modelType}`, path, 'trainer_spec.model_type');
    if (unkId >= pieces.length)
        throw badTokenizer(`expected an id below ${pieces.length}, got ${unkId}`, path, 'trainer_spec.unk_id');
    return { pieces, unkId, charsmap: charsmap?.length === 0 ? undefined : charsmap };
}
function readPiece(bytes, path) {
    let piece = '';
    let score = 0;
    let type = 1;
    for (const { number, value } of readFields(bytes, path, 'pieces')) {
        if (number === 1) {
            try {
                piece = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content(value, path, 'pieces.piece'));
            }
            catch {
                throw badTokenizer('expected a piece in UTF-8', path, 'pieces.piece');
            }
        }
        else if (number === 2) {
            if (!(value instanceof DataView))
                throw badTokenizer('expected a number', path, 'pieces.score');
            score = value.byteLength === 4 ? value.getFloat32(0, true) : Number.NaN;
        }
        else if (number === 3)
            type = integer(value, path, 'pieces.type');
    }
    if (!Number.isFinite(score))
        throw badTokenizer(`expected a score, got ${score}`, path, 'pieces.score');
    return { piece, score, type };
}
function* readFields(bytes, path, at) {
    let position = 0;
    const broken = () => badTokenizer(`expected a SentencePiece model, broken at byte ${position}`, path, at);
    /** At most ten bytes; what is beyond 53 bits is no count of anything here. */
    const varint = () => {
        let result = 0;
        for (let shift = 0; shift < 10; shift++) {
            const byte = bytes[position++];
            if (byte === undefined)
                throw broken();
            result += (byte & 127) * 2 ** (7 * shift);
            if (byte < 128)
                return result;
        }
        throw broken();
    };
    const take = (length) => {
        if (length > bytes.length - position)
            throw broken();
        position += length;
        return bytes.subarray(position - length, position);
    };
    const number = (length) => {
        const taken = take(length);
        return new DataView(taken.buffer, taken.byteOffset, length);
    };
    while (position < bytes.length) {
        const tag = varint();
        const fieldNumber = Math.floor(tag / 8);
        if (fieldNumber < 1 || fieldNumber >= 2 ** 29)
            throw broken();
        const wireType = tag % 8;
        if (wireType === 0)
            yield { number: fieldNumber, value: varint() };
        else if (wireType === 1)
            yield { number: fieldNumber, value: number(8) };
        else if (wireType === 2)
            yield { number: fieldNumber, value: take(varint()) };
        else if (wireType === 5)
            yield { number: fieldNumber, value: number(4) };
        else
            throw broken();
    }
}
function content(value, path, at) {
    if (value instanceof Uint8Array)
        return value;
    throw badTokenizer('expected bytes with their length', path, at);
}
function integer(value, path, at) {
    if (typeof value === 'number')
        return value;
    throw badTokenizer('expected an integer', path, at);
}
