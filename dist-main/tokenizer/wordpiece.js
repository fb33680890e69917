/**
 * @file WordPiece: the longest piece of the vocabulary first, again and again (Devlin et al. 2019).
 */
import { Trie } from "./trie.js";
/** @throws MedspanError `input` when fields are of the wrong kind or the vocabulary has no unknown piece. */
export function createWordPiece(part, vocabulary) {
    const prefix = part.get('continuing_subword_prefix').string('##');
    const longestWord = part.get('max_input_chars_per_word');
    const limit = longestWord.missing ? 100 : longestWord.id();
    const unknownPiece = part.get('unk_token');
    const unknown = vocabulary.get(unknownPiece.string('[UNK]')) ?? unknownPiece.expected('a piece of the vocabulary');
    const firsts = new Trie(vocabulary, part);
    const others = new Trie(withoutPrefix(vocabulary, prefix), part);
    return {
        vocabulary,
        encode(word, ids) {
            if (word.length > limit && [...word].length > limit) {
                ids.push(unknown);
                return;
            }
            const first = ids.length;
            let begin = 0;
            while (begin < word.length) {
                const piece = (begin > 0 ? others : firsts).longestAt(word, begin);
                if (piece === undefined) {
                    ids.length = first;
                    ids.push(unknown);
                    return;
                }
                ids.push(piece.value);
                begin = piece.end;
            }
        },
    };
}
/** The pieces that go on with a word, by what follows the prefix. */
function withoutPrefix(vocabulary, prefix) {
    const pieces = new Map();
    for (const [piece, id] of vocabulary)
        if (piece.startsWith(prefix))
            pieces.set(piece.slice(prefix.length), id);
    return pieces;
}
