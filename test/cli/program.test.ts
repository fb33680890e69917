import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Io } from '../../src/cli/io.ts'
import { createProgram, run } from '../../src/cli/program.ts'
import { parseConfig } from '../../src/config/config.ts'
import { silent } from '../../src/progress.ts'
import { smallModel } from '../train/small-project.ts'
import { deaf, outputTo, type RunOptions, runCommand } from './command-line.ts'

const sample = resolve(import.meta.dirname, '../../examples/sample')
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

const medspan = (args: readonly string[], options?: RunOptions) => runCommand(folder, args, options)

const pubtator = [
  '1|t|Aspirin and migraine',
  '1|a|Aspirin relieved migraine 😀 in most.',
  '1\t0\t7\tAspirin\tT121\tC0004057',
  '1\t12\t20\tmigraine\tT047\tC0149931',
  '1\t21\t28\tAspirin\tT121\tC0004057',
  '1\t38\t46\tmigraine\tT047\tC0149931',
  '',
].join('\n')

/** Small documents, as many as asked for, each with words of its own: nearly the same text stays in one part. */
function manyDocuments(count: number): string {
  const own = (i: number) => Array.from({ length: 8 }, (_, n) => `w${i}x${n}`).join(' ')
  return Array.from({ length: count }, (_, i) =>
    pubtator.replace(/^1(?=[|\t])/gm, String(i + 1)).replace('most', `most ${own(i)}`),
  ).join('\n')
}

describe('help', async () => {
  const program = await createProgram({ io: deaf, progress: silent })
  const names = program.commands.map(command => command.name())
  /** Run by batch scripts. */
  const scripted = new Set(['job', 'job-setup', 'join'])

  test('lists every command for people and ends well', async () => {
    const { code, out } = await medspan(['--help'])
    expect(code).toBe(0)
    expect(names).toEqual([
      'demo',
      'init',
      'models',
      'import',
      'umls',
      'link',
      'merge',
      'split',
      'stats',
      'convert',
      'train',
      'tune',
      'learning-curve',
      'watch',
      'evaluate',
      'score',
      'compare',
      'report',
      'predict',
      'serve',
      'active',
      'export',
      'push',
      'notify',
      'submit',
      'status',
      'logs',
      'cancel',
      'resume',
      'job',
      'job-setup',
      'join',
    ])
    for (const name of names)
      if (scripted.has(name)) expect(out).not.toMatch(new RegExp(`^  ${name} `, 'm'))
      else expect(out).toMatch(new RegExp(`^  ${name} `, 'm'))
  })

  test.each(names)('of %s shows an example and --json', async name => {
    const { code, out, err } = await medspan([name, '--help'])
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(out).toMatch(new RegExp(`Examples?:\\n  medspan ${name}\\b`))
    expect(out).toContain('--json')
  })

  test("speaks the reader's words", () => {
    const commands = program.commands.flatMap(command => [command, ...command.commands])
    const ours = /\b(by lot|the lot|so many|come again|goe?s? on|gone on|anew|under way|told)\b/
    const found = commands.flatMap(command => {
      const texts: string[] = []
      command.configureOutput({ writeOut: text => void texts.push(text) }).outputHelp()
      return ours.exec(texts.join(''))?.map(word => `${command.name()}: ${word}`) ?? []
    })
    expect(found).toEqual([])
  })

  test('is shown for no command at all, as a mistake', async () => {
    const { code, out, err } = await medspan([])
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).toContain('Usage: medspan')
  })

  test('gives the version of the package', async () => {
    const { version } = JSON.parse(await readFile(resolve(sample, '../../package.json'), 'utf8'))
    expect(await medspan(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })
})

describe('a mistake on the command line gives exit code 1 and one message', () => {
  test.each([
    ['an unknown command', ['trian'], "error: unknown command 'trian'\n(Did you mean train?)"],
    ['an unknown option', ['stats', 'x', '--jsn'], "unknown option '--jsn'"],
    ['a missing argument', ['stats'], "missing required argument 'corpus'"],
    ['a missing option', ['import', 'x'], "required option '-o, --output <file>' not specified"],
    ['a missing file', ['stats', 'absent.jsonl'], 'absent.jsonl'],
    ['an unknown format', ['import', '.', '-o', 'x', '--format', 'tsv'], 'expected one of the formats'],
    ['a missing configuration', ['train'], 'medspan init'],
    ['shares that do not add up', ['split', 'x', '-o', 'y', '--ratios', '0.5,0.1,0.1'], 'add up to 1'],
    ['shares that are none', ['split', 'x', '-o', 'y', '--ratios', 'most,some,few'], 'three fractions'],
    ['a seed that is none', ['split', 'x', '-o', 'y', '--seed', '-1'], 'Expected a whole number'],
    ['a folder that is no run', ['evaluate', '.'], 'expected a run folder'],
    ['nothing to watch', ['watch', 'absent'], '--wait waits for it'],
    ['a time that is none', ['watch', '.', '--give-up', 'soon'], 'Expected minutes'],
    ['nothing to tag', ['predict', '-m', '.'], 'expected files or --text, got neither'],
    ['mentions into nowhere', ['predict', '-m', '.', 'a.xmi', '--into', 'auto'], 'and an output'],
    ['mentions into text', ['predict', '-m', '.', '--text', 'x', '--into', 'auto'], "'--text <text>'"],
    ['a feature of no layer', ['predict', '-m', '.', 'a.xmi', '--feature', 'value'], 'expected --into'],
    ['a folder that is no model', ['predict', '-m', '.', '--text', 'x'], 'tokenizer.json'],
  ])('%s', async (_, args, message) => {
    const { code, out, err } = await medspan(args)
    expect(err).toContain(message)
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).not.toMatch(/^\s+at /m)
    expect(await readdir(folder)).toEqual([])
  })

  test('typos in a configuration, all at once', async () => {
    const path = join(folder, 'typo.yaml')
    await writeFile(
      path,
      'corpus: { sources: [{ path: . }] }\nmodel: { name_or_path: . }\ntraining: { learning_rat: 1 }\n',
    )
    const { code, err } = await medspan(['train', '-c', 'typo.yaml', '--set', 'training.seed=x'])
    expect(code).toBe(1)
    expect(err).toBe(
      `error: ${path}: 2 problems in the configuration\n` +
        `  ${path}:3:13 training.learning_rat: unknown key, did you mean learning_rate?\n` +
        '  --set training.seed: expected a number, got the text "x"\n',
    )
    await rm(path)
  })
})

