/**
 * @file `medspan demo`: the whole job on the sample project that travels with the package, offline.
 *
 * It starts anew each time and replaces what an earlier demo left; it is over so soon that it need not go on.
 */
import { join, resolve, sep } from 'node:path'
import { Command } from 'commander'
import { readConfig } from '../config/config.ts'
import { openTagger } from '../predict/tagger.ts'
import { readRunConfig } from '../run/run-config.ts'
import { train } from '../train/run.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'
import { packageRoot } from './package.ts'
import { renderTagged } from './predict.ts'
import { reportAloud } from './report.ts'
import { outputOverride, renderSummary } from './train.ts'
import { formatSeconds } from './view/progress.ts'

const SAMPLE = ['examples', 'sample']
/** Of a kind with the sample's sentences, but none of them. */
const SENTENCE =
  'A man with asthma and atopic dermatitis had a cough 😷; a biopsy of the lung showed neutrophils.'

interface DemoOptions extends CommonOptions {
  readonly output: string
}

export function demoCommand(context: CommandContext): Command {
  return new Command('demo')
    .description(
      'run the whole job on a sample project, offline: import, link, merge, split, train, evaluate, tag',
    )
    .option('-o, --output <folder>', 'the run folder; an earlier demo in it is replaced', 'runs/demo')
    .addHelpText('after', '\nExample:\n  medspan demo\n')
    .action(async (options: DemoOptions) => {
      const { io, progress } = context
      const startedMs = performance.now()
      const folder = resolve(io.cwd, options.output)
      const path = join(packageRoot, ...SAMPLE, 'medspan.yaml')
      progress.info(`The sample project: ${path}`)
      const config = await readConfig(path, [outputOverride(folder)])
      const summary = await train(config, { progress, overwrite: await isDemo(folder) })
      await reportAloud(folder, progress)
      const tagger = await openTagger(folder, { progress })
      const tagged = await tagger.tagText(SENTENCE).finally(() => tagger.dispose())
      const seconds = (performance.now() - startedMs) / 1000
      const text = [
        renderSummary({ ...summary, runFolder: options.output }),
        '',
        renderTagged(tagged),
        '',
        `All of it took ${formatSeconds(seconds)}. Tag a text of yours:`,
        `  medspan predict --model ${options.output} --text '...'`,
        `See where it is right and where it is wrong: open ${join(options.output, 'report.html')} in a browser.`,
      ]
      showResult(io, options, { ...summary, tagged, seconds }, text.join('\n'))
    })
}

/** Whether a folder holds a run of the sample project, which may be replaced without a loss. */
async function isDemo(folder: string): Promise<boolean> {
  const run = await readRunConfig(folder).catch(() => undefined)
  return run?.config.model.name_or_path.endsWith([...SAMPLE, 'model'].join(sep)) === true
}
