/**
 * @file `medspan merge`: several corpora become one.
 */
import { Command } from 'commander'
import { mergeCorpora } from '../corpus/merge.ts'
import { nameOf, readPaths, renderWritten, writeCorpus } from './corpus-files.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'

interface MergeOptions extends CommonOptions {
  readonly output: string
}

export function mergeCommand(context: CommandContext): Command {
  return new Command('merge')
    .description('put several corpora together')
    .argument('<corpora...>', 'corpus files, or anything that import reads')
    .requiredOption('-o, --output <file>', 'the corpus file to write')
    .addHelpText('after', '\nExample:\n  medspan merge team-a.jsonl team-b.jsonl -o all.jsonl\n')
    .action(async (paths: string[], options: MergeOptions) => {
      const parts = []
      for (const path of paths)
        parts.push({ name: nameOf(path), documents: await readPaths([path], context) })
      const written = await writeCorpus(
        mergeCorpora(parts, { progress: context.progress }),
        options.output,
        context,
      )
      showResult(context.io, options, written, renderWritten(written))
    })
}