test('a defect gives exit code 2, the stack, and what to report', async () => {
  let err = ''
  const io: Io = {
    ...deaf,
    stdout: outputTo(() => {
      throw new TypeError('a broken stream', { cause: new Error('its cause') })
    }),
    stderr: outputTo(text => {
      err += text
    }),
    cwd: folder,
  }
  expect(await run(['init', 'defect'], io)).toBe(2)
  expect(err).toContain('This is a defect of medspan')
  expect(err).toContain(`Node ${process.version}`)
  expect(err).toContain('medspan init defect')
  expect(err).toMatch(/TypeError: a broken stream\n +at /)
  expect(err).toContain('caused by Error: its cause')
})

describe('corpora on the command line', () => {
  test('are imported, counted, merged and divided', async () => {
    await mkdir(join(folder, 'in'))
    await writeFile(join(folder, 'in', 'a.pubtator'), manyDocuments(20))
    const imported = await medspan(['import', 'in', '-o', 'a.jsonl'])
    expect(imported).toMatchObject({
      code: 0,
      out: 'a.jsonl: 20 documents, 40 sentences, 360 tokens, 80 mentions\n',
    })

    const stats = await medspan(['stats', 'a.jsonl'])
    expect(stats.code).toBe(0)
    expect(stats.out).toMatch(
      /^documents +20\n(.*\n)* {2}T047 Disease or Syndrome +40\n {2}T121 Pharmacologic Substance +40\n/,
    )
    const counted = JSON.parse((await medspan(['stats', 'a.jsonl', '--json'])).out)
    expect(counted).toMatchObject({ documents: 20, mentions: 80, untyped: 0, types: { T047: 40, T121: 40 } })

    const merged = await medspan(['merge', 'a.jsonl', 'in/a.pubtator', '-o', 'all.jsonl', '--json'])
    expect(JSON.parse(merged.out)).toMatchObject({ output: 'all.jsonl', documents: 40 })

    const divided = await medspan(['split', 'a.jsonl', '-o', 'parts', '--ratios', '0.6,0.2,0.2', '--json'])
    expect(JSON.parse(divided.out).splits[0].parts).toMatchObject([
      { output: join('parts', 'train.jsonl'), documents: 12 },
      { output: join('parts', 'validation.jsonl'), documents: 4 },
      { output: join('parts', 'test.jsonl'), documents: 4 },
    ])
    await rm(join(folder, 'in'), { recursive: true })
  })

  test('get their types from an MRSTY file', async () => {
    const corpus = [
      { format: 'medspan-corpus', version: 1 },
      {
        id: 'x',
        text: 'Aspirin',
        sentences: [[0, 7]],
        tokens: [[0, 7]],
        mentions: [[0, 7, ['C0004057'], []]],
      },
    ]
    await writeFile(join(folder, 'b.jsonl'), corpus.map(line => JSON.stringify(line)).join('\n'))
    await writeFile(join(folder, 'MRSTY.RRF'), 'C0004057|T121|A1.4.1.1.1|Pharmacologic Substance|AT1||\n')
    const linked = await medspan(['link', 'b.jsonl', '--mrsty', 'MRSTY.RRF', '-o', 'linked.jsonl'])
    expect(linked).toMatchObject({
      code: 0,
      out: 'linked.jsonl: 1 documents, 1 sentences, 1 tokens, 1 mentions\n',
    })
    expect(await readFile(join(folder, 'linked.jsonl'), 'utf8')).toContain('[0,7,["C0004057"],["T121"]]')
    await writeFile(join(folder, 'MRSTY.RRF'), 'C0004057|T121\n')
    const broken = await medspan(['link', 'b.jsonl', '--mrsty', 'MRSTY.RRF', '-o', 'again.jsonl'])
    expect(broken.code).toBe(1)
    expect(broken.err).toContain('MRSTY.RRF:1')
    expect(await readdir(folder)).not.toContain('again.jsonl')
  })
})

