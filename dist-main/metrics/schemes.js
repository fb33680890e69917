/**
 * @file Tag schemes as tables of patterns, read by one loop: which pairs of neighbouring tags open, continue and close
 * a mention.
 *
 * The patterns are those that seqeval 1.2.2 (Nakayama 2018) works by, in its default mode (`start_of_chunk` and
 * `end_of_chunk`, which follow conlleval.pl) and for each scheme of its strict mode (scheme.py), its gaps included: a
 * strict mention that no end pattern closes is none, and IOE1 loses some that a reader would see.
 */
import { MedspanError } from "../errors.js";
const patterns = {
    default: {
        prefixes: 'OBIES.?',
        opens: '*-B *-S O-I O-E E-I E-E S-I S-E *≠I *≠E *≠?',
        continues: '',
        closes: 'E-* S-* B-O B-B B-S I-O I-B I-S B≠* I≠* ?≠*',
    },
    IOB1: {
        prefixes: 'OBI',
        opens: 'O-I B-I I≠I B=B I=B',
        continues: 'B=I I=I',
        closes: 'B-O I-O I-B B≠I I≠I B=B',
    },
    IOB2: {
        prefixes: 'OBI',
        opens: '*-B',
        continues: 'B=I I=I',
        closes: 'B-O B-B I-O I-B B≠I I≠I',
    },
    IOE1: {
        prefixes: 'OIE',
        opens: 'O-I E-I I≠I E=E',
        continues: 'I=I I=E',
        closes: 'I-O I≠I I≠E E=I E=E',
    },
    IOE2: {
        prefixes: 'OIE',
        opens: 'O-I O-E E-I E-E I≠I I≠E',
        continues: 'I=I I=E',
        closes: 'E-*',
    },
    IOBES: {
        prefixes: 'OBIES',
        opens: '*-B *-S',
        continues: 'B=I B=E I=I I=E',
        closes: 'E-* S-*',
    },
    BILOU: {
        prefixes: 'OBILU',
        opens: '*-B *-U',
        continues: 'B=I B=L I=I I=L',
        closes: 'L-* U-*',
    },
};
/** The scheme's names, for messages. */
export const tagSchemes = Object.keys(patterns).filter(name => name !== 'default');
/** Bits of a transition: a mention has ended before this tag; one begins with it; one is open from here on. */
export const CLOSES = 1;
export const OPENS = 2;
export const OPEN = 128;
/**
 * All transitions of a scheme: 256 bytes, by `open | previous kind << 4 | kind << 1 | same type`, where `open` is
 * `OPEN` or 0 and a kind is a prefix's place among the scheme's. Each is a sum of the bits above.
 */
export function compileScheme(scheme) {
    const known = compiled.get(scheme);
    if (known !== undefined)
        return known;
    const { prefixes, opens, continues, closes } = patterns[scheme];
    const transitions = new Uint8Array(256);
    for (let index = 0; index < transitions.length; index++) {
        const pair = [prefixes[(index >> 4) & 7], prefixes[(index >> 1) & 7], (index & 1) === 1];
        const opening = matches(opens, ...pair) ? OPENS | OPEN : 0;
        const closing = matches(closes, ...pair) ? CLOSES : 0;
        // The default mode lets a mention end that no tag has opened: it then begins where the last one did.
        if (scheme === 'default')
            transitions[index] = (opening & OPENS) | closing;
        else if ((index & OPEN) === 0)
            transitions[index] = opening;
        else
            transitions[index] = matches(continues, ...pair) ? OPEN : opening | closing;
    }
    compiled.set(scheme, transitions);
    return transitions;
}
const compiled = new Map();
function matches(list, previous, next, same) {
    return list.split(' ').some(pattern => {
        const [before, relation, after] = pattern;
        return ((before === '*' || before === previous) &&
            (after === '*' || after === next) &&
            (relation === '-' || (relation === '=') === same));
    });
}
/** @param suffix whether the scheme's letter is a tag's last one (`X-B`) instead of its first (`B-X`) */
export function createTagTable(scheme, suffix) {
    const { prefixes } = patterns[scheme];
    const ids = new Map();
    const kinds = [];
    const types = [];
    const typeNames = [];
    const typeIds = new Map();
    const add = (tag, at) => {
        const letters = [...tag];
        const letter = suffix ? letters.at(-1) : letters[0];
        if (letter === undefined)
            throw new MedspanError('data', 'expected a tag such as O or B-X, got an empty one', { where: { at } });
        let kind = prefixes.indexOf(letter);
        if (kind === -1)
            kind = prefixes.indexOf('?');
        if (kind === -1) {
            const known = [...prefixes].slice(1).map(prefix => (suffix ? `X-${prefix}` : `${prefix}-X`));
            throw new MedspanError('data', `expected a tag of ${scheme} (O, ${known.join(', ')}), got ${JSON.stringify(tag)}`, { where: { at } });
        }
        const rest = suffix ? tag.slice(0, -letter.length) : tag.slice(letter.length);
        const name = (scheme === 'default' ? besideDash(rest, suffix) : rest.replace(/^-+|-+$/g, '')) || '_';
        let type = typeIds.get(name);
        if (type === undefined) {
            type = typeNames.push(name) - 1;
            typeIds.set(name, type);
        }
        const id = kinds.push(kind) - 1;
        types.push(type);
        ids.set(tag, id);
        return id;
    };
    add('O', '');
    return { ids, kinds, types, typeNames, add };
}
/** What follows the first dash, or comes before the last one; all where there is none. */
function besideDash(text, suffix) {
    if (!suffix)
        return text.slice(text.indexOf('-') + 1);
    const dash = text.lastIndexOf('-');
    return dash === -1 ? text : text.slice(0, dash);
}
