const letterCase = String.raw `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const lowerCase = String.raw `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;
const endings = `(?i:'s|'t|'re|'ve|'m|'ll|'d)`;
const rest = String.raw `\s*[\r\n]+|\s+(?!\S)|\s+`;
/** How GPT-2 cuts text (Radford et al. 2019), and with it every tokenizer whose ByteLevel uses its own pattern. */
export const gpt2Pattern = String.raw `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;
/** Qwen 2 and 3. */
export const qwenPattern = String.raw `${endings}|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|${rest}`;
/** DeBERTa-v2 and v3. */
export const debertaPattern = String.raw `\s{2,}|[\n\r\t]`;
/** Patterns whose JavaScript form follows from their text. */
const known = [
    gpt2Pattern,
    qwenPattern,
    debertaPattern,
    // Llama 3
    String.raw `${endings}|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|${rest}`,
    // Qwen 3.5
    String.raw `${endings}|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|${rest}`,
    // Mistral's Tekken
    String.raw `[^\r\n\p{L}\p{N}]?${letterCase}*${lowerCase}+|[^\r\n\p{L}\p{N}]?${letterCase}+${lowerCase}*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|${rest}`,
    // GPT-4o and those after it
    String.raw `[^\r\n\p{L}\p{N}]?${letterCase}*${lowerCase}+${endings}?|[^\r\n\p{L}\p{N}]?${letterCase}+${lowerCase}*${endings}?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|${rest}`,
    ' {2,}',
    String.raw `\s+`,
    String.raw `[\r\n\t]`,
    String.raw `\p{N}`,
    String.raw `\p{N}+`,
    String.raw `\p{N}{1,3}`,
    String.raw `\d`,
];
/** The JavaScript form of a known pattern, global and Unicode. */
function translate(pattern) {
    const source = pattern
        // U+017F is a small s for Unicode's folding of case.
        .replaceAll(endings, "'(?:[sS\u017f]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])")
        .replaceAll(String.raw `\s`, String.raw `\p{White_Space}`)
        .replaceAll(String.raw `\S`, String.raw `\P{White_Space}`)
        .replaceAll(String.raw `\d`, String.raw `\p{Nd}`);
    return new RegExp(source, 'gu');
}
const patterns = new Map(known.map(pattern => [pattern, translate(pattern)]));
// A run of blanks is tried from its beginning only: from each of them it would take quadratic time.
patterns.set(String.raw `\A +| +\z`, /^ +|(?<! ) +$/gu);
patterns.set(String.raw `\A▁`, /^▁/gu);
/** The expression for a pattern that is known by its text; it is global, and its state must be reset before use. */
export function knownPattern(pattern) {
    return patterns.get(pattern);
}
/**
 * Reads `{"String": ...}` or `{"Regex": ...}`.
 * @throws MedspanError `input` for a regular expression that is not known, or an empty string.
 */
export function readPattern(part) {
    const text = part.get('String');
    if (!text.missing) {
        const literal = text.string();
        if (literal === '')
            text.expected('a string to look for');
        return new RegExp(literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gu');
    }
    const regex = part.get('Regex');
    const pattern = knownPattern(regex.string());
    return pattern ?? regex.expected('a regular expression that published tokenizers use');
}
