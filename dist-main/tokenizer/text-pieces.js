/**
 * @file The pieces of a whole text with their places in it, as Hugging Face's BertTokenizerFast returns them: cut by the
 * tokenizer's own words, not by ours. Texts of special pieces in it, such as `[SEP]`, are text.
 */
import { punctuation } from "./character.js";
const isPunctuation = new RegExp(`^(?:${punctuation.source})$`, 'u');
/** Makes what cuts texts. */
export function createTextPieces({ normalize, model, prefix, unknownId, }) {
    let names;
    const lengthOf = (text) => [...text].length;
    const piecesOf = (word, text) => {
        const ids = [];
        model.encode(word.map(character => character.text).join(''), ids);
        names ??= new Map([...model.vocabulary].map(([name, id]) => [id, name]));
        let done = 0;
        return ids.map((id, place) => {
            const name = names.get(id);
            const length = id === unknownId ? word.length : lengthOf(name) - (place > 0 ? lengthOf(prefix) : 0);
            const [first, last] = [word[done], word[done + length - 1]];
            done += length;
            const isSubword = id !== unknownId && lengthOf(name) !== lengthOf(text.slice(first.begin, last.end));
            return { id, begin: first.begin, end: last.end, isSubword };
        });
    };
    return text => {
        const words = [];
        let isOpen = false;
        let begin = 0;
        for (const written of text) {
            const end = begin + written.length;
            for (const character of normalize(written)) {
                const isSign = isPunctuation.test(character);
                const isSpace = /\p{White_Space}/u.test(character);
                if (!isSpace && isOpen && !isSign)
                    words.at(-1).push({ text: character, begin, end });
                else if (!isSpace)
                    words.push([{ text: character, begin, end }]);
                isOpen = !isSpace && !isSign;
            }
            begin = end;
        }
        return words.flatMap(word => piecesOf(word, text));
    };
}
