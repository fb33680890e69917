// One of several workers of a study, in a process of its own: node storage-worker.mjs <package> <options as JSON>
// Options: kind, path, trials (how many are in the study in the end), seed, heartbeat, retries, pauseMs, graceMs.
// Prints the number of each trial that it has completed, on a line of its own.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const [packageRoot, given] = process.argv.slice(2)
const { kind, path, trials, seed, heartbeat, retries = 0, pauseMs = 0, graceMs } = JSON.parse(given)
const load = file => import(pathToFileURL(join(packageRoot, 'dist/tune', file)).href)
const { createStudy } = await load('study.js')
const { createRandomSampler } = await load('random-sampler.js')
const { openSqliteStorage } = await load('sqlite-storage.js')
const { openJournalStorage } = await load('journal-storage.js')
const storage =
  kind === 'sqlite'
    ? await openSqliteStorage(path, { heartbeat })
    : await openJournalStorage(path, { heartbeat, lock: { graceMs, kind: seed % 2 === 0 ? 'symlink' : 'open' } })
const options = { name: 'shared', storage, sampler: createRandomSampler({ seed }), loadIfExists: true }
const open = async () => {
  try {
    return await createStudy(options)
  } catch (error) {
    // Another worker has made it at the same moment.
    if (error.code !== 'config') throw error
    return await createStudy(options)
  }
}
const study = await open()
console.log('ready')
for (;;) {
  if (heartbeat !== undefined) await study.failStale(retries)
  const all = await study.trials()
  const complete = all.filter(({ state }) => state === 'complete').length
  if (complete >= trials && all.every(({ state }) => state === 'complete' || state === 'failed')) break
  const waits = all.some(({ state }) => state === 'waiting')
  // What runs may still complete; only a trial that failed for good, or was never begun, is begun anew.
  if (!waits && all.filter(({ state }) => state !== 'failed').length >= trials) {
    await sleep(5)
    continue
  }
  const objective = async trial => {
    const x = await trial.suggestFloat('x', -1, 1)
    await trial.report(x, 0)
    if (pauseMs > 0) await sleep(pauseMs)
    return x * x
  }
  const tell = (_study, { number, state }) => {
    if (state === 'complete') console.log(number)
  }
  await study.optimize(objective, { trials: 1, retries, callbacks: [tell] })
}
await storage.close()
