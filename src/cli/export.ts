/**
 * @file `medspan export`: a trained run as a folder that transformers.js and ONNX Runtime open.
 */
import { resolve } from 'node:path'
import { Command } from 'commander'
import { exportModel, type ModelExport } from '../export/export.ts'
import { givenFolder } from './given-folder.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'

interface ExportOptions extends CommonOptions {
  readonly output: string
}

export function exportCommand(context: CommandContext): Command {
  return new Command('export')
    .argument('<run>', 'a run folder, or a Hugging Face folder with a token classifier')
    .requiredOption('-o, --output <folder>', 'the folder to write')
    .addHelpText(
      'after',
      '\nExamples:\n  medspan export runs/medspan -o exported\n' +
        "  medspan predict --model exported --text 'Aspirin relieved her migraine.'\n",
    )
    .action(async (run: string, options: ExportOptions) => {
      const { io, progress } = context
      const output = resolve(io.cwd, options.output)
      const { files, tags } = await exportModel(await givenFolder(io, run), output, { progress })
      const value = { output: options.output, files: Object.fromEntries(files), tags }
      showResult(io, options, value, renderExport(options.output, { files, tags }))
    })
}

function renderExport(output: string, { files, tags }: ModelExport): string {
  const size = (name: string): string => `${(files.get(name)! / 1e6).toFixed(1)} MB`
  const lines = [...files.keys()]
    .filter(name => name.endsWith('.onnx'))
    .map(name => `  ${name}: ${size(name)}`)
  const { words, changed, argmax, isTestPart } = tags
  const share = (count: number): string => `${count} (${((100 * count) / words).toFixed(2)} %)`
  const where = isTestPart ? "words of the run's test part" : 'words of sentences that medspan has'
  const compared =
    `of ${words.toLocaleString('en-US')} ${where}, int8 has another best label than float32 for ${share(changed)}; ` +
    `best labels, which others take, are other tags than medspan's for ${share(argmax.float32)} in float32, ${share(argmax.int8)} in int8`
  return [`${output}:`, ...lines, compared].join('\n')
}
