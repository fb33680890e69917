/**
 * @file The text of a configuration: YAML with the place of every key, and `--set` overrides on top of it.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter } from 'yaml';
import { MedspanError } from "../errors.js";
import { openYaml } from "../text/yaml.js";
/** A configuration is written by hand: what is longer is some other file. */
const LONGEST_TEXT = 1 << 20;
/** How often aliases may be resolved in total; beyond it the file is an alias bomb. */
const MOST_ALIASES = 100;
/** One slip in YAML makes many errors; the first ones tell. */
const MOST_YAML_ERRORS = 3;
/**
 * Reads YAML 1.2.
 * @throws MedspanError of code `config` when it is not YAML, or nests or repeats itself without bounds.
 */
export function parseConfigText(content, path) {
    if (content.length > LONGEST_TEXT)
        throw new MedspanError('config', `expected a configuration of at most 1 MiB, got ${content.length} characters`, {
            where: { path },
        });
    const lines = new LineCounter();
    const document = guard(path, () => openYaml(content, { lineCounter: lines }));
    // A warning is a tag that nobody knows, such as !ruby: nothing that a configuration has a use for.
    const errors = [...document.errors, ...document.warnings];
    if (errors.length > 0) {
        const shown = errors.slice(0, MOST_YAML_ERRORS).map(error => {
            const { line, col } = lines.linePos(error.pos[0]);
            return `\n  ${path}:${line}:${col}: ${error.message}`;
        });
        throw new MedspanError('config', `not valid YAML${shown.join('')}`, {
            where: { path },
        });
    }
    const value = guard(path, () => document.toJS({ maxAliasCount: MOST_ALIASES }));
    return {
        path,
        value: value ?? {},
        problems: [],
        has: keys => findOffset(document, keys, true).found,
        locate({ path: keys, onKey }) {
            const { offset } = findOffset(document, keys, onKey === true);
            const { line, col } = lines.linePos(offset);
            return { path, line, column: col, at: formatKeys(keys) };
        },
    };
}
/** Turns what is thrown for alias bombs and a nesting too deep into an error that names the file. */
function guard(path, work) {
    try {
        return work();
    }
    catch (cause) {
        const reason = cause.message;
        throw new MedspanError('config', `the configuration cannot be read as YAML: ${reason}`, {
            where: { path },
            cause,
        });
    }
}
/** The offset of the deepest node that exists on the way to a key, and whether that is the key itself. */
function findOffset(document, keys, onKey) {
    let node = document.contents;
    let offset = node?.range?.[0] ?? 0;
    for (const [depth, key] of keys.entries()) {
        const resolved = isAlias(node) ? node.resolve(document) : (node ?? undefined);
        if (isMap(resolved)) {
            const pair = resolved.items.find(item => isScalar(item.key) && String(item.key.value) === String(key));
            if (pair === undefined)
                return { offset, found: false };
            const last = depth === keys.length - 1;
            const target = (last && onKey ? pair.key : (pair.value ?? pair.key));
            offset = target.range?.[0] ?? pair.key.range?.[0] ?? offset;
            node = pair.value;
        }
        else if (isSeq(resolved)) {
            const item = resolved.items[Number(key)];
            if (item === undefined)
                return { offset, found: false };
            offset = item.range?.[0] ?? offset;
            node = item;
        }
        else
            return { offset, found: false };
    }
    return { offset, found: true };
}
/** `corpus.sources[0].path`. */
function formatKeys(keys) {
    return keys.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}
/**
 * The text of a configuration without some keys, such as `loss.gamma`, where it has them.
 * @throws MedspanError of code `config` when it is not YAML.
 */
export function dropKeys(content, path, names) {
    const document = guard(path, () => openYaml(content));
    for (const name of names) {
        const keys = parseKeys(name);
        if (document.hasIn(keys))
            document.deleteIn(keys);
    }
    return String(document);
}
/**
 * Puts overrides of the form `a.b=value` over a configuration; the value is YAML (`0.1`, `true`, `[T038, T033]`),
 * list items are reached by number (`corpus.sources.0.path=x`, also `corpus.sources[0].path=x`).
 */
export function applyOverrides(source, overrides) {
    let value = source.value;
    const problems = [...source.problems];
    const set = [];
    for (const override of overrides) {
        const equals = override.indexOf('=');
        const name = (equals === -1 ? override : override.slice(0, equals)).trim();
        const keys = parseKeys(name);
        set.push({ name, keys });
        if (equals === -1 || keys.some(key => key === ''))
            problems.push({
                path: keys,
                message: `expected key=value, as in training.learning_rate=1e-4, got ${override}`,
            });
        else
            try {
                value = setIn(value, keys, parseValue(override.slice(equals + 1)));
            }
            catch (cause) {
                problems.push({ path: keys, message: `expected a YAML value: ${cause.message}` });
            }
    }
    return {
        path: source.path,
        value,
        problems,
        has: keys => source.has(keys),
        locate(problem) {
            const last = set.findLast(({ keys }) => isWithin(problem.path, keys)) ??
                (source.has(problem.path) ? undefined : set.findLast(({ keys }) => isWithin(keys, problem.path)));
            if (last === undefined)
                return source.locate(problem);
            const deeper = problem.path.length > last.keys.length ? formatKeys(problem.path) : undefined;
            return { path: `--set ${last.name}`, ...(deeper === undefined ? {} : { at: deeper }) };
        },
    };
}
/** Reads a value as YAML, without the library's habit of printing what it doubts. */
function parseValue(text) {
    const document = openYaml(text);
    const [error] = [...document.errors, ...document.warnings];
    if (error !== undefined)
        throw error;
    return document.toJS({ maxAliasCount: MOST_ALIASES });
}
function parseKeys(name) {
    return name
        .replace(/\[(\d+)\]/g, '.$1')
        .split('.')
        .map(key => (/^\d+$/.test(key) ? Number(key) : key));
}
/** Whether `keys` lies at or under `root`. */
function isWithin(keys, root) {
    return root.every((key, i) => String(key) === String(keys[i]));
}
/** A copy of `value` in which the place at `keys` holds `item`; what is in the way and is no container is replaced. */
function setIn(value, keys, item) {
    const [key, ...rest] = keys;
    if (key === undefined)
        return item;
    if (Array.isArray(value)) {
        const index = Number(key);
        if (!Number.isInteger(index) || index > value.length)
            throw new RangeError(`${key} is no place in a list of ${value.length}`);
        const copy = [...value];
        copy[index] = setIn(copy[index], rest, item);
        return copy;
    }
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const map = new Map(entries);
    map.set(String(key), setIn(map.get(String(key)), rest, item));
    return Object.fromEntries(map);
}
