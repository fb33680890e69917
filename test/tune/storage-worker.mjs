// One of several workers of a study, in a process of its own: node storage-worker.mjs <package> <options as JSON>
// Options: kind, path, trials (how many are in the study in the end) or until (a file: no trial is begun once it is there),
// seed, heartbeat, retries, pauseMs, graceMs.
// Prints "ready", "begun" in each trial, and the number of each trial that it has completed, on lines of their own.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const [packageRoot, given] = process.argv.slice(2)
const { kind, path, trials, until, seed, heartbeat, retries = 0, pauseMs = 0, graceMs } = JSON.parse(given)
const load = file => import(pathToFileURL(join(packageRoot, 'dist/tune', file)).href)
const { createStudy } = await load('study.js')
const { createRandomSampler } = await load('samplers/random-sampler.js')
const { openSqliteStorage } = await load('storage/sqlite-storage.js')
const { openJournalStorage } = await load('storage/journal-storage.js')
const storage =
  kind === 'sqlite'
    ? await openSqliteStorage(path, { heartbeat })
    : await openJournalStorage(path, { heartbeat, lock: { graceMs, kind: seed % 2 === 0 ? 'symlink' : 'open' } })
const sampler = createRandomSampler({ seed })
const study = await createStudy({ name: 'shared', storage, sampler, loadIfExists: true })
console.log('ready')
for (;;) {
  if (heartbeat !== undefined) await study.failStale(retries)
  const all = await study.trials()
  const of = (...states) => all.filter(({ state }) => states.includes(state)).length
  // What runs may still complete; only a trial that failed for good, or was never begun, is begun anew.
  const isEnough = until === undefined ? of('complete', 'running', 'waiting') >= trials : existsSync(until)
  if (isEnough && of('running', 'waiting') === 0) break
  if (isEnough && of('waiting') === 0) {
    await sleep(5)
    continue
  }
  const objective = async trial => {
    const x = await trial.suggestFloat('x', -1, 1)
    console.log('begun')
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
