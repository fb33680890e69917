import { createMemoryStorage } from '../../src/tune/storage/memory-storage.ts'
import type { Storage } from '../../src/tune/storage/storage.ts'
import { testStorage } from './storage-contract.ts'

testStorage('memory', async () => {
  let storage: Storage | undefined
  return {
    // All workers share the object; the one that asks for a heartbeat is the only one of its test.
    async open(options) {
      if (storage === undefined || options.heartbeat !== undefined) storage = createMemoryStorage(options)
      return storage
    },
    async remove() {},
  }
})
