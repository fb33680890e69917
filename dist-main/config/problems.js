/**
 * @file What a schema found, in words: what was expected, what came, and which key was probably meant.
 */
import { z } from 'zod';
/** Says in words what the schema found, one problem for each unknown key and each value. */
export function describeIssues(issues, value, schema) {
    const known = knownKeys(schema);
    return issues.flatMap((issue) => {
        const path = issue.path.map(key => (typeof key === 'symbol' ? String(key) : key));
        if (issue.code === 'unrecognized_keys')
            return issue.keys.map(key => ({
                path: [...path, key],
                onKey: true,
                message: `unknown key${suggestKey(key, path, known)}`,
            }));
        return [{ path, message: describeIssue(issue, valueAt(value, path)) }];
    });
}
function describeIssue(issue, got) {
    if (issue.code === 'invalid_union')
        return describeUnion(issue, got);
    const expected = expectation(issue);
    if (got === undefined)
        return `missing, expected ${expected}`;
    const suggestion = issue.code === 'invalid_value' ? suggest(String(got), issue.values.map(String)) : '';
    return `expected ${expected}, got ${show(got)}${suggestion}`;
}
/** A union says what each of its branches expected. */
function describeUnion(issue, got) {
    const nested = issue.errors.flat().find(inner => inner.path.length > 0);
    if (nested !== undefined) {
        const key = nested.path.map(String).join('.');
        return `expected ${expectation(nested)} at ${key}, got ${show(valueAt(got, nested.path.map(String)))}`;
    }
    const branches = issue.errors.flatMap(errors => errors.slice(0, 1)).map(expectation);
    return `expected ${[...new Set(branches)].join(' or ')}, got ${show(got)}`;
}
function expectation(issue) {
    switch (issue.code) {
        case 'invalid_type':
            return TYPE_NAMES[issue.expected] ?? issue.expected;
        case 'too_small':
            if (issue.origin === 'array' || issue.origin === 'string')
                return issue.origin === 'array' ? `a list of at least ${issue.minimum}` : 'a text that is not empty';
            return `a number of ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
        case 'too_big':
            if (issue.origin === 'array')
                return `a list of at most ${issue.maximum}`;
            return `a number of ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
        case 'invalid_value':
            return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
        default:
            return issue.message;
    }
}
const TYPE_NAMES = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    object: 'a mapping of keys to values',
    array: 'a list',
    tuple: 'a list of three numbers',
};
function show(value) {
    if (value === null)
        return 'nothing';
    if (Array.isArray(value))
        return `a list of ${value.length}`;
    if (typeof value === 'object')
        return 'a mapping';
    if (typeof value === 'string')
        return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
    return String(value);
}
function valueAt(value, path) {
    let at = value;
    for (const key of path) {
        if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key))
            return undefined;
        at = at[key];
    }
    return at;
}
/** The keys that a schema knows, by the path of their mapping; list items share one path, without an index. */
function knownKeys(schema) {
    const known = new Map();
    const walk = (shape, path) => {
        if (shape.properties !== undefined) {
            known.set(path, Object.keys(shape.properties));
            for (const [key, inner] of Object.entries(shape.properties))
                walk(inner, path === '' ? key : `${path}.${key}`);
        }
        if (shape.items !== undefined)
            walk(shape.items, path);
    };
    walk(z.toJSONSchema(schema, { io: 'input' }), '');
    return known;
}
/** The nearest key of the same mapping, or else the same key where it does belong. */
function suggestKey(key, path, known) {
    const mapping = path.filter(part => typeof part === 'string').join('.');
    const near = suggest(key, known.get(mapping) ?? []);
    if (near !== '')
        return near;
    for (const [other, keys] of known)
        if (keys.includes(key))
            return `, did you mean ${other === '' ? key : `${other}.${key}`}?`;
    return `, expected one of ${(known.get(mapping) ?? []).join(', ')}`;
}
/** `, did you mean X?` for the nearest candidate, if one is near enough. */
function suggest(word, candidates) {
    let best;
    let least = Math.max(2, Math.floor(word.length / 3)) + 1;
    for (const candidate of candidates) {
        const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
        if (distance < least && distance < candidate.length) {
            least = distance;
            best = candidate;
        }
    }
    return best === undefined ? '' : `, did you mean ${best}?`;
}
/** How many letters must be put in, taken out, replaced or swapped with their neighbour (restricted Damerau). */
function editDistance(a, b) {
    if (a.length > 100)
        return a.length;
    let before = [];
    let above = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
        const row = [i];
        for (let j = 1; j <= b.length; j++) {
            const changed = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
            row[j] = Math.min(changed, above[j] + 1, row[j - 1] + 1);
            if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
                row[j] = Math.min(row[j], before[j - 2] + 1);
        }
        before = above;
        above = row;
    }
    return above[b.length];
}
