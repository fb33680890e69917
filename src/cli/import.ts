/**
 * @file `medspan import`: files of any known format become one corpus file.
 */
import { resolve } from 'node:path'
import { Command } from 'commander'
import { formats, importCorpus } from '../formats/index.ts'
import { renderWritten, writeCorpus } from './corpus-files.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'

interface ImportOptions extends CommonOptions {
  readonly output: string
  readonly format?: string
  readonly layer?: string
  readonly feature?: string
  readonly typeSystem?: string
}

export function importCommand(context: CommandContext): Command {
  const list = formats.map(format => `  ${format.name.padEnd(12)} ${format.description}`).join('\n')
  return new Command('import')
    .description('read annotated documents and write them as one corpus file')
    .argument('<paths...>', 'files, folders and project exports; folders are searched')
    .requiredOption('-o, --output <file>', 'the corpus file to write, such as corpus.jsonl')
    .option('--format <name>', 'the format of every file; without it, each is recognised')
    .option('--layer <type>', 'the annotation layer that holds concepts; without it, found by looking')
    .option('--feature <name>', 'the feature that holds concepts, such as CUI; without it, found by looking')
    .option('--type-system <file>', 'the type system of XMI files that have none beside them')
    .addHelpText(
      'after',
      `\nFormats:\n${list}\n\nExample:\n  medspan import curation/ --feature IDUMLS -o corpus.jsonl\n`,
    )
    .action(async (paths: string[], options: ImportOptions) => {
      const { io, progress } = context
      const { format, layer, feature, typeSystem } = options
      const corpus = await importCorpus(
        paths.map(path => resolve(io.cwd, path)),
        {
          ...(format === undefined ? {} : { format }),
          ...(layer === undefined && feature === undefined ? {} : { concept: { layer, feature } }),
          ...(typeSystem === undefined ? {} : { typeSystem: resolve(io.cwd, typeSystem) }),
          progress,
        },
      )
      const written = await writeCorpus(corpus, options.output, context)
      showResult(io, options, written, renderWritten(written))
    })
}
