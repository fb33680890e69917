/**
 * @file `medspan predict`: tags text and documents with a trained run.
 */

import { isAbsolute, join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { namedType } from '../concepts/semantic-network.ts'
import { MedspanError, Notices } from '../errors.ts'
import { exportCorpus, writableFormats } from '../formats/index.ts'
import { formatDocuments } from '../formats/json.ts'
import { predictInto } from '../predict/into.ts'
import { predictFiles } from '../predict/predict.ts'
import { openTagger } from '../predict/tagger.ts'
import type { Corpus, Document } from '../text/document.ts'
import { listFormats } from './corpus-files.ts'
import { type CommandContext, type CommonOptions, type Io, showResult, writePieces } from './io.ts'

interface PredictOptions extends CommonOptions {
  readonly model: string
  readonly text?: string
  readonly output?: string
  readonly to: string
  readonly format?: string
  readonly into?: string
  readonly feature?: string
  readonly replace?: boolean
}

export function predictCommand(context: CommandContext): Command {
  return new Command('predict')
    .description('tag text, .txt files, or documents of any format that import reads')
    .argument('[paths...]', 'files and folders')
    .requiredOption(
      '-m, --model <folder>',
      'a run folder, or a Hugging Face folder with a token classifier of any supported architecture',
    )
    .option('--text <text>', 'tag this text')
    .option('--format <name>', 'the format of all files (default: recognised by content)')
    .option('-o, --output <path>', 'write the tagged documents to this file or folder')
    .addOption(
      new Option('--to <format>', 'the format to write')
        .choices(writableFormats.map(({ name }) => name))
        .default('corpus'),
    )
    .addOption(
      new Option(
        '--into <layer>',
        'add the mentions to the XMI, JSON CAS or WebAnno TSV files themselves, in this layer; auto: the one that ' +
          'the model was trained from, else NamedEntity',
      ).conflicts(['to', 'format', 'text']),
    )
    .option(
      '--feature <name>',
      "with --into, the layer's feature for the types (default: the model's own, else value)",
    )
    .option('--replace', 'with --into, leave out the annotations that the layer had')
    .addHelpText(
      'after',
      `\nFormats to write:\n${listFormats(writableFormats)}\n\nExamples:\n` +
        "  medspan predict --model runs/medspan --text 'Aspirin relieved her migraine.'\n" +
        '  medspan predict --model runs/medspan letters/ -o tagged.pubtator --to pubtator\n' +
        '  medspan predict --model runs/medspan curation/ -o tagged/ --into auto\n' +
        '  medspan predict --model runs/medspan project.zip -o tagged.zip --into custom.Concept --feature value\n',
    )
    .action(async (paths: string[], options: PredictOptions) => {
      const { io } = context
      if (options.into !== undefined) return predictIntoFiles(paths, options, options.into, context)
      if (options.feature !== undefined || options.replace === true)
        throw new MedspanError('config', 'expected --into beside --feature and --replace', {
          hint: '--into auto adds the mentions to the layer that the model was trained from.',
        })
      const documents = await tag(paths, options, context)
      if (options.output === undefined) {
        const isJson = options.json === true
        await writePieces(
          io,
          isJson ? formatDocuments(documents, { notices: new Notices() }) : texts(documents),
        )
        return
      }
      await exportCorpus(documents, resolve(io.cwd, options.output), {
        format: options.to,
        progress: context.progress,
      })
      const mentions = documents.reduce((sum, document) => sum + document.mentions.length, 0)
      showWritten({ output: options.output, documents: documents.length, mentions }, options, io)
    })
}

/** Writes the same files with the mentions in them. */
async function predictIntoFiles(
  paths: readonly string[],
  options: PredictOptions,
  into: string,
  { io, progress }: CommandContext,
): Promise<void> {
  const { model, output, feature, replace } = options
  if (output === undefined || paths.length === 0)
    throw new MedspanError('config', 'expected files or folders, and an output, beside --into', {
      hint: 'For example: medspan predict --model runs/medspan curation/ -o tagged/ --into auto',
    })
  const tagger = await openTagger(resolve(io.cwd, model), { progress })
  try {
    const found = await predictInto(
      paths.map(path => resolve(io.cwd, path)),
      {
        tagger,
        // Not resolved, which would take a slash off its end.
        output: isAbsolute(output) ? output : join(io.cwd, output),
        layer: into === 'auto' ? undefined : into,
        feature,
        replace,
        progress,
      },
    )
    showWritten({ output, ...found }, options, io)
  } finally {
    await tagger.dispose()
  }
}

function showWritten(
  written: { readonly output: string; readonly documents: number; readonly mentions: number },
  options: PredictOptions,
  io: Io,
): void {
  showResult(
    io,
    options,
    written,
    `${written.output}: ${written.documents} documents, ${written.mentions} mentions`,
  )
}

async function tag(
  paths: readonly string[],
  { model, text, format }: PredictOptions,
  { io, progress }: CommandContext,
): Promise<Corpus> {
  if ((text === undefined) === (paths.length === 0))
    throw new MedspanError(
      'config',
      `expected files or --text, got ${text === undefined ? 'neither' : 'both'}`,
      {
        hint: "For example: medspan predict --model runs/medspan --text 'Aspirin relieved her migraine.'",
      },
    )
  const tagger = await openTagger(resolve(io.cwd, model), { progress })
  try {
    if (text !== undefined) return [await tagger.tagText(text)]
    return await predictFiles(
      paths.map(path => resolve(io.cwd, path)),
      { tagger, progress, format },
    )
  } finally {
    await tagger.dispose()
  }
}

/** Each document as text, an empty line between them. */
function* texts(documents: Corpus): Generator<string> {
  for (const [i, document] of documents.entries()) yield `${i === 0 ? '' : '\n'}${renderTagged(document)}\n`
}

/** A text with its mentions in place: `Her [migraine | T047 Disease or Syndrome] went.` */
export function renderTagged({ text, mentions }: Pick<Document, 'text' | 'mentions'>): string {
  let rendered = ''
  let done = 0
  for (const { begin, end, types } of mentions) {
    if (begin < done) continue
    rendered += `${text.slice(done, begin)}[${text.slice(begin, end)} | ${types.map(namedType).join(', ')}]`
    done = end
  }
  return rendered + text.slice(done)
}
