/** @file Studies in a journal file: the contract of storages, and what is special about a file that only grows. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournalStorage } from '../../src/tune/journal-storage.ts'
import { testStorage } from './storage-contract.ts'

testStorage('a journal', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'medspan-journal-'))
  return {
    open: options => openJournalStorage(join(folder, 'studies.log'), options),
    remove: () => rm(folder, { recursive: true }),
  }
})
