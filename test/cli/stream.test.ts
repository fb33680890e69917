/** @file Standard output and standard error, of the executable and by themselves. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { existsSync, openSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writePieces } from '../../src/cli/io.ts'
import { createOutput, settle } from '../../src/cli/stream.ts'
import { builtFolder } from '../built.ts'
import { deaf } from './command-line.ts'

let folder = ''
let main = ''
const long = 'x'.repeat(2_000_000)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-stream-'))
  main = join(await builtFolder(), 'dist/cli/main.js')
  await mkdir(join(folder, 'run'))
  await writeFile(join(folder, 'run', 'run.json'), JSON.stringify({ status: 'failed', error: long }))
  await writeFile(join(folder, 'a.txt'), 'Severe asthma.')
})
afterAll(() => rm(folder, { recursive: true }))

/** Prints more than 2 MB on one line. */
const command = ['watch', 'run', '--once', '--json']

function start(args: readonly string[], stdio: StdioOptions): ChildProcess {
  return spawn(process.execPath, [main, ...args], { cwd: folder, stdio })
}

/** All that comes out of a stream whose reader takes its time. */
async function readSlowly(stream: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of stream) {
    pieces.push(piece)
    await sleep(1)
  }
  return Buffer.concat(pieces).toString('utf8')
}

const codeOf = (child: ChildProcess) =>
  new Promise<number | null>((settled, reject) => child.on('error', reject).on('close', settled))

async function collected(child: ChildProcess) {
  const [out, err, code] = await Promise.all([
    child.stdout === null ? '' : readSlowly(child.stdout),
    child.stderr === null ? '' : readSlowly(child.stderr),
    codeOf(child),
  ])
  return { out, err, code }
}

describe('the executable', () => {
  test('loses nothing where its reader is slow', async () => {
    const { out, err, code } = await collected(start(command, ['ignore', 'pipe', 'pipe']))
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(JSON.parse(out).error).toHaveLength(long.length)
  })

  test('ends quietly where its reader has seen enough', async () => {
    const child = start(command, ['ignore', 'pipe', 'pipe'])
    child.stdout!.once('data', () => child.stdout!.destroy())
    const [err, code] = await Promise.all([readSlowly(child.stderr!), codeOf(child)])
    expect({ err, code }).toEqual({ err: '', code: 0 })
  })

  test.skipIf(process.platform === 'win32')(
    'says that its output did not fit, also where a part of it did',
    async () => {
      const script = 'ulimit -f 8; exec "$@" > short'
      const child = spawn('sh', ['-c', script, 'sh', process.execPath, main, ...command], { cwd: folder })
      const { err, code } = await collected(child)
      expect(err).toBe('error: standard output: could not be written: EFBIG: file too large, write\n')
      expect(code).toBe(1)
      expect(statSync(join(folder, 'short')).size).toBeGreaterThan(0)
    },
  )

  test.skipIf(!existsSync('/dev/full'))(
    'says once that standard output is full, and exits with 1',
    async () => {
      const full = openSync('/dev/full', 'w')
      for (const args of [command, ['--help']]) {
        const { err, code } = await collected(start(args, ['ignore', full, 'pipe']))
        expect(err.match(/^error: .*/gm)).toEqual([
          'error: standard output: could not be written: ENOSPC: no space left on device, write',
        ])
        expect(code).toBe(1)
      }
    },
  )

  test.skipIf(!existsSync('/dev/full'))('does the same where standard error is full', async () => {
    const full = openSync('/dev/full', 'w')
    const { out, code } = await collected(
      start(['stats', 'a.txt', '--format', 'text'], ['ignore', 'pipe', full]),
    )
    expect(code).toBe(0)
    expect(out).toMatch(/^documents +1$/m)
    expect((await collected(start(['watch', 'absent', '--nonsense'], ['ignore', 'pipe', full]))).code).toBe(1)
    expect((await collected(start(command, ['ignore', full, full]))).code).toBe(1)
  })

  test('reports an error that nobody has waited for as a defect, and lets it steer no terminal', async () => {
    // Once the executable has begun.
    const script = `const timer = setInterval(() => {
      if (process.listenerCount('SIGINT') === 0) return
      clearInterval(timer)
      Promise.reject(new Error('a defect \\x1b]52;'))
    }, 20)`
    const child = spawn(process.execPath, [main, 'watch', 'absent', '--wait'], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` },
    })
    const { err, code } = await collected(child)
    expect(code).toBe(2)
    expect(err).toContain('This is a defect of medspan')
    expect(err).toContain('a defect \\u001b]52;')
    expect(err).not.toContain('\u001b')
  })
})

/** A stream that takes what it is given when it is told to, or fails. */
function held() {
  const taken: string[] = []
  let next: ((error?: Error) => void) | undefined
  const stream = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      taken.push(text)
      next = done
    },
  })
  return { stream, taken, take: (error?: Error) => next?.(error) }
}

const broken = (code: string) => Object.assign(new Error(`${code}: broken`), { code })

test('a result in pieces is given no faster than it is taken', async () => {
  const { stream, taken, take } = held()
  let made = 0
  function* pieces() {
    for (made = 1; made <= 3; made++) yield `${made}`
  }
  const done = writePieces({ ...deaf, stdout: createOutput(stream) }, pieces())
  for (const expected of [['1'], ['1', '2'], ['1', '2', '3']]) {
    await sleep(1)
    expect(taken).toEqual(expected)
    expect(made).toBe(expected.length)
    take()
  }
  await done
})

test('after a failure nothing is written, nothing is waited for, and it is told once', async () => {
  const { stream, taken, take } = held()
  let failures = 0
  const output = createOutput(stream, () => failures++)
  output.write('a')
  output.write('b')
  const drained = output.drained()
  take(broken('EIO'))
  await drained
  stream.emit('error', broken('EIO'))
  output.write('c')
  await output.drained()
  expect({ taken, failures }).toEqual({ taken: ['a'], failures: 1 })
  expect(output.failure?.message).toBe('EIO: broken')
})

test.each([
  ['EPIPE', 0, 0, false],
  ['EPIPE', 75, 75, false],
  ['EIO', 0, 1, true],
  ['EIO', 75, 75, true],
])('%s of standard output makes of the exit code %d a %d', async (code, before, after, isSaid) => {
  const [out, err] = [held(), held()]
  const [stdout, stderr] = [createOutput(out.stream), createOutput(err.stream)]
  stdout.write('a')
  out.take(broken(code))
  const settled = settle(before, { stdout, stderr })
  await sleep(1)
  err.take()
  expect(await settled).toBe(after)
  expect(err.taken).toEqual(isSaid ? [`error: standard output: could not be written: ${code}: broken\n`] : [])
})
