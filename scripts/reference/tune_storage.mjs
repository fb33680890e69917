// One thing with a study file, as medspan does it: reads {kind, path, does, ...} from standard input, prints JSON.
//   does "read":     the studies of the file, with all trials
//   does "continue": finishes what waits, then runs, prunes, fails and enqueues trials
//   does "work":     runs as many trials as `trials` says, beside other processes; prints their numbers
//   does "hang":     begins a trial with a heartbeat that lies so many milliseconds back as `agoMs` says
// Needs npm run build.
import { readFileSync } from 'node:fs'
import { formatDistribution } from '../../dist/tune/distribution-json.js'
import { openJournalStorage } from '../../dist/tune/storage/journal-storage.js'
import { createRandomSampler } from '../../dist/tune/samplers/random-sampler.js'
import { openSqliteStorage } from '../../dist/tune/storage/sqlite-storage.js'
import { createStudy, loadStudy } from '../../dist/tune/study.js'

const { kind, path, does, name = 'study', directions = ['minimize'], trials = 0, seed = 0, agoMs } = JSON.parse(
  readFileSync(0, 'utf8'),
)
const open = options =>
  kind === 'sqlite' ? openSqliteStorage(path, options) : openJournalStorage(path, options)

/** JSON has no words for what is no number. */
const plain = value => {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

async function readAll(storage) {
  const studies = []
  for (const study of await storage.listStudies()) {
    const { trials: found } = await storage.readTrials(study.id)
    studies.push({
      name: study.name,
      directions: study.directions,
      user: plain(study.userAttributes),
      system: plain(study.systemAttributes),
      trials: found.map(trial => ({
        number: trial.number,
        state: trial.state,
        values: plain(trial.values ?? null),
        started: trial.started?.getTime() ?? null,
        completed: trial.completed?.getTime() ?? null,
        params: plain(trial.params),
        distributions: Object.fromEntries(
          Object.entries(trial.distributions).map(([key, distribution]) => [key, formatDistribution(distribution)]),
        ),
        user: plain(trial.userAttributes),
        system: plain(trial.systemAttributes),
        steps: plain([...trial.intermediateValues].sort(([a], [b]) => a - b)),
      })),
    })
  }
  return studies
}

async function goOn(storage) {
  const sampler = createRandomSampler({ seed })
  const study = await createStudy({ name, directions, storage, sampler, loadIfExists: true })
  await study.setUserAttribute('größe ü', { list: [1, 2.5, Number.NaN, null, '🎉'] })
  const suggest = async trial => {
    const x = await trial.suggestFloat('x', -1, 1)
    await trial.suggestFloat('rate ü', 1e-5, 0.1, { log: true })
    await trial.suggestInt('n', 1, 9, { step: 2 })
    await trial.suggestCategorical('choice', ['a', 'ü', null, true, 2.5, 3])
    return x
  }
  const values = x => directions.map((_, index) => x + index)
  await study.optimize(async trial => values(await suggest(trial)), { trials: 3 })
  const odd = await study.ask()
  await suggest(odd)
  await odd.setUserAttribute('note', ['ü', 1, 1.5, Number.NEGATIVE_INFINITY])
  await odd.setConstraint('memory', 0.5)
  await study.tell(odd, directions.map(() => Number.POSITIVE_INFINITY))
  const failed = await study.ask()
  await study.tell(failed, directions.map(() => Number.NaN))
  if (directions.length === 1) {
    const pruned = await study.ask()
    for (const [step, value] of [2, Number.NaN, Number.POSITIVE_INFINITY, 1e-300].entries())
      await pruned.report(value, step * 10)
    await study.tell(pruned, 'pruned')
  }
  await study.enqueue({ x: 0.25, choice: 'ü' }, { userAttributes: { by: 'medspan' } })
}

if (does === 'work') {
  const storage = await open({})
  const study = await loadStudy(name, { storage, sampler: createRandomSampler({ seed }) })
  const numbers = []
  for (let i = 0; i < trials; i++) {
    const trial = await study.ask()
    await study.tell(trial, await trial.suggestFloat('x', -1, 1))
    numbers.push(trial.number)
  }
  await storage.close()
  process.stdout.write(JSON.stringify(numbers))
} else if (does === 'hang') {
  const storage = await open({
    heartbeat: { intervalMs: 1000, graceMs: 2000 },
    now: () => Date.now() - agoMs,
  })
  const study = await loadStudy(name, { storage })
  const trial = await study.ask()
  await trial.suggestFloat('x', -1, 1)
  await storage.close()
  process.stdout.write(JSON.stringify(trial.number))
} else {
  const storage = await open({})
  if (does === 'continue') await goOn(storage)
  process.stdout.write(JSON.stringify(await readAll(storage)))
  await storage.close()
}
