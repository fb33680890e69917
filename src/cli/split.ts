/**
 * @file `medspan split`: one corpus becomes train, validation and test.
 */
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { splitCorpus } from '../corpus/split.ts'
import { readPaths, renderWritten, writeCorpus } from './corpus-files.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'

interface SplitOptions extends CommonOptions {
  readonly output: string
  readonly ratios: [number, number, number]
  readonly seed: number
}

const PARTS = ['train', 'validation', 'test'] as const

export function splitCommand(context: CommandContext): Command {
  return new Command('split')
    .description(
      'divide a corpus by document into train, validation and test, with like shares of every type',
    )
    .argument('<corpus...>', 'corpus files')
    .requiredOption(
      '-o, --output <folder>',
      'the folder to write train.jsonl, validation.jsonl and test.jsonl into',
    )
    .option('--ratios <a,b,c>', 'the shares of train, validation and test', parseRatios, [0.8, 0.1, 0.1])
    .option('--seed <number>', 'the seed of the order of documents', parseSeed, 42)
    .addHelpText('after', '\nExample:\n  medspan split all.jsonl --ratios 0.8,0.1,0.1 --seed 42 -o parts\n')
    .action(async (paths: string[], options: SplitOptions) => {
      const { ratios, seed } = options
      const parts = splitCorpus(await readPaths(paths, context), { ratios, seed })
      const written = []
      for (const part of PARTS)
        written.push(await writeCorpus(parts[part], join(options.output, `${part}.jsonl`), context))
      showResult(context.io, options, written, written.map(renderWritten).join('\n'))
    })
}

function parseRatios(text: string): [number, number, number] {
  const [train, validation, test, ...rest] = text.split(',').map(Number)
  const ratios = [train ?? Number.NaN, validation ?? Number.NaN, test ?? Number.NaN] as [
    number,
    number,
    number,
  ]
  const sum = ratios.reduce((total, ratio) => total + ratio, 0)
  if (rest.length > 0 || !ratios.every(ratio => ratio >= 0) || Math.abs(sum - 1) > 1e-6)
    throw new InvalidArgumentError('Expected three shares that add up to 1, such as 0.8,0.1,0.1.')
  return ratios
}

function parseSeed(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffffffff)
    throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.')
  return Number(text)
}
