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
}

/** Collects notices, adding up those with the same code and message. */
export class Notices {
  readonly #byKey = new Map<string, Notice>()

  add(code: string, message: string, where?: Where, count = 1): void {
    const key = `${code}\u0000${message}`
    const known = this.#byKey.get(key)
    if (known !== undefined) this.#byKey.set(key, { ...known, count: known.count + count })
    else this.#byKey.set(key, { code, message, count, ...(where === undefined ? {} : { where }) })
  }

  addAll(notices: Iterable<Notice>): void {
    for (const notice of notices) this.add(notice.code, notice.message, notice.where, notice.count)
  }

  list(): Notice[] {
    return [...this.#byKey.values()]
  }
}
