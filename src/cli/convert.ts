/**
 * @file `medspan convert`: a corpus in another format.
 */
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { exportCorpus, writableFormats } from '../formats/index.ts'
import type { Dropped } from '../text/tags.ts'
import { OVERLAPS, type TagOptions } from '../text/tags.ts'
import { type ImportSettings, importOptions, listFormats, readPaths } from './corpus-files.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'
import { renderDropped } from './view/dropped.ts'

interface ConvertOptions extends CommonOptions, ImportSettings {
  readonly output: string
  readonly to: string
  readonly overlap: TagOptions['overlap']
  readonly explain?: boolean
}

/** Formats that could hold what describes language, which a document does not. */
const casFormats: readonly string[] = ['xmi', 'cas-json', 'webanno-tsv']

export function convertCommand(context: CommandContext): Command {
  const command = new Command('convert')
    .argument('<paths...>', 'corpus files, or anything that import reads')
    .requiredOption('-o, --output <path>', 'the file or folder to write')
    .addOption(
      new Option('--to <format>', 'the format to write')
        .choices(writableFormats.map(format => format.name))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--overlap <which>', 'which of two overlapping mentions to keep, in formats with tags')
        .choices(OVERLAPS)
        .default('longest'),
    )
    .option('--explain', 'list the mentions that tags could not express')
  return importOptions(command)
    .addHelpText(
      'after',
      `\nFormats:\n${listFormats(writableFormats)}\n\nExamples:\n  medspan convert corpus.jsonl --to conll -o corpus.conll\n` +
        '  medspan convert curation/ --to brat -o brat/\n',
    )
    .action(async (paths: string[], options: ConvertOptions) => {
      const countsLinguistic = casFormats.includes(options.to)
      const corpus = await readPaths(paths, context, { ...options, countsLinguistic })
      const dropped: Dropped[] = []
      const tags = { overlap: options.overlap, dropped: (one: Dropped) => void dropped.push(one) }
      const output = resolve(context.io.cwd, options.output)
      await exportCorpus(corpus, output, { format: options.to, tags, progress: context.progress })
      const written = {
        output: options.output,
        format: options.to,
        documents: corpus.length,
        dropped: dropped.length,
      }
      const text = `${options.output}: ${corpus.length.toLocaleString('en-US')} documents as ${options.to}`
      showResult(
        context.io,
        options,
        written,
        options.explain === true ? `${renderDropped(dropped)}\n${text}` : text,
      )
    })
}
