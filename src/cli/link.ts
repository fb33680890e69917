/**
 * @file `medspan link`: adds the semantic types of concepts.
 */
import { resolve } from 'node:path'
import { Command } from 'commander'
import { linkCorpus, wantedConcepts } from '../umls/link.ts'
import { readMrsty } from '../umls/mrsty.ts'
import { readPaths, renderWritten, writeCorpus } from './corpus-files.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'

interface LinkOptions extends CommonOptions {
  readonly mrsty: string
  readonly output: string
}

export function linkCommand(context: CommandContext): Command {
  return new Command('link')
    .description('look up the semantic types of every concept')
    .argument('<corpus...>', 'corpus files')
    .requiredOption('--mrsty <file>', 'MRSTY.RRF of the UMLS Metathesaurus')
    .requiredOption('-o, --output <file>', 'the corpus file to write')
    .addHelpText('after', '\nExample:\n  medspan link corpus.jsonl --mrsty META/MRSTY.RRF -o linked.jsonl\n')
    .action(async (paths: string[], options: LinkOptions) => {
      const { io, progress } = context
      const corpus = await readPaths(paths, context)
      const wanted = wantedConcepts(corpus)
      const types = await readMrsty(resolve(io.cwd, options.mrsty), { wanted })
      const written = await writeCorpus(linkCorpus(corpus, types, { progress }), options.output, context)
      showResult(io, options, written, renderWritten(written))
    })
}
