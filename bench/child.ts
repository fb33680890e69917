/** @file A program in a process of its own, which answers each line with a line of JSON. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export class Child {
  readonly #name: string
  readonly #process: ChildProcess
  readonly #lines: AsyncIterator<string>

  /** @param env what its environment has besides ours */
  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#name = args[0] ?? command
    const stdio = ['pipe', 'pipe', 'inherit'] as const
    this.#process = spawn(command, args, { stdio: [...stdio], env: { ...process.env, ...env } })
    this.#lines = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]()
  }

  /** What it says next. @throws Error once it has stopped */
  async read<T>(): Promise<T> {
    const { value, done } = await this.#lines.next()
    if (done === true) throw new Error(`${this.#name} stopped`)
    return JSON.parse(value) as T
  }

  /** What it answers to a line. @throws Error once it has stopped */
  ask<T>(line: string | number): Promise<T> {
    this.#process.stdin!.write(`${line}\n`)
    return this.read<T>()
  }

  end(): void {
    this.#process.stdin!.end()
  }
}

const python = process.env.PYTHON ?? 'python3'
const scriptPath = (script: string): string => join(import.meta.dirname, '../../bench/peers', script)

/** A script of bench/peers; PYTHON names the program that runs it. */
export const spawnPython = (
  script: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Child => new Child(python, [scriptPath(script), ...args], env)

/** Runs a script of bench/peers to its end. */
export const runPython = (script: string, args: readonly string[]): void =>
  void execFileSync(python, [scriptPath(script), ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
