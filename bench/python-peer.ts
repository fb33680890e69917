/** @file A program in Python beside ours, from bench/peers: answers each task, a line of JSON, with a line of JSON. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface PythonPeer {
  /** What the program says first. */
  readonly versions: Readonly<Record<string, string>>
  ask<T>(task: unknown): Promise<T>
  end(): void
}

/** PYTHON names the program that runs it. @throws Error once the peer has stopped */
export async function startPeer(script: string): Promise<PythonPeer> {
  const path = join(import.meta.dirname, '../../bench/peers', script)
  const peer = spawn(process.env.PYTHON ?? 'python3', [path], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
  const read = async <T>(): Promise<T> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('the peer stopped')
    return JSON.parse(value) as T
  }
  return {
    versions: await read<Record<string, string>>(),
    async ask<T>(task: unknown) {
      peer.stdin.write(`${JSON.stringify(task)}\n`)
      return await read<T>()
    },
    end: () => peer.stdin.end(),
  }
}
