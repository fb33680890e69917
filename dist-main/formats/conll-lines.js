/**
 * @file The lines of a CoNLL file, each a word, the end of a sentence, the beginning of a document, or a comment.
 */
import { MedspanError } from "../errors.js";
import { visitLines } from "../text/source.js";
import { OUTSIDE } from "../text/tags.js";
import { isWordLine, parseDocumentLine, splitColumns } from "./conll-layout.js";
const hyphen = 45;
const hash = 35;
/** Takes lines apart, and gives what they hold to the documents. */
export class ConllLines {
    #path;
    #layout;
    #separator;
    #documents;
    constructor(path, layout, documents) {
        this.#path = path;
        this.#layout = layout;
        this.#separator = layout.byTab ? '\t' : ' ';
        this.#documents = documents;
    }
    /** Whole lines of the file. */
    addText(text, firstNumber) {
        const { document, byTab } = this.#layout;
        if (document !== undefined || (!byTab && text.includes('\t')) || text.includes('\r')) {
            visitLines(text, firstNumber, (line, number) => this.add(line, number));
            return;
        }
        let number = firstNumber;
        for (let begin = 0;; number++) {
            const found = text.indexOf('\n', begin);
            const end = found < 0 ? text.length : found;
            const code = text.charCodeAt(begin);
            const mayBeOther = begin === end || code === hyphen || code === hash;
            if (mayBeOther || !this.#addPlain(text, begin, end, number))
                this.add(text.slice(begin, end), number);
            if (found < 0)
                return;
            begin = found + 1;
        }
    }
    add(line, number) {
        if (line === '') {
            this.#endSentence(number);
            return;
        }
        const code = line.charCodeAt(0);
        const layout = this.#layout;
        // `-` and `#` may begin a word, too.
        if ((code === hyphen || code === hash) && !isWordLine(line, layout)) {
            const opening = parseDocumentLine(line);
            if (opening !== undefined)
                this.#startDocument(opening.id, number);
            return;
        }
        const isPlain = layout.document === undefined && (layout.byTab || !line.includes('\t'));
        if (isPlain && this.#addPlain(line, 0, line.length, number))
            return;
        if (line.trim() === '')
            this.#endSentence(number);
        else
            this.#addColumns(line, number);
    }
    /**
     * A line, from `from` to `to` of a text, of one separator between columns that are not empty: nearly every one.
     * False for any other.
     */
    #addPlain(text, from, to, number) {
        const { columns, token, tag } = this.#layout;
        const separator = this.#separator;
        let begin = from;
        let wordBegin = 0;
        let wordEnd = 0;
        let tagBegin = 0;
        let tagEnd = 0;
        for (let column = 0; column < columns; column++) {
            const isLast = column === columns - 1;
            const found = text.indexOf(separator, begin);
            const isInside = found >= 0 && found < to;
            const end = isInside ? found : to;
            if (begin >= end || isInside === isLast)
                return false;
            if (column === token) {
                wordBegin = begin;
                wordEnd = end;
            }
            else if (column === tag) {
                tagBegin = begin;
                tagEnd = end;
            }
            begin = end + 1;
        }
        const isOutside = tagEnd - tagBegin === 1 && text.charCodeAt(tagBegin) === 79;
        const tagText = isOutside ? OUTSIDE : text.slice(tagBegin, tagEnd);
        this.#documents.addWord(text.slice(wordBegin, wordEnd), tagText, number);
        return true;
    }
    /** A word with its columns, however they are separated; one whose own column is empty is cut off in front. */
    #addColumns(line, number) {
        const { columns, byTab, token, tag, document } = this.#layout;
        const fields = splitColumns(line, byTab);
        const isCut = fields.length === columns - 1 && !byTab && /^[ \t]/.test(line);
        if (fields.length === columns) {
            const id = document === undefined ? undefined : fields[document];
            if (id !== undefined && id !== this.#documents.id)
                this.#startDocument(id, number);
            this.#documents.addWord(fields[token], fields[tag], number);
        }
        else if (isCut)
            this.#documents.addWord('', fields.at(tag - columns), number);
        else
            throw new MedspanError('input', `expected ${columns} columns as in the lines before, got ${fields.length}`, {
                where: { path: this.#path, line: number },
                hint: `columns are separated by ${byTab ? 'tabs' : 'blanks'} in this file`,
            });
    }
    #endSentence(number) {
        this.#documents.endSentence({ path: this.#path, line: number });
    }
    #startDocument(id, number) {
        this.#endSentence(number);
        this.#documents.startDocument(id);
    }
}
