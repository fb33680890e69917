/** @file A program in Python beside ours, from bench/peers: answers each task, a line of JSON, with a line of JSON. */
import { spawnPython } from './child.ts'

export interface PythonPeer {
  /** What the program says first. */
  readonly versions: Readonly<Record<string, string>>
  ask<T>(task: unknown): Promise<T>
  end(): void
}

/** PYTHON names the program that runs it. @throws Error once the peer has stopped */
export async function startPeer(script: string): Promise<PythonPeer> {
  const peer = spawnPython(script)
  return {
    versions: await peer.read<Record<string, string>>(),
    ask: task => peer.ask(JSON.stringify(task)),
    end: () => peer.end(),
  }
}
