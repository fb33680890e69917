/**
 * @file `medspan stats`: what is in a corpus.
 */
import { Command } from 'commander'
import { corpusStats } from '../corpus/stats.ts'
import { readPaths } from './corpus-files.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'

export function statsCommand(context: CommandContext): Command {
  return new Command('stats')
    .description('count documents, sentences, tokens and mentions')
    .argument('<corpus...>', 'corpus files, or anything that import reads')
    .addHelpText('after', '\nExample:\n  medspan stats corpus.jsonl\n')
    .action(async (paths: string[], options: CommonOptions) => {
      const stats = corpusStats(await readPaths(paths, context))
      showResult(context.io, options, stats, JSON.stringify(stats))
    })
}
