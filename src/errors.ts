/**
 * @file The one error class, and notices.
 *
 * An error is data first (`code`, `where`, `hint`) and text second. The library throws; only `cli/` turns an
 * error into an exit code.
 */

/** Stable, greppable kinds of error. A code names what is wrong, not who noticed it. */
export type ErrorCode =
  | 'config' // a setting is unknown, has the wrong type, or contradicts another one
  | 'input' // a file is missing, unreadable, truncated or against its format
  | 'unsafe-input' // a file asks for something that untrusted input must not have (entities, huge headers)
  | 'data' // files are well-formed, but what they say cannot be used (empty split, one label)
  | 'output' // something could not be written
  | 'interrupted' // the user ended the work in order; it can be continued
  | 'internal' // a defect of medspan itself

/** A place in a file, a configuration or a graph. Lines and columns count from 1. */
export interface Where {
  readonly path?: string
  readonly line?: number
  readonly column?: number
  /** A path inside the file: a configuration key, a ZIP entry, an XML id, an operator. */
  readonly at?: string
}

/** Renders a place as `file:line:column at`, leaving out what is not known. */
export function formatWhere(where: Where): string {
  const position = [where.path, where.line, where.line === undefined ? undefined : where.column]
    .filter(part => part !== undefined)
    .join(':')
  return [position, where.at].filter(part => part !== undefined && part !== '').join(' ')
}

/**
 * Everything that medspan throws on purpose.
 *
 * `message` says what was expected and what came; `where` says where; `hint` says what to do next.
 */
export class MedspanError extends Error {
  readonly code: ErrorCode
  readonly where: Where | undefined
  readonly hint: string | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { where?: Where | undefined; hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'MedspanError'
    this.code = code
    this.where = options.where
    this.hint = options.hint
  }
}

/** An error of our own making: a caller broke an agreement inside medspan. */
export function internal(message: string, where?: Where): MedspanError {
  return new MedspanError('internal', `internal: ${message}`, { where })
}

/** The readable form: `where: message`, then the hint on a line of its own. */
export function formatError(error: MedspanError): string {
  const place = error.where === undefined ? '' : formatWhere(error.where)
  const head = place === '' ? error.message : `${place}: ${error.message}`
  return error.hint === undefined ? head : `${head}\n  ${error.hint}`
}

/**
 * Something that a user should know and that does not stop the work. Equal notices are counted, not repeated.
 */
export interface Notice {
  /** A stable kind, such as `mention-outside-sentence`. */
  readonly code: string
  readonly message: string
  /** How often it happened. */
  readonly count: number
  /** Where it happened first. */
  readonly where?: Where
  /** How often to what, such as each type; the counts add up to `count`. */
  readonly kinds?: Readonly<Record<string, number>>
}

/** How many kinds a notice names in its readable form. */
export const NAMED_KINDS = 6

/** The kinds of a notice with their counts, the most frequent ones first. */
export function sortKinds(kinds: Notice['kinds'] = {}): [string, number][] {
  return Object.entries(kinds).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
}

/** The readable form: the message, then the most frequent kinds with their counts; one alone has that of the notice. */
export function formatNotice({ message, kinds }: Notice): string {
  if (kinds === undefined) return message
  const sorted = sortKinds(kinds)
  if (sorted.length === 1) return `${message} (${sorted[0]![0]})`
  const named = sorted.slice(0, NAMED_KINDS).map(([kind, count]) => `${kind} ${count}`)
  const more = sorted.length - NAMED_KINDS
  return `${message} (${named.join(', ')}${more > 0 ? ` and ${more} more` : ''})`
}

/** Collects notices, adding up those with the same code and message. */
export class Notices {
  readonly #byKey = new Map<string, Notice & { count: number; kinds?: Record<string, number> }>()

  add(code: string, message: string, where?: Where, count = 1): void {
    this.#of(code, message, where).count += count
  }

  /** Counts one of some kind, such as a mention of a type. */
  addKind(code: string, message: string, kind: string, where?: Where, count = 1): void {
    const notice = this.#of(code, message, where)
    notice.count += count
    notice.kinds ??= Object.create(null) as Record<string, number>
    notice.kinds[kind] = (notice.kinds[kind] ?? 0) + count
  }

  addAll(notices: Iterable<Notice>): void {
    for (const { code, message, where, count, kinds } of notices)
      if (kinds === undefined) this.add(code, message, where, count)
      else for (const [kind, own] of Object.entries(kinds)) this.addKind(code, message, kind, where, own)
  }

  list(): Notice[] {
    return [...this.#byKey.values()].map(({ kinds, ...notice }) =>
      kinds === undefined ? notice : { ...notice, kinds: { ...kinds } },
    )
  }

  #of(code: string, message: string, where: Where | undefined) {
    const key = `${code}\u0000${message}`
    let notice = this.#byKey.get(key)
    if (notice === undefined) {
      notice = { code, message, count: 0, ...(where === undefined ? {} : { where }) }
      this.#byKey.set(key, notice)
    }
    return notice
  }
}
