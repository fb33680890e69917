/**
 * @file The checkpoints of a run folder, by their names.
 */
import { readdir } from 'node:fs/promises'
import { hasSystemCode } from '../system/output.ts'

const namePattern = /^checkpoint-(\d+)$/

/** The name of a step's checkpoint. */
export function checkpointName(step: number): string {
  return `checkpoint-${step}`
}

/** The steps of the checkpoints in a run folder, newest first. */
export async function listCheckpoints(runFolder: string): Promise<number[]> {
  const names = await readdir(runFolder).catch((error: unknown) => {
    if (hasSystemCode(error, 'ENOENT')) return []
    throw error
  })
  return names
    .flatMap(name => {
      const match = namePattern.exec(name)
      return match === null ? [] : [Number(match[1])]
    })
    .sort((a, b) => b - a)
}
