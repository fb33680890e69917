/**
 * @file A Python with the libraries of the accelerate engine, for tests that start it: MEDSPAN_PYTHON, or python3.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import type { WorkerOptions } from '../../src/train/engine/accelerate/worker.ts'
import {
  checkVersions,
  formatAccelerateConfig,
  pinnedVersions,
} from '../../src/train/engine/accelerate/worker-launch.ts'

const libraries = [...pinnedVersions().keys()]
const probe = `import importlib.metadata as m, json; print(json.dumps({n: m.version(n) for n in ${JSON.stringify(libraries)}}))`

/** Whether a program is a Python that has all libraries, in versions that fit. */
function isUsable(python: string): boolean {
  const { status, stdout } = spawnSync(python, ['-c', probe], { encoding: 'utf8' })
  if (status !== 0) return false
  try {
    checkVersions(JSON.parse(stdout) as Record<string, string>, python)
    return true
  } catch {
    return false
  }
}

/** The program; undefined where there is none with all libraries. */
export const pythonPath = [process.env.MEDSPAN_PYTHON ?? 'python3'].find(isUsable)
if (pythonPath === undefined && process.env.MEDSPAN_PYTHON)
  throw new Error(`MEDSPAN_PYTHON: ${process.env.MEDSPAN_PYTHON} has no ${libraries.join(', ')}`)
if (pythonPath === undefined)
  console.warn(`skipped: no Python with ${libraries.join(', ')}; MEDSPAN_PYTHON names one`)

/** What starts workers on processors. */
export function workerOptions({ processes = 1, python = pythonPath! } = {}): WorkerOptions {
  const yaml = formatAccelerateConfig({ processes, mixedPrecision: 'no' })
  return { python, yaml, processes, device: 'cpu', threads: 1 }
}

/** The processes below one whose command line matches, on Linux. */
export function processesUnder(ancestor: number, pattern: RegExp): { pid: number; command: string }[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const status = readIfThere(`/proc/${name}/status`)
    const parent = /^PPid:\s*(\d+)$/m.exec(status)?.[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid)
    return parent !== undefined && (parent === ancestor || isBelow(parent))
  }
  return [...parents.keys()].filter(isBelow).flatMap(pid => {
    const command = readIfThere(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
    return pattern.test(command) ? [{ pid, command }] : []
  })
}

/** A file's content; nothing where the process is gone by now. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
