import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import type { Notice } from '../../src/errors.ts'
import { bootstrapScores } from '../../src/metrics/bootstrap.ts'
import type { Evaluation } from '../../src/metrics/evaluation.ts'
import { parseScoredDocuments } from '../../src/metrics/mentions.ts'
import type { TrainingMentions } from '../../src/metrics/seen.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { loadTagger } from '../../src/predict/trained-tagger.ts'
import { type Progress, silent } from '../../src/progress.ts'
import { readRunFile } from '../../src/run/run-file.ts'
import { formatManifest, MANIFEST } from '../../src/system/manifest.ts'
import { prepareCorpus } from '../../src/train/data/dataset.ts'
import { tagCorpus } from '../../src/train/data/examples.ts'
import { shareCorpora } from '../../src/train/encoded-corpus.ts'
import { evaluateRun } from '../../src/train/evaluate.ts'
import { TrainingPruned } from '../../src/train/loop/trainer.ts'
import { train } from '../../src/train/run.ts'
import { abortAfter } from './interruption.ts'
import { createSmallProject, type Row, smallConfigOf, smallRows, writeRows } from './small-project.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-run-'))
  await createSmallProject(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const runPath = (...parts: string[]) => join(folder, 'run', ...parts)
const readText = (...parts: string[]) => readFile(runPath(...parts), 'utf8')
const readNumbers = async (name: string) => JSON.parse(await readText(name)) as Record<string, number>

/** Notices and information of a call. */
function listening() {
  const notices: Notice[] = []
  const lines: string[] = []
  const progress: Progress = {
    ...silent,
    info: line => lines.push(line),
    notice: notice => notices.push(notice),
  }
  return { notices, lines, progress }
}

const failureOf = (config: Config, overwrite = false) =>
  train(config, { progress: silent, overwrite }).then(
    () => {
      throw new Error('expected a failure')
    },
    (error: unknown) => error,
  )

test('a run leaves a model folder, its log and every result file with the keys of run_ner', async () => {
  const summary = await train(smallConfigOf(folder), { progress: silent })
  expect((await readdir(runPath())).sort()).toEqual([
    MANIFEST,
    'README.md',
    'all_results.json',
    'baseline.test.jsonl',
    'baseline.validation.jsonl',
    'baseline_results.json',
    'checkpoint-12',
    'checkpoint-6',
    'config.json',
    'eval_results.json',
    'evaluation.test.json',
    'evaluation.validation.json',
    'labels.json',
    'log.jsonl',
    'medspan.yaml',
    'model.safetensors',
    'predict_results.json',
    'predictions.test.jsonl',
    'predictions.txt',
    'predictions.validation.jsonl',
    'run.json',
    'splits.json',
    'tensorboard',
    'tokenizer.json',
    'tokenizer_config.json',
    'train_results.json',
    'trainer_state.json',
    'training_mentions.json',
  ])
  const splits = JSON.parse(await readText('splits.json')) as Record<string, string[]>
  expect(Object.values(splits).flat().sort()).toEqual(Array.from({ length: 20 }, (_, i) => `doc-${i}`).sort())
  expect(summary.counts).toMatchObject({
    train: { documents: 12, sentences: 36 },
    validation: { documents: 4, sentences: 12 },
    test: { documents: 4, sentences: 12 },
  })

  const results = {
    train: await readNumbers('train_results.json'),
    eval: await readNumbers('eval_results.json'),
    predict: await readNumbers('predict_results.json'),
  }
  expect(Object.keys(results.train)).toEqual([
    'epoch',
    'train_loss',
    'train_runtime',
    'train_samples',
    'train_samples_per_second',
    'train_steps_per_second',
  ])
  for (const part of ['eval', 'predict'] as const) {
    const scores = ['f1', 'precision', 'recall', 'accuracy']
    const own = [
      'f1_macro',
      'f1_weighted',
      'f1_strict',
      'accuracy_inside',
      'f1_mentions',
      'f1_mentions_lower',
    ]
    for (const key of [...scores, ...scores.map(score => `overall_${score}`), ...own])
      expect(results[part], key).toHaveProperty(`${part}_${key}`)
    // What scripts for run_ner take for types are types.
    const types = Object.keys(results[part]).flatMap(key => /^[^_]+_(.+)_number$/.exec(key)?.[1] ?? [])
    expect(types).toEqual(['Chemical', 'Disease'])
    const before = Object.keys(results[part]).flatMap(key => /^[^_]+_(.+)_f1$/.exec(key)?.[1] ?? [])
    expect(before).toEqual(['Chemical', 'Disease', 'overall'])
  }
  expect(results.eval.eval_loss).toBe(summary.validation.loss)
  expect(results.predict.predict_f1).toBe(summary.test.default.overall.f1)
  expect(results.eval).toMatchObject({ epoch: 2, eval_samples: 12 })
  expect(await readNumbers('all_results.json')).toEqual({
    ...results.train,
    ...results.eval,
    ...results.predict,
  })
  const evaluation = JSON.parse(await readText('evaluation.test.json')) as Evaluation
  const card = await readText('README.md')
  expect(card).toContain(`value: ${Number(results.predict.predict_f1!.toFixed(4))}\n`)
  expect(card).not.toContain(folder)
  expect(results.predict.predict_f1_mentions).toBe(evaluation.micro.f1.estimate)
  expect(evaluation).toMatchObject(summary.mentions.test)
  expect(evaluation).toMatchObject({ documents: 4, lost: 0, resampling: { seed: 7 } })
  // Every mention is one that tags can express: the scores of tags are those of characters.
  expect(evaluation.micro.f1.estimate).toBeCloseTo(summary.test.default.overall.f1, 12)
  const dictionary = parseScoredDocuments(await readText('baseline.test.jsonl'), 'baseline.test.jsonl')
  const scores = bootstrapScores(dictionary, { seed: 1, samples: 1 })
  expect(scores.micro.f1.estimate).toBeCloseTo(summary.baseline.test.default.overall.f1, 12)
  const known = JSON.parse(await readText('training_mentions.json')) as TrainingMentions
  expect(Object.keys(known.counts).sort()).toEqual(['Chemical', 'Disease'])
  expect(evaluation.types.Disease?.training).toBe(known.counts.Disease)
  expect(new Set(known.forms.map(({ form, type }) => `${form} ${type}`)).size).toBe(known.forms.length)
  const baseline = await readNumbers('baseline_results.json')
  expect(baseline.predict_f1).toBe(summary.baseline.test.default.overall.f1)
  expect(baseline.predict_f1).toBeGreaterThan(0.5)

  const { log_history, ...state } = JSON.parse(await readText('trainer_state.json')) as {
    log_history: Record<string, number>[]
    best_metric: number
  }
  expect(state).toMatchObject({ global_step: 12, epoch: 2, max_steps: 12 })
  const log = (await readText('log.jsonl')).trim().split('\n')
  expect(log.map(line => JSON.parse(line) as unknown)).toEqual(log_history)
  const last = log_history.filter(record => 'eval_f1' in record)
  expect(last).toHaveLength(2)
  expect(state.best_metric).toBe(Math.max(...last.map(record => record.eval_f1!)))
  expect(results.eval.eval_f1).toBe(state.best_metric)

  const predictions = (await readText('predictions.txt')).trimEnd().split('\n')
  const rows = new Map<string, Row[]>()
  for (const row of smallRows(20)) rows.set(row.doc_id, [...(rows.get(row.doc_id) ?? []), row])
  const words = splits.test!.flatMap(id => rows.get(id)!.map(row => row.tokens.length))
  expect(predictions.map(line => line.split(' ').length)).toEqual(words)

  const run = JSON.parse(await readText('run.json')) as Record<string, unknown>
  expect(run).toMatchObject({ status: 'finished', seed: 7, types: ['Chemical', 'Disease'] })
  expect(Object.keys(run.versions as object)).toEqual(['engine', 'medspan', 'node', 'onnxruntime-node'])
})

test('the model learns, its folder is read back, and evaluating the run gives the same scores', async () => {
  const summary = await train(smallConfigOf(folder, ['training.num_train_epochs=8']), { progress: silent })
  expect(summary.test.default.overall.f1).toBeGreaterThan(0.8)
  const model = await readModel(runPath(), { seed: 0 })
  expect(model.newlyInitialized).toEqual([])
  expect(model.labels).toEqual(['O', 'B-Chemical', 'I-Chemical', 'B-Disease', 'I-Disease'])
  const before = await readdir(runPath())
  const again = await evaluateRun(runPath(), { progress: silent })
  expect(await readdir(runPath())).toEqual(before)
  const untimed = (part: typeof summary.test) => ({ ...part, seconds: 0 })
  expect(untimed(again.test)).toEqual(untimed(summary.test))
  expect(untimed(again.validation)).toEqual(untimed(summary.validation))
  expect(again.baseline).toEqual(summary.baseline)
  expect(again.evaluations.test).toEqual(JSON.parse(await readText('evaluation.test.json')))
})

test.each([
  ['cross-entropy', ['loss.weights=inverse-sqrt', 'loss.label_smoothing=0.1']],
  ['focal', ['loss.gamma=1']],
  ['class-balanced-focal', []],
  ['adaptive-class-balanced-focal', []],
  ['logit-adjustment', []],
])('the model learns with %s, and evaluating the run gives the same loss', async (name, settings) => {
  const overrides = [`loss.name=${name}`, 'training.num_train_epochs=8', ...settings]
  const summary = await train(smallConfigOf(folder, overrides), { progress: silent })
  expect(summary.test.default.overall.f1).toBeGreaterThan(0.6)
  const again = await evaluateRun(runPath(), { progress: silent })
  expect(again.test.loss).toBe(summary.test.loss)
})

test.each([['model.head=crf'], ['model.decoding=constrained']])(
  'the model learns with %s, tags by it, and is evaluated the same again',
  async setting => {
    const overrides = [setting, 'training.num_train_epochs=8']
    const config = smallConfigOf(folder, overrides)
    const summary = await train(config, { progress: silent })
    expect(summary.test.default.overall.f1).toBeGreaterThan(0.6)
    const lines = (await readText('predictions.txt')).trim().split('\n')
    const again = await evaluateRun(runPath(), { progress: silent })
    expect(again.test).toMatchObject({ loss: summary.test.loss, strict: summary.test.strict })
    const tagger = await loadTagger(runPath())
    const { parts } = await prepareCorpus(config, { progress: silent })
    const tagged = await Promise.all(parts.test.map(document => tagger.tag(document)))
    await tagger.dispose()
    const tags = tagCorpus(tagged, config, silent).map(sentence => sentence.tags.join(' '))
    // Mentions cannot say that an I-X began one.
    const begun = (line: string) => line.replace(/(?<=^|O )I-/g, 'B-')
    expect(tags).toEqual(lines.map(setting.includes('crf') ? begun : String))
  },
)

// It needs a model that knows something: from nothing, every word becomes O, which is most of each sentence.
test('dice lowers its loss, and evaluating the run gives the same loss', async () => {
  const overrides = ['loss.name=dice', 'training.learning_rate=0.003', 'training.logging_steps=1']
  const config = smallConfigOf(folder, overrides)
  const summary = await train(config, { progress: silent })
  const losses = (await readText('log.jsonl')).match(/(?<="loss":)[\d.]+/g)!.map(Number)
  expect(losses.at(-1)).toBeLessThan(losses[0]!)
  const again = await evaluateRun(runPath(), { progress: silent })
  expect(again.test.loss).toBe(summary.test.loss)
})

test('a run that failed says so, and goes on when it is begun again', async () => {
  const config = smallConfigOf(folder, ['training.learning_rate=1e30', 'training.warmup_ratio=0'])
  await expect(train(config, { progress: silent })).rejects.toMatchObject({ code: 'data' })
  const run = JSON.parse(await readText('run.json'))
  expect(run).toMatchObject({ status: 'failed', error: expect.stringMatching(/at step \d+$/) })
  await expect(evaluateRun(runPath(), { progress: silent })).rejects.toThrow('not finished')
  await expect(train(config, { progress: silent })).rejects.toMatchObject({ code: 'data' })
})

test('the best model is the one at the root', async () => {
  const config = smallConfigOf(folder, ['training.num_train_epochs=4', 'training.metric_for_best_model=loss'])
  const { best } = await train(config, { progress: silent })
  expect(await readFile(runPath('model.safetensors'))).toEqual(
    await readFile(runPath(`checkpoint-${best.step}`, 'model.safetensors')),
  )
})

describe('interrupted and called again', () => {
  test('a run ends with the bits of an undisturbed one', async () => {
    await train(smallConfigOf(folder, ['training.output_dir=whole']), { progress: silent })
    for (const steps of [4, 5]) {
      const failure = await train(smallConfigOf(folder), abortAfter(steps)).catch((error: unknown) => error)
      expect(failure).toMatchObject({ hint: 'Give the same command again to continue from there.' })
      expect(existsSync(runPath('model.safetensors'))).toBe(false)
    }
    await train(smallConfigOf(folder), { progress: silent })
    for (const name of ['model.safetensors', 'log.jsonl', 'predictions.txt', 'splits.json', 'labels.json'])
      expect(await readFile(runPath(name)), name).toEqual(await readFile(join(folder, 'whole', name)))
    const [run, whole] = [await readdir(runPath()), await readdir(join(folder, 'whole'))]
    expect(run.sort()).toEqual(whole.sort())
  })

  test('what the best model makes of the validation part is computed again only where another process has trained it', async () => {
    const titlesOf = async (options: Partial<Parameters<typeof train>[1]>, name: string) => {
      const titles: string[] = []
      const progress: Progress = {
        ...silent,
        task: title => {
          titles.push(title)
          return { advance() {}, end() {} }
        },
      }
      const config = smallConfigOf(folder, ['training.num_train_epochs=1', `training.output_dir=${name}`])
      const summary = await train(config, { progress, ...options })
      return { titles: titles.filter(title => title.startsWith('Evaluating')), summary }
    }
    const whole = await titlesOf({}, 'whole')
    expect(whole.titles).toEqual(['Evaluating', 'Evaluating test'])
    const controller = new AbortController()
    const onEvaluation = async () => {
      controller.abort()
      return 'go on' as const
    }
    await expect(titlesOf({ onEvaluation, signal: controller.signal }, 'run')).rejects.toThrow('interrupted')
    const resumed = await titlesOf({}, 'run')
    expect(resumed.titles).toEqual(['Evaluating validation', 'Evaluating test'])
    const { seconds: _, ...expected } = whole.summary.validation
    expect(resumed.summary.validation).toMatchObject(expected)
    expect(resumed.summary.temperature).toBe(whole.summary.temperature)
  })

  test('before anything is trained, nothing is left', async () => {
    const failure = await train(smallConfigOf(folder), {
      progress: silent,
      signal: AbortSignal.abort(),
    }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'interrupted', message: expect.stringMatching(/^interrupted/) })
    expect(existsSync(runPath())).toBe(false)
  })
})

