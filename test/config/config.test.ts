import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { renderInitialConfig } from '../../src/cli/init.ts'
import { formatConfig, parseConfig, readConfig } from '../../src/config/config.ts'
import { MedspanError } from '../../src/errors.ts'

const minimal = 'corpus: { sources: [{ path: a.xmi }] }\nmodel: { name_or_path: bert }\n'

/** The lines of the error that a configuration causes, without the indentation. */
function problems(content: string, overrides: readonly string[] = []): string[] {
  try {
    parseConfig(content, 'medspan.yaml', overrides)
  } catch (error) {
    if (!(error instanceof MedspanError) || error.code !== 'config') throw error
    return error.message.split('\n').map(line => line.trim())
  }
  return []
}

describe('a configuration that is right', () => {
  test('finds files of accelerate beside it, and a program where it is or where the shell does', () => {
    const accelerate = (python: string) =>
      parseConfig(
        `${minimal}training: { engine: accelerate }\naccelerate: { python: ${python}, config_file: a.yaml }`,
        '/home/me/medspan.yaml',
      ).accelerate
    expect(accelerate('.venv/bin/python')).toEqual({
      python: '/home/me/.venv/bin/python',
      config_file: '/home/me/a.yaml',
      num_processes: 1,
      mixed_precision: 'no',
      gradient_checkpointing: false,
      strategy: 'ddp',
    })
    expect(accelerate('python3.12')?.python).toBe('python3.12')
  })

  test('gets every default', () => {
    const { corpus, labels, model, training } = parseConfig(minimal, '/home/me/medspan.yaml')
    expect(corpus).toEqual({
      sources: [{ path: '/home/me/a.xmi', name: 'a' }],
      tokenizer: 'biomedical',
      merge: { duplicates: 'keep', ignore_outside: false },
      overlap: 'longest',
      split: { ratios: [0.8, 0.1, 0.1], by: 'document', seed: 42, order: 2, train_share: 1 },
    })
    expect(labels).toEqual({
      types: 'all',
      unseen: 'nearest-ancestor',
      without_ancestor: 'outside',
      concept_type: 'in-label-set',
      unknown: 'ignore',
    })
    expect(model).toEqual({
      name_or_path: '/home/me/bert',
      max_seq_length: 128,
      stride: 0,
      context: 'none',
      label_all_tokens: false,
      attention: 'auto',
      head: 'linear',
      freeze: [],
    })
    // What a recipe decides is left open.
    expect(training).toEqual({
      recipe: 'auto',
      engine: 'onnx',
      device: 'cpu',
      output_dir: '/home/me/runs/medspan',
      seed: 42,
      per_device_eval_batch_size: 8,
      gradient_accumulation_steps: 1,
      optim: 'adamw',
      adam_beta1: 0.9,
      adam_beta2: 0.999,
      adam_epsilon: 1e-8,
      max_grad_norm: 1,
      layerwise_lr_decay: 1,
      lr_scheduler_type: 'linear',
      lr_scheduler_kwargs: {},
      warmup_steps: 0,
      logging_strategy: 'steps',
      logging_steps: 10,
      eval_strategy: 'epoch',
      eval_on_start: false,
      save_strategy: 'epoch',
      save_steps: 500,
      save_total_limit: 2,
      load_best_model_at_end: true,
      metric_for_best_model: 'f1',
      early_stopping_threshold: 0,
    })
  })

  test('is the same after writing and reading it again', () => {
    const content = `
corpus:
  sources:
    - { path: a/export.zip, concept: { feature: IDUMLS } }
    - { path: b/export.zip, type_system: ts.xml, split: test }
    - { path: c, type_system: infer }
  link: { mrsty: MRSTY.RRF }
model: { name_or_path: bert }
labels: { types: [T038, 'yes', '007'] }
training: { threads: 2, learning_rate: 1e-7 }`
    const config = parseConfig(content, '/home/me/medspan.yaml')
    expect(config.corpus.sources.map(source => source.name)).toEqual(['export', 'export-2', 'c'])
    expect(config.corpus.sources.map(source => source.type_system)).toEqual([
      undefined,
      '/home/me/ts.xml',
      'infer',
    ])
    expect(config.labels.types).toEqual(['T038', 'yes', '007'])
    expect(parseConfig(formatConfig(config), '/elsewhere/medspan.yaml')).toEqual(config)
  })

  test('is the same after writing and reading it, also with official lists, folds and services', () => {
    for (const split of [
      '{ official: pmids }',
      '{ official: { train: a, validation: b, test: c } }',
      '{ folds: 5, fold: 2 }',
      '{ by: sentence, order: 1 }',
    ]) {
      const content = `
corpus:
  sources: [{ dataset: ibm-research/MedMentions-ZS, revision: main, tag_names: [O, B-A, I-A] }]
  link: { uts: { release: 2026AA, key_file: key } }
  split: ${split}
model: { name_or_path: bert }`
      const config = parseConfig(content, '/home/me/medspan.yaml')
      expect(config.corpus.sources[0]?.name).toBe('MedMentions-ZS')
      expect(config.corpus.link?.uts?.key_file).toBe('/home/me/key')
      expect(parseConfig(formatConfig(config), '/elsewhere/medspan.yaml')).toEqual(config)
    }
  })

  test('divides only among the parts that no source is assigned to', () => {
    const content = `
corpus: { sources: [{ path: a }, { path: b, split: test }] }
model: { name_or_path: bert }`
    const { ratios = [0, 0, 0] } = parseConfig(content, 'medspan.yaml').corpus.split
    expect(ratios[2]).toBe(0)
    expect(ratios[0] + ratios[1]).toBeCloseTo(1, 12)
    expect(ratios[0] / ratios[1]).toBeCloseTo(8, 12)
  })

  test('takes overrides as YAML, into mappings and lists, and over what the file says', () => {
    const config = parseConfig(`${minimal}training: { seed: 1, learning_rate: 3.0 }`, '/x/medspan.yaml', [
      'training.seed=7',
      'training.learning_rate=1e-4',
      'labels.types=[T038, T033]',
      'model.label_all_tokens=true',
      'corpus.sources.0.name=first',
      'corpus.sources[1].path=b=c.xmi',
    ])
    expect(config.training.seed).toBe(7)
    expect(config.training.learning_rate).toBe(1e-4)
    expect(config.labels.types).toEqual(['T038', 'T033'])
    expect(config.model.label_all_tokens).toBe(true)
    expect(config.corpus.sources).toEqual([
      { path: '/x/a.xmi', name: 'first' },
      { path: '/x/b=c.xmi', name: 'b=c' },
    ])
  })

  test('is what `medspan init` writes, and that says every default truly', () => {
    const initial = parseConfig(renderInitialConfig(), '/x/medspan.yaml')
    const short = `
corpus: { sources: [{ path: curation/ }], link: { mrsty: MRSTY.RRF } }
model: { name_or_path: model/ }`
    expect(initial).toEqual(parseConfig(short, '/x/medspan.yaml'))
  })
})

