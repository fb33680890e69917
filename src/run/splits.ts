/**
 * @file `splits.json`: which documents a run has learnt from, and which it was evaluated on, by their ids.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { checkBeside } from '../system/folder.ts'
import { writeJsonWhole } from '../system/output.ts'
import { readIfThere } from '../system/read.ts'
import { parseFile } from './parse.ts'

const ids = z.array(z.string()).readonly()
const schema = z.object({ train: ids, validation: ids, test: ids })

export type RunSplits = Readonly<z.output<typeof schema>>

const fileOf = (runFolder: string): string => join(runFolder, 'splits.json')

export function writeSplits(runFolder: string, { train, validation, test }: RunSplits): Promise<void> {
  return writeJsonWhole(fileOf(runFolder), { train, validation, test })
}

/**
 * Reads which documents a run knows; undefined where the folder does not say so.
 * @throws MedspanError `input` for a file that holds something else
 */
export async function readSplits(runFolder: string): Promise<RunSplits | undefined> {
  const path = fileOf(runFolder)
  await checkBeside(path)
  const content = await readIfThere(path)
  if (content === undefined) return undefined
  return parseFile(content, path, schema, {
    expected: 'the ids of the documents of train, validation and test',
    hint: 'Another version of medspan may have written it: train again (--overwrite).',
  })
}
