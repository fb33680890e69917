/**
 * @file YAML of others: what nests without bounds is refused before it becomes values. It overflows the stack, which V8 does not
 * survive everywhere, and keys within keys (`? ? ? a`) take minutes from a few hundred characters.
 */
import { Lexer, Parser, parseDocument } from 'yaml';
import { MedspanError } from "../errors.js";
/** How deep lists and mappings may nest. What we read needs 8. */
const maxNesting = 64;
/**
 * Reads YAML 1.2; what is wrong with it stands in the document's `errors`.
 * @throws MedspanError `unsafe-input`
 */
export function openYaml(text, options = {}) {
    checkNesting(text);
    return parseDocument(text, { ...options, prettyErrors: false, logLevel: 'silent' });
}
/** The library's parser keeps a stack of its own, and only what comes after it calls itself. */
function checkNesting(text) {
    const parser = new Parser();
    for (const lexeme of new Lexer().lex(text)) {
        for (const _ of parser.next(lexeme))
            ;
        if (parser.stack.length > maxNesting)
            throw new MedspanError('unsafe-input', 'it nests too deeply');
    }
}
