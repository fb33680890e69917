/** @file What is submitted: configurations as they are now, and nothing left of what SLURM refuses. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { resumeJobs } from '../../src/cluster/resume.ts'
import type { CallSlurm } from '../../src/cluster/slurm.ts'
import { submitScript } from '../../src/cluster/submission.ts'
import { type Follower, planTrain, planTune, renderPlan, submitPlan } from '../../src/cluster/submit.ts'
import { MedspanError } from '../../src/errors.ts'
import { readJobs } from '../../src/run/jobs-file.ts'
import { openSearch } from '../../src/tuning/search.ts'
import { createSmallProject } from '../train/small-project.ts'

let folder: string
let config: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-submit-'))
  config = await createSmallProject(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const program = ['node', 'main.js']
const train = (overrides: readonly string[] = [], then: readonly Follower[] = ['report']) =>
  planTrain(config, { overrides, program, then })
const tune = (overrides: readonly string[], then: readonly Follower[] = []) =>
  planTune(config, { overrides, program, then, workers: 2 })

describe('a search that is submitted', () => {
  const search = `
tuning:
  search:
    loss.name: [cross-entropy, focal]
    loss.gamma: { low: 0, high: 5, when: { loss.name: focal } }
    model.name_or_path: [model]
loss: { gamma: 1, name: focal }
slurm: { cpus_per_task: 3 }
`
  beforeEach(async () => writeFile(config, (await readFile(config, 'utf8')) + search))

  test('keeps its configuration as it was, wherever its file lies', async () => {
    const overrides = ['training.learning_rate=0.5', 'corpus.split.seed=3', 'loss.gamma=2']
    const { folder: study, files, jobs } = await tune(overrides)
    const [[path, frozen]] = [...files] as [[string, string]]
    expect(path).toBe(join(study, 'jobs/tune.yaml'))
    expect(renderPlan({ folder: study, files, jobs })).toContain(`main.js tune -c ${path} --no-report &`)
    // Nothing of the file is looked at any more.
    await writeFile(config, 'changed')
    await writeFile(join(folder, 'elsewhere.yaml'), frozen)
    const opened = await openSearch(join(folder, 'elsewhere.yaml'))
    expect(opened.config.training).toMatchObject({ learning_rate: 0.5, output_dir: join(folder, 'run') })
    expect(opened.config.corpus.sources[0]!.path).toBe(join(folder, 'rows.json'))
    expect(opened.space.parameters.map(({ name }) => name)).toEqual([
      'loss.name',
      'loss.gamma',
      'model.name_or_path',
    ])
    // Choices are those that are written: a study is known by them.
    expect(opened.tuning.search['model.name_or_path']).toEqual(['model'])
    const trial = opened.configOf({ 'loss.name': 'cross-entropy', 'model.name_or_path': 'model' }, { folder })
    expect(trial.model.name_or_path).toBe(join(folder, 'model'))
    // No default of another loss, and none of what belongs to it.
    expect(trial.loss).toEqual({ name: 'cross-entropy', weights: 'none', beta: 0.999, label_smoothing: 0 })
    expect(trial.training.threads).toBe(1)
  })

  test('is the same search, to the last setting, as before it was frozen', async () => {
    const overrides = ['loss.name=focal', 'training.threads=2']
    const before = await openSearch(config, overrides)
    const [[path, frozen]] = [...(await tune(overrides)).files] as [[string, string]]
    await writeFile(join(folder, 'frozen.yaml'), frozen)
    expect(path).toMatch(/tune\.yaml$/)
    const after = await openSearch(join(folder, 'frozen.yaml'))
    expect(after.config).toEqual(before.config)
    expect(after.initial).toEqual(before.initial)
  })
})

describe('a training with several seeds that is submitted', () => {
  const seeds = (
    list: readonly number[],
    overrides: readonly string[] = [],
    then: readonly Follower[] = [],
  ) => planTrain(config, { overrides, program, then, seeds: list })

  test('is an array with a task for each seed, which all read one configuration', async () => {
    const plan = await seeds([3, 1, 3, 2], ['slurm.array_limit=2'])
    const path = join(folder, 'run/jobs/train.yaml')
    expect([...plan.files.keys()]).toEqual([path])
    expect(plan.jobs.map(({ kind }) => kind)).toEqual(['train'])
    const script = renderPlan(plan)
    expect(script).toContain('#SBATCH --array=0-2%2\n')
    expect(script).toContain('\neach=(3 1 2)\n')
    expect(script).toContain(`main.js train -c ${path} --seeds "\${each[SLURM_ARRAY_TASK_ID]}" &`)
    await submitPlan(plan, async program => (program === 'sbatch' ? '7\n' : ''))
    expect((await readJobs(join(folder, 'run'))).submitted).toMatchObject([
      { job: '7', kind: 'train', tasks: 3 },
    ])
  })

  test('has one node for each, and nothing that follows', async () => {
    await expect(seeds([1], [], ['report'])).rejects.toThrow('evaluates, reports and notifies by itself')
    const nodes = ['training.engine=accelerate', 'slurm.nodes=2', 'accelerate.num_processes=2']
    await expect(seeds([1, 2], nodes)).rejects.toThrow('one node for each, got 2')
    await expect(seeds([-1])).rejects.toThrow('as seeds, got -1')
  })
})

describe('what SLURM refuses', () => {
  const refusing =
    (from: number): CallSlurm =>
    async program => {
      if (program !== 'sbatch') return ''
      if (submitted++ >= from)
        throw new MedspanError('config', 'sbatch has refused: Invalid qos specification')
      return `${submitted}\n`
    }
  let submitted = 0
  beforeEach(() => {
    submitted = 0
  })

  test('leaves no script, no configuration and no folder', async () => {
    const plan = await train()
    await expect(submitPlan(plan, refusing(0))).rejects.toThrow('has refused')
    expect((await readdir(folder)).sort()).toEqual(['medspan.yaml', 'model', 'rows.json'])
  })

  test('leaves an earlier submission as it was, which goes on with what it had', async () => {
    await submitPlan(await train(), refusing(9))
    const of = async () =>
      Promise.all(
        ['train.yaml', 'train.sh', 'report.sh'].map(name => readFile(join(folder, 'run/jobs', name), 'utf8')),
      )
    const before = await of()
    const other = await train(['training.seed=8', 'slurm.qos=none'], ['report', 'notify'])
    await expect(submitPlan(other, refusing(0))).rejects.toThrow('has refused')
    expect(await of()).toEqual(before)
    expect((await readdir(join(folder, 'run/jobs'))).sort()).toEqual(['report.sh', 'train.sh', 'train.yaml'])
    expect((await readJobs(join(folder, 'run'))).submitted.map(({ kind }) => kind)).toEqual([
      'train',
      'report',
    ])
  })

  test('and a second submission while a job works leave what that job reads', async () => {
    await submitPlan(await train(), refusing(9))
    const path = join(folder, 'run/jobs/train.yaml')
    const before = await readFile(path, 'utf8')
    const running: CallSlurm = async program => (program === 'squeue' ? '1|RUNNING|None|n1\n' : '')
    await expect(submitPlan(await train(['training.seed=8']), running)).rejects.toThrow(
      'works on this already',
    )
    expect(await readFile(path, 'utf8')).toBe(before)
  })
})

describe('jobs that are resumed', () => {
  const run = () => join(folder, 'run')
  const script = () => join(run(), 'jobs/train.sh')
  let started: number
  const call: CallSlurm = async program => (program === 'sbatch' ? `${++started}\n` : '')
  beforeEach(async () => {
    started = 0
    await submitPlan(await train(), call)
  })

  test('run what this user has submitted, and so do those that go on with them', async () => {
    for (const jobs of [3, 5]) {
      expect((await resumeJobs(run(), call)).map(({ job }) => job)).toEqual([`${jobs}`, `${jobs + 1}`])
      expect((await readJobs(run())).submitted.at(-1)?.dependency).toBe(`afterok:${jobs}`)
    }
  })

  test.each([
    ['script', 'train.sh', '#!/bin/sh\ntouch traces\n'],
    ['configuration', 'train.yaml', 'accelerate: { python: ./program.sh }\n'],
    ['script that follows', 'report.sh', '#!/bin/sh\ntouch traces\n'],
  ])('run no other %s', async (_, name, content) => {
    await writeFile(join(run(), 'jobs', name), content)
    await expect(resumeJobs(run(), call)).rejects.toThrow('not known to be as you have submitted it')
    expect(started).toBe(2)
  })

  test('run nothing of a folder that came from elsewhere, whatever its record says', async () => {
    const record = await readFile(join(run(), 'jobs.jsonl'), 'utf8')
    for (const forged of [
      record.replaceAll(/,"own":"\w+"/g, ''),
      record.replaceAll(/"own":"\w+"/g, `"own":"${'0'.repeat(64)}"`),
    ]) {
      await writeFile(join(run(), 'jobs.jsonl'), forged)
      await expect(resumeJobs(run(), call)).rejects.toMatchObject({ where: { path: script() } })
    }
    await rename(run(), join(folder, 'moved'))
    await writeFile(join(folder, 'moved/jobs.jsonl'), record)
    await expect(resumeJobs(join(folder, 'moved'), call)).rejects.toMatchObject({ code: 'config' })
    expect(started).toBe(2)
  })
})

test('an id that is none of SLURM is not handed to its programs', async () => {
  const line = (job: string) =>
    `${JSON.stringify({ event: 'submitted', job, at: '2026-01-01T00:00:00Z', kind: 'train' })}\n`
  await mkdir(join(folder, 'run'))
  await writeFile(
    join(folder, 'run/jobs.jsonl'),
    ['--user=me', '../../x', '7_*', '7', '7_2'].map(line).join(''),
  )
  expect((await readJobs(join(folder, 'run'))).submitted.map(({ job }) => job)).toEqual(['7', '7_2'])
})

test('the id of a job is what sbatch prints, without the name of a cluster', async () => {
  const printing =
    (text: string): CallSlurm =>
    async () =>
      text
  expect(await submitScript('a.sh', [], printing('12\n'))).toBe('12')
  expect(await submitScript('a.sh', [], printing('12;tinker\n'))).toBe('12')
  await expect(submitScript('a.sh', [], printing('Submitted\n'))).rejects.toThrow('expected the id of a job')
})