describe('a configuration that is wrong', () => {
  test('is told of every problem at once, each with its place', () => {
    const content = `corpus:
  sources:
    - { path: curation/, concept: { featur: IDUMLS } }
  overlap: longst
labels: { types: [] }
model: { max_seq_length: 1.5 }
learning_rate: 3
training:
  learning_rat: 1
  per_device_train_batch_size: -2
  num_train_epochs: many
  learning_rate: 0
`
    expect(problems(content)).toEqual([
      '9 problems in the configuration',
      'medspan.yaml:3:37 corpus.sources[0].concept.featur: unknown key, did you mean feature?',
      'medspan.yaml:4:12 corpus.overlap: expected one of longest, first, innermost, error, got the text "longst", did you mean longest?',
      'medspan.yaml:5:18 labels.types: expected a list of at least 1, got a list of 0',
      'medspan.yaml:6:26 model.max_seq_length: expected a whole number, got 1.5',
      'medspan.yaml:7:1 learning_rate: unknown key, did you mean training.learning_rate?',
      'medspan.yaml:9:3 training.learning_rat: unknown key, did you mean learning_rate?',
      'medspan.yaml:10:32 training.per_device_train_batch_size: expected a number of at least 1, got -2',
      'medspan.yaml:11:21 training.num_train_epochs: expected a number, got the text "many"',
      'medspan.yaml:12:18 training.learning_rate: expected a number of more than 0, got 0',
    ])
  })

  test.each([
    ['[0.8, 0.1, 0.2]', 'expected shares that add up to 1, got 1.1'],
    ['[0.9, 0.1]', 'expected a list of at least 3'],
    ['[1.2, -0.1, -0.1]', 'expected a number of at least 0, got -0.1'],
    ['[0.9, 0.1, 0]', 'test gets no documents'],
  ])('is told about ratios of %s', (ratios, message) => {
    const content = `corpus: { sources: [{ path: a }], split: { ratios: ${ratios} } }\nmodel: { name_or_path: bert }`
    expect(problems(content).join('\n')).toContain(message)
  })

  test.each([
    ['{ sources: [{ name: a }] }', 'corpus.sources[0]: expected a path, or a dataset'],
    ['{ sources: [{ path: a, dataset: b/c }] }', 'corpus.sources[0]: expected a path or a dataset, got both'],
    ['{ sources: [{ path: a, revision: main }] }', 'only a dataset has one, and this source is a path'],
    ['{ sources: [{ path: a }], link: {} }', 'expected one of mrsty, metathesaurus and uts, got none'],
    ['{ sources: [{ path: a }], link: { mrsty: m, uts: {} } }', 'got mrsty and uts'],
    [
      '{ sources: [{ path: a }], link: { mrsty: m, relations: [RB] } }',
      'only a metathesaurus file knows of them',
    ],
    ['{ sources: [{ path: a }], language: it }', 'expected one of en, de, fr'],
    [
      '{ sources: [{ path: a }], language: de, tokenizer: spacy-like }',
      'corpus.language: spacy-like cuts English alone: set corpus.tokenizer to biomedical',
    ],
    ['{ sources: [{ path: a }], split: { folds: 5 } }', 'expected fold as well'],
    ['{ sources: [{ path: a }], split: { folds: 5, fold: 6 } }', 'expected 1 to 5, got 6'],
    ['{ sources: [{ path: a }], split: { fold: 1 } }', 'expected folds as well'],
    [
      '{ sources: [{ path: a }], split: { train_share: 0 } }',
      'corpus.split.train_share: expected a number of more than 0, got 0',
    ],
    ['{ sources: [{ path: a }], split: { train_share: 1.1 } }', 'got 1.1'],
    ['{ sources: [{ path: a }], split: { official: a, ratios: [1, 0, 0] } }', 'keep one of them'],
    [
      '{ sources: [{ path: a, split: test }], split: { folds: 5, fold: 1 } }',
      'corpus.split.folds divides the whole',
    ],
  ])('is told what contradicts itself in %s', (corpus, message) => {
    expect(problems(`corpus: ${corpus}\nmodel: { name_or_path: bert }`).join('\n')).toContain(message)
  })

  test.each([
    ['{ types: one, map: a.csv }', '{}', 'labels.map'],
    ['{ types: one }', '{ link: { mrsty: a } }', 'corpus.link'],
    ['{ types: one }', '{ merge: { ignore_outside: true } }', 'corpus.merge.ignore_outside'],
  ])('is told that there is one class in labels: %s and corpus: %s', (labels, corpus, at) => {
    const content = `corpus: ${corpus.replace(/^\{/, '{ sources: [{ path: a }],')}\nlabels: ${labels}\nmodel: { name_or_path: b }`
    expect(problems(content)[1]).toContain(
      `${at}: with labels.types: one every mention is of one class: keep one of them`,
    )
  })

  test.each([
    ['model', 'lora: {}, freeze: [a]', 'lora freezes all but its adapters'],
    ['model', 'stride: 128', 'expected less than model.max_seq_length, 128, got 128'],
    ['training', 'eval_strategy: no', 'set load_best_model_at_end to false'],
    [
      'training',
      'eval_strategy: no, load_best_model_at_end: false, early_stopping_patience: 2',
      'needs evaluations',
    ],
    [
      'training',
      'eval_strategy: no, load_best_model_at_end: false, lr_scheduler_type: reduce_lr_on_plateau',
      'needs evaluations',
    ],
    [
      'training',
      'early_stopping_threshold: 0.1, early_stopping_patience: 0',
      'expected early_stopping_patience as well',
    ],
    [
      'training',
      'early_stopping_threshold: 0.1, recipe: trainer',
      'expected early_stopping_patience as well',
    ],
    ['training', 'lr_scheduler_kwargs: { power: 2 }', 'linear does not take power; it takes none'],
    [
      'training',
      'lr_scheduler_type: cosine, lr_scheduler_kwargs: { power: 2 }',
      'cosine does not take power; it takes num_cycles',
    ],
    ['training', 'lr_scheduler_type: cosine_with_min_lr', 'needs either min_lr or min_lr_rate'],
    [
      'training',
      'eval_strategy: no, load_best_model_at_end: false, save_strategy: best',
      'best needs evaluations',
    ],
    ['training', 'optim: adafactor, adam_beta1: 0.8', 'adafactor has none: it is of adamw'],
  ])('is told what contradicts itself in %s: { %s }', (part, settings, message) => {
    const model = part === 'model' ? `, ${settings}` : ''
    const rest = part === 'model' ? '' : `${part}: { ${settings} }`
    const content = `corpus: { sources: [{ path: a }] }\nmodel: { name_or_path: b${model} }\n${rest}`
    expect(problems(content).join('\n')).toContain(message)
  })

  test.each([
    ['engine: onnx', 'num_processes: 2', 'accelerate: only the engine accelerate has one'],
    ['engine: accelerate', 'mixed_precision: fp16', 'accelerate.mixed_precision: fp16 needs a GPU'],
    ['engine: accelerate', 'strategy: fsdp', 'accelerate.strategy: fsdp divides a model among processes'],
    ['engine: accelerate, device: webgpu', '', 'training.device: PyTorch has no webgpu'],
    ['engine: accelerate', 'precision: bf16', 'accelerate.precision: unknown key'],
  ])('is told what contradicts itself in { %s } and accelerate: { %s }', (training, accelerate, message) => {
    const content = `${minimal}training: { ${training} }\naccelerate: { ${accelerate} }`
    expect(problems(content).join('\n')).toContain(message)
  })

  test('is told that a CRF has a loss of its own', () => {
    const content = (loss: string): string =>
      `corpus: { sources: [{ path: a }] }\nmodel: { name_or_path: b, head: crf }\nloss: { ${loss} }`
    expect(problems(content('name: focal')).join('\n')).toContain('loss.name: a CRF')
    expect(problems(content('label_smoothing: 0.1')).join('\n')).toContain('loss.label_smoothing: a CRF')
    expect(problems(content('name: cross-entropy'))).toEqual([])
  })

  test('is told when documents would be mixed into a part that a source is', () => {
    const content = `
corpus: { sources: [{ path: a }, { path: b, split: test }], split: { ratios: [0.8, 0.1, 0.1] } }
model: { name_or_path: bert }`
    expect(problems(content)[1]).toContain('a source is the whole test part already')
  })

  test('is told when every source names its part and one part has none', () => {
    const content = `
corpus: { sources: [{ path: a, split: train }, { path: b, split: test }] }
model: { name_or_path: bert }`
    expect(problems(content)).toEqual([
      'one problem in the configuration',
      'medspan.yaml:2:20 corpus.sources: every source names its part, but none names validation: add split: validation',
    ])
  })

  test('is told of an override by the name of the override', () => {
    const overrides = [
      'training.learning_rat=1',
      'model.max_seq_length=[1',
      'seed',
      'x.y=1',
      'training.seed=1.5',
    ]
    expect(problems(minimal, overrides).slice(1)).toEqual([
      expect.stringContaining('--set model.max_seq_length: expected a YAML value'),
      '--set seed: expected key=value, as in training.learning_rate=1e-4, got seed',
      expect.stringContaining('--set training.seed: expected a whole number, got 1.5'),
      '--set training.learning_rat: unknown key, did you mean learning_rate?',
      '--set x.y: unknown key, expected one of corpus, labels, model, loss, training, accelerate, tuning, slurm, relative_to',
    ])
  })

  test.each([
    [
      'two sources of one name',
      'corpus: { sources: [{ path: a, name: x }, { path: b, name: x }] }\nmodel: { name_or_path: b }',
      'called x already',
    ],
    [
      'a format that does not exist',
      `corpus: { sources: [{ path: a, format: pubtatr }] }\nmodel: { name_or_path: b }`,
      'did you mean pubtator?',
    ],
    ['a type listed twice', `${minimal}labels: { types: [T038, T038] }`, 'T038 is listed twice'],
    [
      'two kinds of warm-up',
      `${minimal}training: { warmup_ratio: 0.1, warmup_steps: 5 }`,
      'keep one of them',
    ],
    [
      'two sizes of batches',
      `${minimal}training: { per_device_train_batch_size: 8, max_tokens_per_batch: 512 }`,
      'training.max_tokens_per_batch: per_device_train_batch_size is set too: keep one of them',
    ],
    ['a number that is none', `${minimal}training: { learning_rate: .nan }`, 'expected a number, got NaN'],
    ['a number without end', `${minimal}training: { learning_rate: .inf }`, 'got Infinity'],
    ['a key twice', `${minimal}model: { name_or_path: b }`, 'medspan.yaml:3:1: Map keys must be unique'],
    ['no mapping at all', '- a', 'expected a mapping of keys to values, got a list of 1'],
    ['nothing', '', 'corpus: missing, expected a mapping of keys to values'],
    ['a tag that nobody knows', 'corpus: !ruby x', 'medspan.yaml:1:9: Unresolved tag: !ruby'],
    ['a broken list', 'corpus: [1', 'medspan.yaml:1:11: Flow sequence'],
    ['a nesting without bounds', '['.repeat(50_000), 'it nests too deeply'],
    ['a nesting of keys', '? '.repeat(500), 'it nests too deeply'],
    ['a key that reaches for the prototype', `${minimal}__proto__: { x: 1 }`, '__proto__: unknown key'],
  ])('is told about %s', (_, content, message) => {
    expect(problems(content).join('\n')).toContain(message)
  })

  test('does not unfold a bomb of aliases', () => {
    const row = (name: string, of: string) => `${name}: &${name} [${`*${of}, `.repeat(9)}*${of}]\n`
    const bomb = `a: &a [x, x]\n${row('b', 'a')}${row('c', 'b')}${row('d', 'c')}${row('e', 'd')}${row('f', 'e')}`
    expect(problems(bomb)[0]).toContain('Excessive alias count')
  })

  test('cannot reach the prototype with an override', () => {
    expect(problems(minimal, ['__proto__.polluted=1', 'constructor.prototype.polluted=1'])).toHaveLength(3)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})

describe('whatever stands in a configuration', () => {
  const keys = [
    'corpus',
    'sources',
    'path',
    'split',
    'ratios',
    'labels',
    'types',
    'model',
    'training',
    'seed',
    '__proto__',
  ]
  const key = fc.oneof(fc.constantFrom(...keys), fc.string({ maxLength: 5 }))
  const { tree } = fc.letrec(tie => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(null, true, 0, -1, 1.5, Number.NaN, 'all', 'a', [0.8, 0.1, 0.1]),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
    ),
  }))
  const punctuation = fc.string({ unit: fc.constantFrom(...':-[]{}&*a1 \n?|>"\'#,!<=.'), maxLength: 60 })

  /** Reads a configuration; everything but a configuration and our own error fails the test. */
  function survives(content: string, overrides: readonly string[] = []): void {
    try {
      parseConfig(content, 'medspan.yaml', overrides)
    } catch (error) {
      if (!(error instanceof MedspanError) || error.code !== 'config') throw error
      expect(error.message.length).toBeGreaterThan(0)
    }
  }

  test('any tree of values is a configuration or an error with its places', () => {
    fc.assert(fc.property(tree, value => survives(stringify(value))))
  })

  test('any text is a configuration or an error with its places', () => {
    fc.assert(
      fc.property(punctuation, text => survives(text)),
      { numRuns: 500 },
    )
  })

  test('any override is taken or an error', () => {
    const override = fc
      .tuple(fc.array(key, { maxLength: 3 }), punctuation)
      .map(([path, value]) => `${path.join('.')}=${value}`)
    fc.assert(
      fc.property(fc.array(fc.oneof(override, punctuation), { maxLength: 3 }), list =>
        survives(minimal, list),
      ),
    )
  })
})

