/** @file Seeds that are trained at the same time, in processes of their own: killed, and with a parent that dies. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silent } from '../../src/progress.ts'
import { trainSeeds } from '../../src/train/seeds.ts'
import { builtFolder } from '../built.ts'
import { holdWhile } from './held.ts'
import { createSmallProject, smallConfigOf } from './small-project.ts'

let folder: string
let path: string
const children: ChildProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-seed-processes-'))
  path = await createSmallProject(folder)
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

const runPath = (...parts: string[]) => join(folder, 'run', ...parts)

async function start(env: Record<string, string> = {}) {
  const main = join(await builtFolder(), 'dist/cli/main.js')
  const args = ['train', '-c', path, '--no-report', '--seeds', '1,2', '--jobs', '2']
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  children.push(child)
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  const ended = new Promise<{ code: number | null; printed: string }>(resolve =>
    child.on('close', code => resolve({ code, printed })),
  )
  return { child, ended }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(wake => setTimeout(wake, 20))
}

/** The process that trains in a folder, by its lock. */
async function trainerOf(seed: number): Promise<number> {
  const lock = await readFile(runPath(`seed-${seed}/.medspan-lock`), 'utf8').catch(() => '{}')
  const { workers = [] } = (JSON.parse(lock || '{}') as { workers?: string[] }) ?? {}
  return Number(workers[0]?.split('-')[1] ?? 0)
}

const weights = () =>
  Promise.all([1, 2].map(seed => readFile(runPath(`seed-${seed}/model.safetensors`), 'base64')))

test('come to the bits of those in one process, whoever is killed on the way', async () => {
  await trainSeeds(smallConfigOf(folder), { seeds: [1, 2], progress: silent })
  const [before, summary] = [await weights(), await readFile(runPath('seeds.json'), 'utf8')]
  await rm(runPath(), { recursive: true })

  // A process that is killed ends the others in order, and the command says why.
  const held = join(folder, 'held')
  const env = { NODE_OPTIONS: holdWhile(held, runPath('seed-2')) }
  await writeFile(held, '')
  const first = await start(env)
  await until(async () => (await trainerOf(2)) > 0 && existsSync(runPath('seed-2/run.json')))
  const victim = await trainerOf(2)
  process.kill(victim, 'SIGKILL')
  // The other one is held too, and ends once its step is over.
  await rm(held)
  const killed = await first.ended
  expect(killed.code, killed.printed).toBe(1)
  // What both processes notice of the corpus is said once.
  expect(killed.printed.match(/^parts:/gm)).toHaveLength(1)
  expect(killed.printed).toContain('the training with seed 2 has ended: its process was killed (SIGKILL)')

  // Those of a command that is killed save what they have, and the next one waits for them.
  await writeFile(held, '')
  const second = await start(env)
  await until(async () => ![0, victim].includes(await trainerOf(2)))
  second.child.kill('SIGKILL')
  await second.ended
  await rm(held)
  const last = await (await start()).ended
  expect(last.code, last.printed).toBe(0)
  // Whose progress it is.
  expect(last.printed).toMatch(/^Seed [12]: training/m)
  expect(await weights()).toEqual(before)
  expect(await readFile(runPath('seeds.json'), 'utf8')).toBe(summary)
})
