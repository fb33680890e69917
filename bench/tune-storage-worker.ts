/** @file One of several workers of a study: opens a storage, then runs as many trials as each line says. */
import { createInterface } from 'node:readline'
import { createRandomSampler } from '../src/tune/samplers/random-sampler.ts'
import { createSpace } from '../src/tune/space.ts'
import { openJournalStorage } from '../src/tune/storage/journal-storage.ts'
import { openSqliteStorage } from '../src/tune/storage/sqlite-storage.ts'
import { createStudy } from '../src/tune/study.ts'

const [kind, path = '', seed] = process.argv.slice(2)
const storage = await (kind === 'journal' ? openJournalStorage(path) : openSqliteStorage(path))
const study = await createStudy({
  name: 'bench',
  storage,
  sampler: createRandomSampler({ seed: Number(seed) }),
  loadIfExists: true,
})
const space = createSpace({
  learning_rate: { type: 'float', low: 1e-5, high: 5e-5, log: true },
  batch: [8, 16, 32],
  epochs: { type: 'int', low: 1, high: 5 },
})
process.stdout.write('{"ready":true}\n')
for await (const line of createInterface({ input: process.stdin })) {
  const numbers: number[] = []
  for (let i = 0; i < Number(line); i++) {
    const trial = await study.ask(space)
    await study.tell(trial, Number(trial.params.learning_rate))
    numbers.push(trial.number)
  }
  process.stdout.write(`${JSON.stringify(numbers)}\n`)
}
await storage.close()