describe('called again', () => {
  test('a finished run gives its summary and trains nothing', async () => {
    const summary = await train(smallConfigOf(folder), { progress: silent })
    const { lines, progress } = listening()
    expect(await train(smallConfigOf(folder), { progress })).toEqual(summary)
    expect(lines.at(-1)).toMatch(/finished already/)
  })

  test('with another configuration it says what changed, until it may overwrite', async () => {
    await train(smallConfigOf(folder), { progress: silent })
    const config = smallConfigOf(folder, ['training.seed=8', 'training.num_train_epochs=1'])
    expect(await failureOf(config)).toMatchObject({
      code: 'config',
      message: expect.stringMatching(
        /\n {2}training\.num_train_epochs was 2, is 1\n {2}training\.seed was 7, is 8$/,
      ),
    })
    const summary = await train(config, { progress: silent, overwrite: true })
    expect(summary.training.epoch).toBe(1)
    expect((await readdir(runPath())).filter(name => name.startsWith('checkpoint'))).toEqual(['checkpoint-6'])
  })

  test('with other data or another model it says which', async () => {
    await train(smallConfigOf(folder, ['training.num_train_epochs=1']), { progress: silent })
    const config = smallConfigOf(folder, ['training.num_train_epochs=1'])
    await writeRows(join(folder, 'rows.json'), smallRows(20, 2))
    const path = join(folder, 'model/config.json')
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace('"intermediate_size":32', '"intermediate_size":24'),
    )
    expect(await failureOf(config)).toMatchObject({
      code: 'config',
      message: expect.stringMatching(/source rows says something else\n {2}config\.json of the model folder/),
    })
    await expect(evaluateRun(runPath(), { progress: silent })).rejects.toMatchObject({ code: 'data' })
  })

  test.each([true, false])(
    'to overwrite it deletes what it has written and nothing else, with a list: %s',
    async hasList => {
      await train(smallConfigOf(folder), { progress: silent })
      const mine = ['checkpoint-best', 'figures/mine.png', 'notes.txt', 'tensorboard/mine', 'vocab.txt']
      // Earlier versions kept no list, and a tokenizer may have this file.
      const kept = hasList ? mine : mine.filter(name => name !== 'vocab.txt')
      await writeFolders('figures/dark', 'learning_curve/0.5-seed7/checkpoint-1', 'jobs')
      for (const ground of ['', 'dark/'])
        for (const kind of ['svg', 'png']) await writeFile(runPath(`figures/${ground}loss.${kind}`), '')
      for (const name of ['run.json', 'config.json'])
        await cp(runPath(name), runPath('learning_curve/0.5-seed7', name))
      const old = [
        'report.html',
        'learning_curve.json',
        'notifications.jsonl',
        'checkpoint-99',
        'accelerate.yaml',
      ]
      for (const name of [...mine, ...old, 'jobs/train.sh', 'jobs.jsonl'])
        await writeFile(runPath(name), 'mine')
      await mkdir(join(folder, 'elsewhere'))
      await writeFile(join(folder, 'elsewhere/run.json'), 'mine')
      await symlink(join(folder, 'elsewhere'), runPath('learning_curve/1-seed7'))
      if (hasList) await rewriteList(names => [...names, '../rows.json', 'learning_curve/1-seed7/run.json'])
      else await rm(runPath(MANIFEST))

      const { lines, progress } = listening()
      const config = smallConfigOf(folder, ['training.learning_rate=0.01'])
      await train(config, { progress, overwrite: true })
      expect(lines).toContain(
        `left in ${runPath()}, as no run has written it: ${[...kept, 'learning_curve/1-seed7'].sort().join(', ')}`,
      )
      for (const name of [...kept, 'jobs/train.sh', 'jobs.jsonl'])
        expect(await readText(name), name).toBe('mine')
      for (const name of [...old, 'figures/loss.svg', 'figures/dark', 'learning_curve/0.5-seed7'])
        expect(existsSync(runPath(name)), name).toBe(false)
      expect(await readdir(join(folder, 'elsewhere'))).toEqual(['run.json'])
      expect((await readdir(folder)).sort()).toContain('rows.json')
      await rm(join(folder, 'elsewhere'), { recursive: true })
    },
  )

  const writeFolders = async (...names: string[]): Promise<void> => {
    for (const name of names) await mkdir(runPath(name), { recursive: true })
  }
  const rewriteList = async (change: (names: string[]) => string[]): Promise<void> => {
    const { files } = JSON.parse(await readText(MANIFEST)) as { files: string[] }
    await writeFile(runPath(MANIFEST), formatManifest(change(files)))
  }

  test('a folder with other files is refused, also with overwrite', async () => {
    await train(smallConfigOf(folder), { progress: silent, signal: AbortSignal.abort() }).catch(() => {})
    await writeFile(join(folder, 'letter.txt'), 'precious')
    const config = smallConfigOf(folder, ['training.output_dir=.'])
    for (const overwrite of [false, true])
      expect(await failureOf(config, overwrite)).toMatchObject({ code: 'output' })
    expect(existsSync(join(folder, 'letter.txt'))).toBe(true)
  })
})