describe('files that a configuration names', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-config-'))
    await mkdir(join(folder, 'bert'))
    await writeFile(join(folder, 'a.xmi'), '')
    await writeFile(join(folder, 'medspan.yaml'), minimal)
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('are looked for where the configuration is', async () => {
    const overrides = ['corpus.sources.0.type_system=infer']
    const config = await readConfig(join(folder, 'medspan.yaml'), overrides)
    expect(config.corpus.sources[0]).toMatchObject({ path: join(folder, 'a.xmi'), type_system: 'infer' })
  })

  test('are reported when they are missing, beside the other problems, unless the run has moved', async () => {
    const path = join(folder, 'medspan.yaml')
    const overrides = [
      'corpus.link.mrsty=none.rrf',
      'corpus.sources.0.type_system=none.xml',
      'labels.map=none.csv',
    ]
    const error = await readConfig(path, [...overrides, 'model.name_or_path=none']).catch(error => error)
    expect(error).toBeInstanceOf(MedspanError)
    expect(error.code).toBe('config')
    expect(error.message.split('\n')).toHaveLength(5)
    expect(error.message).toContain(
      `--set corpus.link.mrsty: expected an MRSTY file, but there is nothing at ${join(folder, 'none.rrf')}`,
    )
    const moved = await readConfig(path, overrides, { files: 'skip' })
    expect(moved.corpus.link).toEqual({ mrsty: join(folder, 'none.rrf') })
    expect(moved.labels.map).toBe(join(folder, 'none.csv'))
  })

  test('include the configuration itself', async () => {
    const error = await readConfig(join(folder, 'absent.yaml')).catch(error => error)
    expect(error).toMatchObject({ code: 'config', where: { path: join(folder, 'absent.yaml') } })
    expect(error.hint).toContain('medspan init')
  })
})
