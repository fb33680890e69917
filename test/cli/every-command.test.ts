/** @file Every command prints all of it into a pipe that is read slowly, and says where its output is full. */
import { spawn } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { formatCorpus } from '../../src/formats/corpus.ts'
import { silent } from '../../src/progress.ts'
import { markOwn } from '../../src/system/own.ts'
import type { Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'
import { train } from '../../src/train/run.ts'
import { builtFolder } from '../built.ts'
import { startWebhooks } from '../notify/server.ts'
import { createSmallProject, smallConfigOf } from '../train/small-project.ts'
import { deaf } from './command-line.ts'

/** What is printed at least where it is much, in characters. */
const MUCH = 2_000_000
const cuis = Array.from({ length: 20_000 }, (_, i) => `C${String(i).padStart(7, '0')}`)

/** At least so many characters come out. */
interface Prints {
  readonly on: 'stdout' | 'stderr'
  readonly least: number
}
interface Case {
  readonly args: readonly string[]
  readonly prints?: Prints
  readonly code?: number
}

const little: Prints = { on: 'stdout', least: 1 }
const much: Prints = { on: 'stdout', least: MUCH }
const noResult: Prints = { on: 'stderr', least: 1 }

/** Each command with something to print, but those that take too long for a test of their printing. */
const ordinary: Readonly<Record<string, Case>> = {
  init: { args: ['init', 'new', '--force'] },
  models: { args: ['models'] },
  import: { args: ['import', 'long.jsonl', '-o', 'imported.jsonl'] },
  umls: { args: ['umls', 'lookup', ...cuis, '--mrsty', 'MRSTY.RRF', '--json'], prints: much },
  link: { args: ['link', 'long.jsonl', '--mrsty', 'MRSTY.RRF', '-o', 'linked.jsonl'] },
  merge: { args: ['merge', 'long.jsonl', '--show', '9', '-o', 'merged.jsonl'], prints: much },
  split: { args: ['split', 'rows.json', '-o', 'parts'] },
  stats: { args: ['stats', 'long.jsonl', '--explain', '--json'] },
  convert: {
    args: ['convert', 'long.jsonl', '--to', 'conll', '--explain', '-o', 'long.conll'],
    prints: much,
  },
  train: { args: ['train', '--no-report'] },
  tune: { args: ['tune'], prints: noResult, code: 1 },
  'learning-curve': { args: ['learning-curve', '--shares', '1', '--json'] },
  watch: { args: ['watch', 'failed', '--once', '--json'], prints: much },
  evaluate: { args: ['evaluate', 'run'] },
  score: { args: ['score', 'rows.json', 'rows.json'] },
  compare: { args: ['compare', 'run', 'run'] },
  report: { args: ['report', 'failed'], prints: noResult, code: 1 },
  predict: { args: ['predict', '-m', 'run', 'blank.txt', '--json'], prints: much },
  serve: { args: ['serve', '-m', 'run', '--host', '0.0.0.0'], prints: noResult, code: 1 },
  active: { args: ['active', '-m', 'run', 'blank.txt', '--to', 'corpus', '-o', 'next.jsonl'] },
  export: { args: ['export', 'run', '-o', 'exported', '--json'] },
  push: { args: ['push', 'run', 'anna/tagger'] },
  notify: { args: ['notify', 'run', '--dry-run', '--webhook-file', 'webhooks'] },
  submit: { args: ['submit', 'train', '--dry-run'] },
  status: { args: ['status', 'jobs'], prints: much },
  logs: { args: ['logs', 'jobs'], prints: much },
  cancel: { args: ['cancel', 'jobs'] },
  resume: { args: ['resume', 'over'] },
  job: {
    args: [
      'job',
      '--kind',
      'train',
      '--folder',
      'job',
      '--stop-file',
      'stop',
      '--',
      'cat',
      'jobs/jobs/12.log',
    ],
    prints: { on: 'stderr', least: MUCH },
  },
  'job-setup': { args: ['job-setup', '--', 'watch', 'failed', '--once', '--json'], prints: much },
  join: { args: ['join'], prints: noResult, code: 1 },
}
const helpAlone = ['demo']

let folder = ''
let root = ''
const { commands } = await createProgram({ io: deaf, progress: silent })
const names = commands.map(command => command.name())

beforeAll(async () => {
  root = await builtFolder()
  folder = await mkdtemp(join(tmpdir(), 'medspan-every-command-'))
  const write = (name: string, content: string) => writeFile(join(folder, name), content)
  await createSmallProject(folder)
  await train(smallConfigOf(folder), { progress: silent })

  const long = `Asthma ${'very '.repeat(MUCH / 5)}severe.`
  const mentions = [0, 1, 2].map(i => ({ begin: i, end: long.length, types: ['T047'], concepts: [] }))
  const document: Document = { id: 'long', text: long, ...segment(long), mentions }
  await write('long.jsonl', formatCorpus([document]))
  await write('blank.txt', `Aspirin relieved asthma.${' '.repeat(MUCH)}`)
  await write('MRSTY.RRF', cuis.map(cui => `${cui}|T047|B2.2.1.2.1|Disease or Syndrome|AT||\n`).join(''))

  for (const name of ['failed', 'jobs/jobs', 'over/jobs', 'job'])
    await mkdir(join(folder, name), { recursive: true })
  await write('failed/run.json', JSON.stringify({ status: 'failed', error: 'x'.repeat(MUCH) }))
  const submitted = { event: 'submitted', kind: 'train', at: '2026-01-02T03:04:05Z' }
  await write('jobs/jobs.jsonl', `${JSON.stringify({ ...submitted, job: '12' })}\n`)
  const script = '#!/bin/sh\n'
  const own = await markOwn(join(folder, 'over'), ['train', script, ''])
  await write('over/jobs.jsonl', `${JSON.stringify({ ...submitted, job: '11', own })}\n`)
  await write('jobs/jobs/12.log', `${'a line of a log\n'.repeat(MUCH / 16)}the last line\n`)
  await write('over/jobs/train.sh', script)

  await write('webhooks', 'http://127.0.0.1:9/\n')
  await chmod(join(folder, 'webhooks'), 0o600)

  await mkdir(join(folder, 'bin'))
  await write('states', `12|RUNNING|${'r'.repeat(MUCH)}|node1\n`)
  const slurm = {
    squeue: `[ "$8" != 12 ] || cat '${folder}/states'`,
    sbatch: 'echo 13',
    sacct: '',
    scancel: '',
    scontrol: '',
  }
  for (const [program, line] of Object.entries(slurm)) {
    await write(`bin/${program}`, `#!/bin/sh\n${line}\n`)
    await chmod(join(folder, 'bin', program), 0o755)
  }
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs cases in one process, and says of each what it printed and how it ended. */
async function runAll(cases: Readonly<Record<string, readonly string[]>>, full?: string) {
  const job = join(folder, 'cases.json')
  await writeFile(job, JSON.stringify({ folder, cases, full }))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'every-command-child.mjs'), root, job], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${folder}/bin${delimiter}${process.env.PATH}`, SLURM_JOB_ID: '12' },
  })
  const read = async (stream: AsyncIterable<Buffer>) => {
    const pieces: Buffer[] = []
    for await (const piece of stream) {
      pieces.push(piece)
      await sleep(1)
    }
    return Buffer.concat(pieces).toString('utf8')
  }
  const [out, err] = await Promise.all([read(child.stdout), read(child.stderr)])
  const parts = (text: string): Record<string, string> =>
    Object.fromEntries([...text.matchAll(/([^\0]*)\0(.*)\n/g)].map(([, printed, name]) => [name, printed]))
  const [stdout, stderr] = [parts(out), parts(err)]
  const codes = JSON.parse(err.slice(err.lastIndexOf('\0')).replace(/.*\n/, '')) as Record<string, number>
  return (name: string) => ({ stdout: stdout[name]!, stderr: stderr[name]!, code: codes[name] })
}

const commandLines = Object.fromEntries(Object.entries(ordinary).map(([name, { args }]) => [name, args]))
const helps = Object.fromEntries(names.map(name => [`${name} --help`, [name, '--help']]))

test('every command is tried here', () => {
  expect([...Object.keys(ordinary), ...helpAlone].sort()).toEqual(names.toSorted())
})

test.skipIf(process.platform === 'win32')('all that is printed comes out of a slow pipe', async () => {
  const ended = await runAll({ ...commandLines, ...helps })
  for (const [name, { args, prints = little, code = 0 }] of Object.entries(ordinary)) {
    const printed = ended(name)
    expect(printed.code, `${name}\n${printed.stderr.slice(-2000)}`).toBe(code)
    const text = printed[prints.on]
    expect(text.length, name).toBeGreaterThanOrEqual(prints.least)
    expect(text.endsWith('\n'), name).toBe(true)
    if (args.includes('--json')) expect(() => JSON.parse(text), name).not.toThrow()
  }
  expect(ended('logs').stdout).toMatch(/the last line\n$/)
  expect(ended('job').stderr).toMatch(/the last line\n/)
  for (const name of Object.keys(helps)) expect(ended(name).stdout, name).toMatch(/^Usage: medspan /)
})

test.skipIf(!existsSync('/dev/full'))('every command says once that its output is full', async () => {
  const ended = await runAll({ ...commandLines, ...helps }, '/dev/full')
  for (const name of [...Object.keys(commandLines), ...Object.keys(helps)]) {
    const isResult = ordinary[name]?.prints?.on !== 'stderr'
    const { stdout, stderr, code } = ended(name)
    expect(code, name).toBe(isResult ? 1 : (ordinary[name]?.code ?? 0))
    const told = stderr.match(
      /^error: standard output: could not be written: ENOSPC.*\n {2}The disk is full/gm,
    )
    expect(told?.length ?? 0, name).toBe(isResult ? 1 : 0)
    expect(stdout, name).toBe('')
  }
})

test.skipIf(!existsSync('/dev/full'))(
  'a training goes on to its end where its result cannot be printed',
  async () => {
    const server = await startWebhooks()
    try {
      const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'train', '--no-report'], {
        cwd: folder,
        stdio: ['ignore', openSync('/dev/full', 'w'), 'ignore'],
        env: { ...process.env, MEDSPAN_DISCORD_WEBHOOK: '', MEDSPAN_WEBHOOK: `${server.origin}/hook/key` },
      })
      expect(await new Promise(settled => child.on('close', settled))).toBe(1)
      expect(server.taken.map(({ body }) => JSON.parse(body.toString()).event)).toEqual(['success'])
    } finally {
      await server.close()
    }
  },
)