describe('what cannot be used is one error, and no folder', () => {
  const rowsWith = (change: (row: Row, index: number) => Row) => smallRows(20).map(change)

  test('labels without a type', async () => {
    const rows = rowsWith(row => ({ ...row, ner_tags: row.tokens.map(() => 'O') }))
    await writeRows(join(folder, 'rows.json'), rows)
    expect(await failureOf(smallConfigOf(folder))).toMatchObject({ code: 'data' })
    expect(existsSync(runPath())).toBe(false)
  })

  test('too few documents for three parts', async () => {
    await writeRows(join(folder, 'rows.json'), smallRows(2))
    expect(await failureOf(smallConfigOf(folder))).toMatchObject({ code: 'data' })
    expect(existsSync(runPath())).toBe(false)
  })

  test('a tokenizer that knows more pieces than the model', async () => {
    const path = join(folder, 'model/config.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('1200', '1100'))
    expect(await failureOf(smallConfigOf(folder))).toMatchObject({
      code: 'config',
      message: expect.stringMatching(/knows 1200 word pieces, the model only 1100/),
    })
    expect(existsSync(runPath())).toBe(false)
  })

  test('evaluating what is no run, or an unfinished one', async () => {
    await expect(evaluateRun(folder, { progress: silent })).rejects.toMatchObject({
      code: 'input',
      message: 'expected a run folder',
    })
    await train(smallConfigOf(folder), abortAfter(2)).catch(() => {})
    await expect(evaluateRun(runPath(), { progress: silent })).rejects.toMatchObject({
      code: 'input',
      message: 'the run is not finished',
    })
  })
})

describe('labels that training does not have', () => {
  const overrides = [
    'corpus.sources=[{ path: rows.json, name: rows, split: train }, ' +
      '{ path: other.json, name: other, split: validation }, { path: more.json, name: more, split: test }]',
    'training.num_train_epochs=1',
  ]
  const renamed = (rows: Row[], type: string): Row[] =>
    rows.map(row => ({ ...row, ner_tags: row.ner_tags.map(tag => tag.replace('Chemical', type)) }))

  test('are counted, do not count in the loss, and are missed in the scores', async () => {
    await writeRows(join(folder, 'other.json'), renamed(smallRows(4, 2), 'Gene'))
    await writeRows(join(folder, 'more.json'), smallRows(4, 3))
    const { notices, progress } = listening()
    const summary = await train(smallConfigOf(folder, overrides), { progress })
    const notice = notices.find(({ code }) => code === 'label-unknown')
    expect(notice?.message).toMatch(/^mentions have types that training has not seen/)
    expect(notice?.kinds).toEqual({ Gene: notice?.count })
    // None comes again for another part or file.
    expect(new Set(notices.map(({ code, message }) => `${code} ${message}`)).size).toBe(notices.length)
    expect(notice?.count).toBe(summary.validation.default.types.Gene?.number)
    expect(notice?.count).toBeGreaterThan(0)
    expect(summary.validation.default.types.Gene?.recall).toBe(0)
    expect(summary.types).toEqual(['Chemical', 'Disease'])
    expect(Number.isFinite(summary.validation.loss)).toBe(true)
    expect(summary.counts.train.documents).toBe(20)
  })

  test('a concept without a type is left out of the scores', async () => {
    const ignored = smallRows(4, 2).map(row => ({
      ...row,
      ner_tags: row.ner_tags.map(tag => (tag.endsWith('Chemical') ? 'IGN' : tag)),
    }))
    await writeRows(join(folder, 'other.json'), ignored)
    await writeRows(join(folder, 'more.json'), smallRows(4, 3))
    const summary = await train(smallConfigOf(folder, overrides), { progress: silent })
    const { types, overall } = summary.validation.default
    expect(types.IGN).toBeUndefined()
    const diseases = ignored.flatMap(row => row.ner_tags).filter(tag => tag === 'B-Disease')
    expect(overall.number).toBe(diseases.length)
  })

  test('with a list of types, all others are O', async () => {
    const config = smallConfigOf(folder, ['labels.types=[Disease]', 'training.num_train_epochs=1'])
    const { notices, lines, progress } = listening()
    const summary = await train(config, { progress })
    expect(summary.types).toEqual(['Disease'])
    expect(Object.keys(summary.test.default.types)).toEqual(['Disease'])
    const chemicals = smallRows(20).flatMap(row => row.ner_tags.filter(tag => tag === 'B-Chemical')).length
    const told = notices.filter(({ code }) => code === 'type-without-label')
    expect(told.reduce((sum, { kinds }) => sum + (kinds?.Chemical ?? 0), 0)).toBe(chemicals)
    const tables = lines.filter(line => line.startsWith('labels: '))
    expect(tables).toHaveLength(1)
    expect(tables[0]).toMatch(new RegExp(`\\nChemical +${chemicals}  O +no label for it$`))
  })

  test('get the label of their nearest ancestor, in the scores, the baseline and a later evaluation', async () => {
    const typed = (rows: Row[], type: string): Row[] =>
      rows.map(row => ({
        ...row,
        ner_tags: row.ner_tags.map(tag => tag.replace('Chemical', type).replace('Disease', 'T038')),
      }))
    await writeRows(join(folder, 'rows.json'), typed(smallRows(20), 'T103'))
    await writeRows(join(folder, 'other.json'), typed(smallRows(4, 2), 'T109'))
    await writeRows(join(folder, 'more.json'), typed(smallRows(4, 3), 'T103'))
    const { lines, notices, progress } = listening()
    const summary = await train(smallConfigOf(folder, overrides), { progress })
    expect(Object.keys(summary.validation.default.types)).toEqual(['T038', 'T103'])
    expect(summary.baseline.validation.default.types.T103?.recall).toBeGreaterThan(0.5)
    const gold = smallRows(4, 2).flatMap(row => row.ner_tags.filter(tag => tag === 'B-Chemical')).length
    expect(summary.validation.default.types.T103?.number).toBe(gold)
    expect(lines.find(line => line.startsWith('labels: '))).toBe(
      `labels: 2 types (${smallRows(20)
        .concat(smallRows(4, 2), smallRows(4, 3))
        .reduce(
          (sum, row) => sum + row.ner_tags.filter(tag => tag.startsWith('B-')).length,
          -gold,
        )} mentions) are labels themselves, 1 type (${gold} mentions) are not:\n` +
        'type  name              mentions  label  name      why\n' +
        `T109  Organic Chemical  ${String(gold).padStart(8)}  T103   Chemical  nearest ancestor`,
    )
    expect(notices.map(({ code }) => code)).not.toContain('label-unknown')
    const file = JSON.parse(await readText('labels.json')) as Record<string, unknown>
    expect(file).toMatchObject({
      settings: { types: 'all', unseen: 'nearest-ancestor' },
      types: ['T038', 'T103'],
      labels: ['O', 'B-T038', 'I-T038', 'B-T103', 'I-T103'],
      mapping: {
        validation: expect.arrayContaining([
          { type: 'T109', name: 'Organic Chemical', mentions: gold, label: 'T103', how: 'ancestor' },
        ]),
      },
    })
    const again = await evaluateRun(runPath(), { progress: silent })
    expect(again.validation.default).toEqual(summary.validation.default)
    expect(again.baseline).toEqual(summary.baseline)
  })

  test('are an error where they are not to occur, which names the document', async () => {
    await writeRows(join(folder, 'other.json'), renamed(smallRows(4, 2), 'Gene'))
    await writeRows(join(folder, 'more.json'), smallRows(4, 3))
    const failure = await failureOf(smallConfigOf(folder, [...overrides, 'labels.unseen=error']))
    expect(failure).toMatchObject({
      code: 'data',
      message: 'expected a type of the label list, got Gene',
      where: { path: expect.stringContaining('other.json'), at: expect.stringContaining('doc-') },
    })
    expect(existsSync(runPath())).toBe(false)
  })

  test('and labels that no mention of training has, are named', async () => {
    const { notices, progress } = listening()
    const list = 'labels.types=[Disease, Chemical, Gene]'
    await train(smallConfigOf(folder, [list, 'training.num_train_epochs=1']), { progress })
    expect(notices.find(({ code }) => code === 'label-untrained')).toMatchObject({
      count: 1,
      message: expect.stringMatching(/: Gene$/),
    })
  })
})

test('a sentence that is too long is cut for the model and whole in the predictions', async () => {
  const long = smallRows(20).map(row => ({
    ...row,
    tokens: [...row.tokens, ...row.tokens, ...row.tokens],
    ner_tags: [...row.ner_tags, ...row.ner_tags, ...row.ner_tags],
  }))
  await writeRows(join(folder, 'rows.json'), long)
  const { notices, progress } = listening()
  const summary = await train(smallConfigOf(folder, ['training.num_train_epochs=1']), { progress })
  expect(notices.map(({ code }) => code)).toContain('sentence-cut')
  expect(summary.counts.test.sequences).toBeGreaterThan(summary.counts.test.sentences)
  const lines = (await readText('predictions.txt')).trimEnd().split('\n')
  expect(lines).toHaveLength(summary.counts.test.sentences)
  expect(lines.reduce((count, line) => count + line.split(' ').length, 0)).toBe(summary.counts.test.words)
})

describe('runs that take the same corpus', () => {
  test('read it once and are what they are alone', async () => {
    await train(smallConfigOf(folder), listening())
    const corpora = shareCorpora()
    const told = [listening(), listening()] as const
    const first = smallConfigOf(folder, ['training.output_dir=first', 'training.learning_rate=1e-3'])
    await train(first, { ...told[0], corpora })
    const second = smallConfigOf(folder, ['training.output_dir=second'])
    await train(second, { ...told[1], corpora })
    expect(told[0].lines.filter(line => line.startsWith('parts:'))).toHaveLength(1)
    expect(told[1].lines.filter(line => line.startsWith('parts:'))).toHaveLength(0)
    for (const name of ['model.safetensors', 'predictions.test.jsonl', 'evaluation.test.json', 'labels.json'])
      expect(await readFile(join(folder, 'second', name)), name).toEqual(await readFile(runPath(name)))
    const runs = [(await readRunFile(join(folder, 'second')))!, (await readRunFile(runPath()))!] as const
    expect(runs[0].warnings).toEqual(runs[1].warnings)
    expect(runs[0].identity).toEqual(runs[1].identity)
  })

  test('read it again where what they take differs', async () => {
    const corpora = shareCorpora()
    const { lines, progress } = listening()
    for (const seed of [1, 2]) {
      await corpora(smallConfigOf(folder, [`corpus.split.seed=${seed}`]), { progress })
    }
    expect(lines.filter(line => line.startsWith('parts:'))).toHaveLength(2)
  })
})

test('a run that is ended before its time says so, and has no scores', async () => {
  const config = smallConfigOf(folder, ['training.num_train_epochs=3'])
  const ended = train(config, { progress: silent, onEvaluation: async () => 'end' })
  await expect(ended).rejects.toBeInstanceOf(TrainingPruned)
  expect((await readRunFile(runPath()))!.status).toBe('pruned')
  expect(existsSync(runPath('eval_results.json'))).toBe(false)
  const summary = await train(config, { progress: silent })
  expect(summary.training.epoch).toBe(3)
  expect((await readRunFile(runPath()))!.status).toBe('finished')
})
