/**
 * @file The one error class, and notices.
 *
 * An error is data first (`code`, `where`, `hint`) and text second. The library throws; only `cli/` turns an
 * error into an exit code.
 */
/** Renders a place as `file:line:column at`, leaving out what is not known. */
export function formatWhere(where) {
    const position = [where.path, where.line, where.line === undefined ? undefined : where.column]
        .filter(part => part !== undefined)
        .join(':');
    return [position, where.at].filter(part => part !== undefined && part !== '').join(' ');
}
/**
 * Everything that medspan throws on purpose.
 *
 * `message` says what was expected and what came; `where` says where; `hint` says what to do next.
 */
export class MedspanError extends Error {
    code;
    where;
    hint;
    constructor(code, message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.name = 'MedspanError';
        this.code = code;
        this.where = options.where;
        this.hint = options.hint;
    }
}
/** An error of our own making: a caller broke an agreement inside medspan. */
export function internal(message, where) {
    return new MedspanError('internal', `internal: ${message}`, { where });
}
/** The readable form: `where: message`, then the hint on a line of its own. */
export function formatError(error) {
    const place = error.where === undefined ? '' : formatWhere(error.where);
    const head = place === '' ? error.message : `${place}: ${error.message}`;
    return error.hint === undefined ? head : `${head}\n  ${error.hint}`;
}
/** How many kinds a notice names in its readable form. */
export const NAMED_KINDS = 6;
/** The kinds of a notice with their counts, the most frequent ones first. */
export function sortKinds(kinds = {}) {
    return Object.entries(kinds).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
/** The readable form: the message, then the most frequent kinds with their counts; one alone has that of the notice. */
export function formatNotice({ message, kinds }) {
    if (kinds === undefined)
        return message;
    const sorted = sortKinds(kinds);
    if (sorted.length === 1)
        return `${message} (${sorted[0][0]})`;
    const named = sorted.slice(0, NAMED_KINDS).map(([kind, count]) => `${kind} ${count}`);
    const more = sorted.length - NAMED_KINDS;
    return `${message} (${named.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}
/** Collects notices, adding up those with the same code and message. */
export class Notices {
    #byKey = new Map();
    add(code, message, where, count = 1) {
        this.#of(code, message, where).count += count;
    }
    /** Counts one of some kind, such as a mention of a type. */
    addKind(code, message, kind, where, count = 1) {
        const notice = this.#of(code, message, where);
        notice.count += count;
        notice.kinds ??= Object.create(null);
        notice.kinds[kind] = (notice.kinds[kind] ?? 0) + count;
    }
    addAll(notices) {
        for (const { code, message, where, count, kinds } of notices)
            if (kinds === undefined)
                this.add(code, message, where, count);
            else
                for (const [kind, own] of Object.entries(kinds))
                    this.addKind(code, message, kind, where, own);
    }
    list() {
        return [...this.#byKey.values()].map(({ kinds, ...notice }) => kinds === undefined ? notice : { ...notice, kinds: { ...kinds } });
    }
    #of(code, message, where) {
        const key = `${code}\u0000${message}`;
        let notice = this.#byKey.get(key);
        if (notice === undefined) {
            notice = { code, message, count: 0, ...(where === undefined ? {} : { where }) };
            this.#byKey.set(key, notice);
        }
        return notice;
    }
}
