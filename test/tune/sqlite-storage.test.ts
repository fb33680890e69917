/** @file Studies in SQLite: the contract of storages, and what is special about files of several programs. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStorage } from '../../src/tune/sqlite-storage.ts'
import { testStorage } from './storage-contract.ts'

testStorage('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'medspan-sqlite-'))
  return {
    open: options => openSqliteStorage(join(folder, 'studies.db'), options),
    remove: () => rm(folder, { recursive: true }),
  }
})
