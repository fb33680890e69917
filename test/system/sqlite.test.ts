/** @file SQLite files that are opened, waited for, and at fault. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import {
  guarded,
  openSqlite,
  type SqliteContent,
  sqliteError,
  textOf,
  whenUnlocked,
} from '../../src/system/sqlite.ts'

const content: SqliteContent = { what: 'a file of things', hint: 'Make it again.' }
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-sqlite-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function failure(work: Promise<unknown>): Promise<MedspanError> {
  const error: unknown = await work.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(MedspanError)
  return error as MedspanError
}

describe('a SQLite file', () => {
  it('is made with its folder, written by who may, and read by who only reads', async () => {
    const path = join(folder, 'new/folder/a #%.sqlite')
    const made = await openSqlite(path, 'create', content)
    made.exec('CREATE TABLE things (a)')
    made.close()
    const read = await openSqlite(path, 'read', content)
    expect(() => guarded(path, content, () => read.exec('INSERT INTO things VALUES (1)'))).toThrow(
      'could not be written: attempt to write a readonly database',
    )
    read.close()
    const written = await openSqlite(path, 'write', content)
    written.exec('INSERT INTO things VALUES (1)')
    expect(written.prepare('SELECT a FROM things').raw().all()).toEqual([[1]])
    written.close()
  })

  it.each(['read', 'write'] as const)('that is missing is not made to %s it', async mode => {
    const path = join(folder, 'missing.sqlite')
    expect(await failure(openSqlite(path, mode, content))).toMatchObject({ code: 'input', where: { path } })
    expect(await failure(openSqlite(path, mode, content))).toHaveProperty(
      'message',
      'there is no such file or folder',
    )
  })

  it.each(['read', 'write', 'create'] as const)(
    'that is a folder, or below a file, cannot be had to %s it',
    async mode => {
      const path = join(folder, `folder-${mode}`)
      mkdirSync(path)
      expect((await failure(openSqlite(path, mode, content))).message).toBe(
        'expected a file of things, got a folder or a device',
      )
      writeFileSync(join(path, 'file'), '')
      const below = await failure(openSqlite(join(path, 'file', 'a.sqlite'), mode, content))
      expect(below.code).toBe(mode === 'create' ? 'output' : 'input')
    },
  )

  it('that another connection has locked is waited for, and then said to be locked', async () => {
    const path = join(folder, 'locked.sqlite')
    const [one, other] = [await openSqlite(path, 'create', content), new Database(path)]
    one.exec('CREATE TABLE things (a)')
    other.exec('BEGIN IMMEDIATE')
    let tries = 0
    await whenUnlocked(Number.POSITIVE_INFINITY, () => {
      if (++tries === 3) other.exec('ROLLBACK')
      one.exec('INSERT INTO things VALUES (1)')
    })
    expect(tries).toBe(3)
    other.exec('BEGIN IMMEDIATE')
    const locked: unknown = await whenUnlocked(0, () => one.exec('INSERT INTO things VALUES (2)')).catch(
      (error: unknown) => error,
    )
    expect(sqliteError(locked, path, content)).toMatchObject({
      code: 'output',
      message: 'another process keeps it locked',
    })
    other.close()
    one.close()
  })
})

describe("SQLite's faults", () => {
  it.each([
    ['SQLITE_FULL', 'output', 'could not be written: it says so', /^The disk is full: free some space/],
    [
      'SQLITE_READONLY_DIRECTORY',
      'output',
      'could not be written: it says so',
      /^Choose a folder that you may/,
    ],
    ['SQLITE_IOERR_WRITE', 'output', 'the disk could not do it: it says so', /quota/],
    ['SQLITE_CANTOPEN', 'output', 'it could not be opened', /read and write/],
    ['SQLITE_BUSY_SNAPSHOT', 'output', 'another process keeps it locked', /Wait/],
    [
      'SQLITE_CORRUPT_VTAB',
      'input',
      'expected a file of things, got a damaged file: it says so',
      /Make it again/,
    ],
    ['SQLITE_NOTADB', 'input', 'expected a file of things, got a file that is not SQLite', /Make it again/],
    ['SQLITE_ERROR', 'input', 'expected a file of things: it says so', /Make it again/],
  ])('(%s) are errors that say what to do', (code, kind, message, hint) => {
    const error = sqliteError(Object.assign(new Error('it says so'), { code }), '/a', content)
    expect(error).toMatchObject({ code: kind, message, where: { path: '/a' } })
    expect((error as MedspanError).hint).toMatch(hint)
  })

  it('are not the faults of others', () => {
    for (const error of [new Error('x'), new MedspanError('data', 'x'), 'x'])
      expect(sqliteError(error, '/a', content)).toBe(error)
  })

  it('of texts are told before libsql meets them', () => {
    expect(textOf(Buffer.from('\ufeffé'), '/a', content)).toBe('\ufeffé')
    expect(textOf(null, '/a', content)).toBeUndefined()
    for (const cell of [Buffer.of(0xff), 'text', 1])
      expect(() => textOf(cell, '/a', content)).toThrow('got a damaged file: a text is not UTF-8')
  })
})
