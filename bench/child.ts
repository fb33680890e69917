/** @file A program in a process of its own, which answers each line with a line of JSON. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export class Child {
  readonly #name: string
  readonly #process: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(command: string, args: readonly string[]) {
    this.#name = args[0] ?? command
    this.#process = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
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

/** A script of bench/peers; PYTHON names the program that runs it. */
export const spawnPython = (script: string, args: readonly string[] = []): Child =>
  new Child(process.env.PYTHON ?? 'python3', [
    join(import.meta.dirname, '../../bench/peers', script),
    ...args,
  ])
