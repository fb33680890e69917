import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import type { LogRecord } from '../../src/run/log.ts'
import { crc32c, formatEvent, openEvents, parseEvents } from '../../src/run/tensorboard.ts'
import { nameProcess } from '../../src/system/process-name.ts'
import { fuzzSeed } from '../fuzz.ts'
import { changeBytes } from '../mutation.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-events-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A clock that gives these milliseconds one after the other. */
function clock(times: readonly number[]): () => number {
  let looks = 0
  return () => times[looks++]!
}

async function write(history: readonly LogRecord[], records: readonly LogRecord[], nowMs?: () => number) {
  const events = await openEvents(folder, history, nowMs)
  for (const record of records) await events.append(record)
  await events.close()
  return events.path
}

const records: readonly LogRecord[] = [10, 20, 30, 40].flatMap(step => [
  { step, epoch: step / 20, loss: 1 / step, grad_norm: 2, learning_rate: 1e-4 },
  ...(step % 20 === 0 ? [{ step, epoch: step / 20, eval_loss: 0.5, eval_f1: step / 100 }] : []),
])

const stepsOf = async (path: string) => parseEvents(await readFile(path)).map(({ step }) => step)

describe('CRC32C', () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, i) => i)
  const readCommand = `01c00000 00000000 00000000 00000000 14000000 00000400 00000014 00000018
    28000000 00000000 02000000 00000000`
  // RFC 3720, appendix B.4, which gives the bytes in the order in which they are sent.
  test.each([
    ['32 bytes of zeroes', new Uint8Array(32), 'aa36918a'],
    ['32 bytes of ones', new Uint8Array(32).fill(255), '43aba862'],
    ['32 bytes, incrementing', ascending, '4e79dd46'],
    ['32 bytes, decrementing', ascending.toReversed(), '5cdb3f11'],
    ['an iSCSI read command', Buffer.from(readCommand.replace(/\s/g, ''), 'hex'), '563a96d9'],
  ])('is that of RFC 3720 for %s', (_, bytes, sent) => {
    const crc = Buffer.alloc(4)
    crc.writeUInt32LE(crc32c(bytes))
    expect(crc.toString('hex')).toBe(sent)
  })
})

describe('an event file', () => {
  test('has the bytes that the writer of TensorBoard gives', async () => {
    const path = resolve(import.meta.dirname, 'reference/event_files.json')
    const golden = JSON.parse(await readFile(path, 'utf8')) as {
      records: LogRecord[]
      times: number[]
      file: string
    }
    const written = await write([], golden.records, clock(golden.times))
    expect((await readFile(written)).toString('base64')).toBe(golden.file)
  })

  test('holds every number as float32, by Hugging Face’s tags', async () => {
    const path = await write([], records, clock([1000, 2000, 3000, 4000, 5000, 6000, 7000]))
    const [first, ...events] = parseEvents(await readFile(path))
    expect(first).toEqual({ wallTime: 1, step: 0, fileVersion: 'brain.Event:2', scalars: new Map() })
    expect(events[0]).toEqual({
      wallTime: 2,
      step: 10,
      scalars: new Map([
        ['train/epoch', 0.5],
        ['train/loss', Math.fround(0.1)],
        ['train/grad_norm', 2],
        ['train/learning_rate', Math.fround(1e-4)],
      ]),
    })
    expect([...events[2]!.scalars.keys()]).toEqual(['train/epoch', 'eval/loss', 'eval/f1'])
  })

  test('has a name without the host and the process', async () => {
    await write([], [], () => 1_700_000_000_000)
    expect(await readdir(folder)).toEqual(['events.out.tfevents.1700000000.medspan.0.0'])
  })

  test('cut anywhere, gives the records before the cut', async () => {
    const path = await write([], records)
    const bytes = await readFile(path)
    const ends = parseEvents(bytes).map(formatEvent)
    for (let length = 0; length <= bytes.length; length++) {
      let whole = 0
      for (let end = 0; whole < ends.length && end + ends[whole]!.length <= length; whole++)
        end += ends[whole]!.length
      expect(parseEvents(bytes.subarray(0, length)).length, `of ${length} bytes`).toBe(whole)
    }
  })

  test('with any byte changed, gives the records before it', async () => {
    const path = await write([], records)
    const bytes = await readFile(path)
    const all = parseEvents(bytes)
    const lengths = all.map(event => formatEvent(event).length)
    const random = createRandom(fuzzSeed, 'events')
    for (let at = 0; at < bytes.length; at++) {
      const changed = changeBytes(bytes, [{ at, kind: 'bit', value: random.below(8), length: 1 }])
      let before = 0
      for (let end = 0; end + lengths[before]! <= at; before++) end += lengths[before]!
      expect(parseEvents(changed), `byte ${at}`).toEqual(all.slice(0, before))
    }
  })
})

describe('a run that goes on', () => {
  test('leaves the same bytes as one that was never killed, and the times of its first records', async () => {
    const times = [1, 2, 3, 4, 5, 6, 7].map(second => second * 1000)
    const undisturbed = await readFile(await write([], records, clock(times)))
    await rm(folder, { recursive: true })
    const path = await write([], records.slice(0, 4), clock(times))
    await truncate(path, (await readFile(path)).length - 3)
    // From the checkpoint of step 20: the third and the fourth record are made again.
    const again = await write(records.slice(0, 2), records.slice(2), clock([9000, ...times.slice(3)]))
    expect(again).toBe(path)
    expect(await readFile(path)).toEqual(undisturbed)
  })

  test.each([0, 1, 3, 6])('from record %i has every step once', async done => {
    const path = await write([], records)
    await appendFile(path, Buffer.alloc(100))
    expect(await write(records.slice(0, done), records.slice(done))).toBe(path)
    expect(await stepsOf(path)).toEqual([0, 10, 20, 20, 30, 40, 40])
  })

  test('takes a file that is none for an empty one', async () => {
    const path = await write([], records)
    await writeFile(path, 'no records\n'.repeat(20))
    await write(records, [])
    expect(await stepsOf(path)).toEqual([0, 10, 20, 20, 30, 40, 40])
  })

  test('clears what was left aside, keeps one file of its own, and files of others', async () => {
    await mkdir(folder, { recursive: true })
    const others = ['events.out.tfevents.1600000000.host.7.0', 'notes.txt']
    const own = [1_700_000_000, 1_800_000_000].map(time => `events.out.tfevents.${time}.medspan.0.0`)
    for (const name of [...others, ...own, `.events.${nameProcess(2 ** 22 + 1)}-0.partial`])
      await writeFile(join(folder, name), 'left')
    await write(records, [])
    expect((await readdir(folder)).sort()).toEqual([others[0], own[0], others[1]])
    expect(await readFile(join(folder, others[0]!), 'utf8')).toBe('left')
  })
})

describe('a mistake', () => {
  test('a folder that cannot be made is an error that says where', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(openEvents(join(file, 'events'), [])).rejects.toMatchObject({
      code: 'output',
      where: { path: join(file, 'events') },
    })
  })

  test('a record without a step, or after the end, is a defect', async () => {
    const events = await openEvents(folder, [])
    await expect(events.append({ loss: 1 })).rejects.toMatchObject({ code: 'internal' })
    await events.close()
    await events.close()
    await expect(events.append({ step: 1, loss: 1 })).rejects.toMatchObject({ code: 'internal' })
  })
})
