/**
 * @file Parameters that are not trained, chosen by patterns of their names.
 */
import { MedspanError } from "../../errors.js";
/**
 * Which parameters are trained: those that no pattern matches.
 *
 * A pattern matches a name that has it as a whole, or as a run of whole parts between dots: `embeddings` matches
 * `bert.embeddings.LayerNorm.bias` but not `word_embeddings.weight`, `encoder.layer.1` not `encoder.layer.10.…`. In
 * it, as in file names (Python's fnmatch), `*` stands for any characters, dots too, `?` for one, `[0-5]` for one of
 * these and `[!0-5]` for any other.
 * @param names of all parameters
 * @throws MedspanError `config` for a pattern that matches nothing, with the names most like it; where all is frozen
 */
export function createFreeze(patterns, names) {
    const all = [...names];
    const frozen = new Set();
    for (const [i, pattern] of patterns.entries()) {
        const expression = expressionOf(pattern);
        const matched = all.filter(name => expression.test(name));
        if (matched.length === 0)
            throw matchesNothing(pattern, i, all);
        for (const name of matched)
            frozen.add(name);
    }
    if (frozen.size === all.length)
        throw new MedspanError('config', 'no parameter is left to train', {
            where: { at: 'model.freeze' },
            hint: 'Freeze fewer parameters: the classifier at least must be trained.',
        });
    return name => !frozen.has(name);
}
function expressionOf(pattern) {
    const source = pattern.replaceAll(/\*+|\?|\[(!?)([^\]]+)\]|[\s\S]/g, (part, not, set) => {
        if (part.startsWith('*'))
            return '.*';
        if (part === '?')
            return '.';
        if (set !== undefined)
            return `[${not === '!' ? '^' : ''}${set.replaceAll(/[\\^[&|~]/g, String.raw `\$&`)}]`;
        return part.replace(/[\\^$.|+()[\]{}/-]/, String.raw `\$&`);
    });
    try {
        return new RegExp(`^(?:.*\\.)?(?:${source})(?:\\..*)?$`, 's');
    }
    catch (cause) {
        throw new MedspanError('config', `expected a pattern of names of parameters, got ${pattern}`, {
            where: { at: 'model.freeze' },
            hint: 'A range in brackets goes upwards: [0-5].',
            cause,
        });
    }
}
function matchesNothing(pattern, index, names) {
    const wanted = pairsOf(pattern);
    const likeness = (name) => {
        const own = pairsOf(name);
        const shared = [...wanted].filter(pair => own.has(pair)).length;
        return (2 * shared) / (wanted.size + own.size);
    };
    const near = names
        .map(name => ({ name, value: likeness(name) }))
        .sort((a, b) => b.value - a.value)
        .slice(0, 3)
        .map(({ name }) => name);
    return new MedspanError('config', `no parameter matches the pattern ${pattern}`, {
        where: { at: `model.freeze.${index}` },
        hint: `The nearest names are ${near.join(', ')}. A pattern stands for whole parts between dots; * is any text.`,
    });
}
/** Neighbouring letters: texts that share many are alike (Dice 1945). */
function pairsOf(text) {
    return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)));
}
