/**
 * @file The executable as a process of its own: exit codes, streams and signals.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { builtFolder } from '../built.ts'
import { holdWhile } from '../train/held.ts'
import { createSmallProject, smallModel } from '../train/small-project.ts'

const root = resolve(import.meta.dirname, '../..')
let home = ''
let elsewhere = ''
let small = ''
/** While it is there, a step goes on. */
let held = ''

beforeAll(async () => {
  const built = await builtFolder()
  home = mkdtempSync(join(tmpdir(), 'medspan-package-'))
  elsewhere = join(home, 'elsewhere')
  mkdirSync(elsewhere)
  held = join(home, 'held')
  small = await createSmallProject(join(home, 'small'))
  // A copy, for tests change the example in it.
  for (const name of ['dist', 'package.json', 'examples', 'assets'])
    cpSync(join(built, name), join(home, name), { recursive: true, dereference: true })
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'), 'junction')
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Starts the program where there is no desktop. */
function start(args: readonly string[]): ChildProcess {
  const main = join(home, 'dist', 'cli', 'main.js')
  const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' }
  return spawn(process.execPath, [holdWhile(held), main, ...args], { cwd: elsewhere, env })
}

/** Waits for a process and collects what it printed; `onError` sees standard error as it comes. */
function ending(child: ChildProcess, onError?: (text: string) => void) {
  return new Promise<{ code: number | null; out: string; err: string }>((settle, reject) => {
    let out = ''
    let err = ''
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      err += text
      onError?.(err)
    })
    child.on('error', reject).on('close', code => settle({ code, out, err }))
  })
}

test('results go to standard output, errors to standard error, and the exit code tells which', async () => {
  const [version, typo] = await Promise.all([
    ending(start(['--version'])),
    ending(start(['stats', 'absent'])),
  ])
  expect(version).toMatchObject({ code: 0, err: '' })
  expect(typo).toMatchObject({ code: 1, out: '' })
  expect(typo.err).toContain('absent')
})

/** Signals a process when it prints a text, and waits for its end. */
function stopped(args: readonly string[], signal: NodeJS.Signals, at: string) {
  // No training is over before it is signalled.
  writeFileSync(held, '')
  const child = start(args)
  let signalled = false
  return ending(child, err => {
    if (err.includes('stopping gracefully')) rmSync(held, { force: true })
    if (signalled || !err.includes(at)) return
    signalled = true
    child.kill(signal)
  }).finally(() => rmSync(held, { force: true }))
}

test.skipIf(process.platform === 'win32')(
  'a training that is asked to stop ends with 75, wherever it is, and the same command goes on from there',
  async () => {
    const args = ['train', '-c', small, '-o', 'run', '--no-report']
    const names = () => readdirSync(join(elsewhere, 'run'))
    for (const [signal, at] of [
      ['SIGTERM', 'Importing'],
      ['SIGINT', 'Encoding test'],
      ['SIGUSR1', 'continuing from'],
      ['SIGTERM', 'continuing from'],
    ] as const) {
      const { code, out, err } = await stopped(args, signal, at)
      expect(err).toContain(signal === 'SIGINT' ? 'Ctrl-C once more' : `${signal}: stopping`)
      expect(err).toContain('same command again')
      expect({ code, out }, `${signal} at ${at}\n${err}`).toEqual({ code: 75, out: '' })
      if (at === 'Importing') continue
      expect(names().some(name => name.startsWith('checkpoint-'))).toBe(true)
      expect(names().some(name => name.endsWith('.partial'))).toBe(false)
    }
    const again = await ending(start([...args, '--json']))
    expect(again.code).toBe(0)
    expect(JSON.parse(again.out).best.step).toBeGreaterThan(0)
  },
)

test.skipIf(process.platform === 'win32')(
  'Ctrl-C once more ends a training at once, in the middle of a step',
  async () => {
    writeFileSync(held, '')
    const child = start(['train', '-c', small, '-o', 'twice'])
    onTestFinished(() => {
      child.kill('SIGKILL')
      rmSync(held)
    })
    let printed = ''
    const ended = ending(child, err => {
      printed = err
    })
    const isRunning = () => child.exitCode === null && child.signalCode === null
    const until = async (text: string) => {
      while (isRunning() && !printed.includes(text)) await sleep(20)
    }
    await until('held in a step')
    child.kill('SIGINT')
    await until('Ctrl-C once more')
    // What comes within half a second is the same press.
    await sleep(700)
    child.kill('SIGINT')
    const { code, err } = await ended
    expect(code, err).toBe(130)
    expect(err).not.toContain('same command again')
    expect(readdirSync(join(elsewhere, 'twice')).filter(name => name.startsWith('checkpoint-'))).toEqual([])
  },
)

test.skipIf(process.platform === 'win32')(
  'a command that has nothing to go on from is ended at once, with the code of the signal',
  async () => {
    for (const [signal, code] of [
      ['SIGTERM', 143],
      ['SIGUSR1', 138],
      ['SIGINT', 130],
    ] as const)
      expect(await stopped(['demo', '-o', `cut-${code}`], signal, 'Importing')).toMatchObject({
        code,
        out: '',
      })
  },
)

test('the demo of the package runs from any folder, also over what an earlier demo left', async () => {
  const sample = join(home, 'examples', 'sample', 'medspan.yaml')
  const short = readFileSync(sample, 'utf8')
    .replace(/num_train_epochs: \d+/, 'num_train_epochs: 0.05')
    .replace('medspan/mini', smallModel)
  writeFileSync(sample, short)
  const first = await ending(start(['demo']))
  expect(first.code).toBe(0)
  expect(first.out).toMatch(/^model +\d/m)
  expect(first.out).toMatch(/^dictionary +\d/m)
  expect(first.out).toContain('😮')
  for (const next of ['report.html', 'medspan predict --model runs/demo', 'medspan init my-documents'])
    expect(first.out).toContain(next)
  expect(readdirSync(join(elsewhere, 'runs', 'demo'))).toContain('model.safetensors')

  expect(first.err).not.toContain('desktop')

  const isLinux = process.platform === 'linux' // elsewhere a desktop is taken for granted
  const second = await ending(start(['demo', '--json', ...(isLinux ? ['--open'] : [])]))
  expect(second.code).toBe(0)
  expect(second.err).not.toContain('finished already')
  if (isLinux) expect(second.err).toContain('There is no desktop here')
  expect(JSON.parse(second.out)).toMatchObject({ tagged: { id: 'text' } })
})
