/**
 * @file Our side of whole fine-tunings: trains what the configuration describes, and answers with its seconds and scores.
 * Argument: the configuration.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConfig } from '../src/config/config.ts'
import { type Progress, silent } from '../src/progress.ts'
import { train } from '../src/train/run.ts'

const path = process.argv[2]!
const config = parseConfig(readFileSync(path, 'utf8'), path)
const progress: Progress = { ...silent, info: line => process.stderr.write(`${line}\n`) }
const start = performance.now()
await train(config, { progress })
const seconds = (performance.now() - start) / 1000
const read = (name: string): Record<string, number> =>
  JSON.parse(readFileSync(join(config.training.output_dir, name), 'utf8'))
const test = read('predict_results.json')
process.stdout.write(
  `${JSON.stringify({
    seconds,
    default: test.predict_f1!,
    strict: test.predict_f1_strict!,
    validation: read('eval_results.json').eval_f1!,
  })}\n`,
)
