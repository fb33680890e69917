/**
 * @file Globs of `*`, `**`, `?` and `[...]` over paths, in time that grows with the length of both alone: they come from
 * strangers, and JavaScript's regular expressions, also those that picomatch and micromatch make of globs, may go back for ever.
 */
import { RE2JS } from 're2js';
import { MedspanError } from "../errors.js";
const maxLength = 1000;
/** A glob as an expression over whole paths. */
function expressionOf(glob) {
    return glob.replace(/^\.\//, '').replace(/\*\*\/|\*\*|\*|\?|\[[^\]/]*\]|[\s\S]/gu, part => {
        if (part === '**/')
            return '(?:[^/]+/)*';
        if (part === '**')
            return '(?s:.)*';
        if (part === '*')
            return '[^/]*';
        if (part === '?')
            return '[^/]';
        if (part.length > 2 && part.startsWith('['))
            return `[${part
                .slice(1, -1)
                .replace(/[\\\][^&]/g, '\\$&')
                .replace(/^!/, '^')}]`;
        return RE2JS.quote(part);
    });
}
/**
 * The paths that a glob matches, in their order.
 * @throws MedspanError `input` where it is none, such as `[z-a]`, or longer than 1,000 characters
 */
export function matchGlob(glob, paths, where) {
    const expected = (got) => new MedspanError('input', `expected a pattern of file names, got ${got}`, { where });
    if (glob.length > maxLength)
        throw expected(`one of ${glob.length} characters`);
    try {
        const pattern = RE2JS.compile(expressionOf(glob));
        return paths.filter(path => pattern.matches(path));
    }
    catch (cause) {
        throw expected(`${JSON.stringify(glob)}: ${cause.message}`);
    }
}
