/**
 * @file `medspan stats`: what is in a corpus.
 */
import { Command } from 'commander'
import { type CorpusStats, corpusStats } from '../corpus/stats.ts'
import { readPaths } from './corpus-files.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'

export function statsCommand(context: CommandContext): Command {
  return new Command('stats')
    .description('count documents, sentences, tokens and mentions')
    .argument('<corpus...>', 'corpus files, or anything that import reads')
    .addHelpText('after', '\nExample:\n  medspan stats corpus.jsonl\n')
    .action(async (paths: string[], options: CommonOptions) => {
      const stats = corpusStats(await readPaths(paths, context))
      showResult(context.io, options, stats, renderStats(stats))
    })
}

/** The counts, one a line, then the mentions of each type, most frequent first. */
export function renderStats({ types, ...counts }: CorpusStats): string {
  const rows = [
    ['documents', counts.documents],
    ['sentences', counts.sentences],
    ['tokens', counts.tokens],
    ['concepts', counts.concepts],
    ['mentions', counts.mentions],
    ['  without a type', counts.untyped],
    ...Object.entries(types)
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .map(([type, count]) => [`  ${type}`, count] as const),
  ] as const
  const names = Math.max(...rows.map(([name]) => name.length))
  const figures = Math.max(...rows.map(([, count]) => count.toLocaleString('en-US').length))
  return rows
    .map(([name, count]) => `${name.padEnd(names)}  ${count.toLocaleString('en-US').padStart(figures)}`)
    .join('\n')
}
