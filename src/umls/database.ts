/**
 * @file SQLite files of medspan's own: whose they are is checked when they are opened, and a new one is made aside.
 *
 * Each kind of file has an application id (https://www.sqlite.org/fileformat2.html, section 1.3.19), so that
 * another program's database is told from ours, and the number of its schema as user version.
 */
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { MedspanError } from '../errors.ts'
import { asideOf, flush, removeLeftovers } from '../system/output.ts'
import { inputError } from '../text/source.ts'

/** What a file must be to be taken. */
export interface DatabaseKind {
  /** For messages: `a Metathesaurus database`. */
  readonly what: string
  readonly applicationId: number
  readonly schema: number
  /** What to do about a file that is older or damaged. */
  readonly hint: string
}

/** Whether an error came out of SQLite or libsql. */
function isDatabaseError(error: unknown): error is Error & { readonly code?: string } {
  return (
    error instanceof Error &&
    !(error instanceof MedspanError) &&
    (error.name === 'SqliteError' ||
      'libsqlError' in error ||
      ('code' in error && String(error.code).startsWith('SQLITE')))
  )
}

/** Whether SQLite says that another connection holds the file at this moment. */
export function isBusy(error: unknown): boolean {
  return isDatabaseError(error) && String(error.code ?? '').startsWith('SQLITE_BUSY')
}

/** What SQLite says about a file, as an error of ours; other errors come back unchanged. */
export function databaseError(error: unknown, path: string, kind: DatabaseKind): unknown {
  if (!isDatabaseError(error)) return error
  const code = String(error.code ?? '')
  const fault = (errorCode: 'input' | 'output', message: string, hint: string): MedspanError =>
    new MedspanError(errorCode, message, { where: { path }, hint, cause: error })
  if (code.startsWith('SQLITE_NOTADB'))
    return fault('input', `expected ${kind.what}, got a file that is not SQLite`, kind.hint)
  if (code.startsWith('SQLITE_CORRUPT'))
    return fault('input', `expected ${kind.what}, got a damaged file: ${error.message}`, kind.hint)
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return fault('output', 'another process keeps it locked', 'wait until that process has ended')
  if (code.startsWith('SQLITE_FULL'))
    return fault('output', 'the disk is full', 'free some space, then give the same command again')
  if (code.startsWith('SQLITE_READONLY'))
    return fault('output', 'it may not be written', 'choose a place that you may write to')
  return fault('input', `expected ${kind.what}: ${error.message}`, kind.hint)
}

/** Runs `work` on a database, and puts what SQLite says into an error with the file's path. */
export function guarded<T>(path: string, kind: DatabaseKind, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw databaseError(error, path, kind)
  }
}

/**
 * Opens a file, or makes it where `mode` is `create`.
 * @throws MedspanError where it cannot be opened: `input` for reading, `output` else
 */
export function connect(path: string, mode: 'read' | 'create'): Database.Database {
  const url = pathToFileURL(path)
  url.searchParams.set('mode', mode === 'read' ? 'ro' : 'rwc')
  try {
    return new Database(url.href)
  } catch (cause) {
    throw new MedspanError(mode === 'read' ? 'input' : 'output', 'it could not be opened', {
      where: { path },
      hint: mode === 'read' ? 'check who may read it' : 'choose a place that you may write to',
      cause,
    })
  }
}

/** The one value of a pragma. */
function pragmaOf(database: Database.Database, name: string): unknown {
  const row = database.prepare(`PRAGMA ${name}`).raw().get()
  return Array.isArray(row) ? row[0] : undefined
}

/** @throws MedspanError (`input`) unless the database is of this kind, and of the schema that we know. */
export function checkKind(database: Database.Database, path: string, kind: DatabaseKind): void {
  const id = pragmaOf(database, 'application_id')
  const fault = (message: string, hint: string): MedspanError =>
    new MedspanError('input', message, { where: { path }, hint })
  if (id !== kind.applicationId)
    throw fault(`expected ${kind.what}, got another program's SQLite file`, kind.hint)
  const schema = Number(pragmaOf(database, 'user_version'))
  if (schema < kind.schema)
    throw fault(
      `it was made by an older medspan (schema ${schema}, this one reads ${kind.schema})`,
      kind.hint,
    )
  if (schema > kind.schema)
    throw fault(
      `it was made by a newer medspan (schema ${schema}, this one reads ${kind.schema})`,
      `use that version, or: ${kind.hint}`,
    )
}

/**
 * A text that a query gives as `CAST(… AS BLOB)`; undefined for NULL. Texts of a file must be read so: libsql ends the
 * process when it meets one that is not UTF-8, and a damaged file may hold one.
 *
 * @throws MedspanError (`input`) where it is not UTF-8
 */
export function textOf(value: unknown, path: string, kind: DatabaseKind): string | undefined {
  if (value === null || value === undefined) return undefined
  try {
    if (value instanceof Uint8Array) return new TextDecoder('utf-8', { fatal: true }).decode(value)
  } catch {
    // It is said below.
  }
  throw new MedspanError('input', `expected ${kind.what}, got a damaged file: a text is not UTF-8`, {
    where: { path },
    hint: kind.hint,
  })
}

/** Marks a database as being of this kind. */
export function markKind(database: Database.Database, kind: DatabaseKind): void {
  database.exec(`PRAGMA application_id = ${kind.applicationId}; PRAGMA user_version = ${kind.schema}`)
}

/**
 * Opens a database for reading.
 * @throws MedspanError (`input`) where there is none, or one that is foreign, damaged or of another schema.
 */
export async function openDatabase(path: string, kind: DatabaseKind): Promise<Database.Database> {
  const entry = await stat(path).catch((error: unknown) => {
    throw inputError(error, path)
  })
  if (!entry.isFile())
    throw new MedspanError('input', `expected ${kind.what}, got a folder`, { where: { path } })
  return guarded(path, kind, () => {
    const database = connect(path, 'read')
    try {
      checkKind(database, path, kind)
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/**
 * Makes a database whole: `fill` writes into one that lies aside, which is then flushed and renamed to `path`. When
 * `fill` throws, or the process ends, what was there stands as it was; what a killed process left is cleared away
 * by the next one.
 *
 * @throws MedspanError (`output`), or what `fill` throws.
 */
export async function buildDatabase<T>(
  path: string,
  kind: DatabaseKind,
  fill: (database: Database.Database) => Promise<T>,
): Promise<T> {
  const aside = asideOf(path)
  try {
    await mkdir(dirname(path), { recursive: true })
    await removeLeftovers(dirname(path))
    const database = connect(aside, 'create')
    let result: T
    try {
      // Nothing is lost by going without a journal: a build that fails is thrown away whole.
      database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768')
      result = await fill(database)
      markKind(database, kind)
    } finally {
      database.close()
    }
    await flush(aside)
    await rename(aside, path)
    await flush(dirname(path))
    return result
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {})
    const known = databaseError(error, path, kind)
    if (known instanceof MedspanError || !(known instanceof Error) || !('code' in known)) throw known
    throw new MedspanError('output', `could not be written: ${known.message}`, {
      where: { path },
      cause: known,
    })
  }
}