describe('medspan init', () => {
  test('writes a configuration that is valid, and never over one that is there', async () => {
    const { code, out } = await medspan(['init', 'project'])
    const path = join(folder, 'project', 'medspan.yaml')
    expect(code).toBe(0)
    expect(out).toContain(`medspan train -c ${join('project', 'medspan.yaml')}`)
    const content = await readFile(path, 'utf8')
    expect(() => parseConfig(content, path)).not.toThrow()

    await writeFile(path, '# mine\n')
    const again = await medspan(['init', 'project'])
    expect(again.code).toBe(1)
    expect(again.err).toContain('--force')
    expect(await readFile(path, 'utf8')).toBe('# mine\n')
    expect((await medspan(['init', 'project', '--force'])).code).toBe(0)
    expect(await readFile(path, 'utf8')).toBe(content)
  })
})

describe('training on the command line', () => {
  const args = [
    'train',
    '-c',
    join(sample, 'medspan.yaml'),
    '-o',
    'run',
    '--no-report',
    '--set',
    'training.num_train_epochs=0.2',
    '--set',
    `model.name_or_path=${smallModel}`,
  ]

  test('can be interrupted, goes on, and gives a run that evaluates and tags', async () => {
    const controller = new AbortController()
    const interrupted = await medspan(args, {
      signal: controller.signal,
      // The encoding of the test part is the last thing before the first step.
      onPrint: text => {
        if (text.startsWith('Encoding test')) controller.abort()
      },
    })
    expect(interrupted.err).toContain('interrupted')
    expect(interrupted.err).toContain('same command again')
    expect(interrupted.code).toBe(75)
    expect(interrupted.out).toBe('')

    const trained = await medspan([...args, '--json'])
    expect(trained.code).toBe(0)
    const summary = JSON.parse(trained.out)
    expect(summary.runFolder).toBe(join(folder, 'run'))
    expect(summary.counts.train.documents).toBeGreaterThan(60)
    expect(summary.baseline.test.default.overall.f1).toBeGreaterThan(0.3)

    const again = await medspan(args)
    expect(again.code).toBe(0)
    expect(again.err).toContain('finished already')
    expect(again.out).toMatch(/^model +\d/m)
    expect(again.out).toMatch(/^dictionary, strict +\d/m)

    const evaluated = JSON.parse((await medspan(['evaluate', 'run', '--json'])).out)
    expect(evaluated.test.default).toEqual(summary.test.default)
    expect(evaluated.baseline).toEqual(summary.baseline)

    const text = 'A cough 😷 with asthma.'
    const tagged = await medspan(['predict', '-m', 'run', '--text', text, '--json'])
    expect(tagged.code).toBe(0)
    expect(JSON.parse(tagged.out)).toMatchObject([{ id: 'text', text }])
    expect(
      (await medspan(['predict', '-m', 'run', '--text', text])).out.replace(
        /\[(.*?) \| T\d+ [^\]]+\]/g,
        '$1',
      ),
    ).toBe(`${text}\n`)

    const exported = await medspan(['export', 'run', '-o', 'exported'])
    expect(exported.out).toMatch(
      /^exported:\n {2}onnx\/model.onnx: .*\n.*\nof [\d,]+ words of the run's test part, int8 has /,
    )
    const opened = await medspan(['predict', '-m', 'exported', '--text', text, '--json'])
    expect(opened.out).toBe(tagged.out)

    await writeFile(join(folder, 'letter.txt'), `${text}\n`)
    const written = await medspan([
      'predict',
      '-m',
      'run',
      'letter.txt',
      '-o',
      'tagged.pubtator',
      '--to',
      'pubtator',
    ])
    expect(written.code).toBe(0)
    expect(await readFile(join(folder, 'tagged.pubtator'), 'utf8')).toMatch(
      /^letter\|t\|A cough 😷 with asthma\.\n/,
    )
    await medspan(['convert', 'letter.txt', '--format', 'text', '-o', 'letters', '--to', 'cas-json'])
    const into = ['predict', '-m', 'run', 'letters', '-o', 'tagged/', '--into', 'auto']
    expect(await medspan(into)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^tagged\/: 1 documents, \d+ mentions\n$/),
    })
    expect(await readFile(join(folder, 'tagged/letter.json'), 'utf8')).toContain(text)
    const both = await medspan(['predict', '-m', 'run', 'letter.txt', '--text', text])
    expect(both).toMatchObject({ code: 1, out: '' })
  })

  test('refuses another configuration in the folder of a run, unless told to overwrite it', async () => {
    const other = [...args, '--set', 'training.seed=7', '--set', 'training.num_train_epochs=0.02']
    const refused = await medspan(other)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('training.seed was 42, is 7')
    const replaced = await medspan([...other, '--overwrite', '--json'])
    expect(replaced.code).toBe(0)
  })
})
