/**
 * @file XMI in and out again with mentions added, as `predict --into` does it without a model, against dkpro-cassis: documents of
 * 10,000 annotations.
 *
 * Each round runs both sides one after the other, the first one changing, in processes of their own. Both read and write the same
 * files and add the same mentions. Needs Python with dkpro-cassis: PYTHON names it. DOCUMENTS and ROUNDS set how many.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Measurement, median } from '../results.ts'
import { writeMadeXmi } from './xmi-made.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 7)
const DOCUMENTS = Number(process.env.DOCUMENTS ?? 20)
/** Of which 10,000 annotations come. */
const BYTES = 1.057e6

interface Answer {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly added: number
  readonly version: string
}

export async function measureInto(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  try {
    const input = join(folder, 'in')
    mkdirSync(input)
    const made = writeMadeXmi(input, BYTES)
    const annotations = readFileSync(made, 'utf8').split(' begin="').length - 1
    for (let i = 1; i < DOCUMENTS; i++) copyFileSync(made, join(input, `${i}.xmi`))
    let runs = 0
    const run = (command: string, script: string): Answer =>
      JSON.parse(
        execFileSync(command, [script, input, join(folder, `out-${runs++}`)], { encoding: 'utf8' }),
      ) as Answer
    const ours = (): Answer => run(process.execPath, join(import.meta.dirname, 'into-worker.js'))
    const theirs = (): Answer =>
      run(process.env.PYTHON ?? 'python3', join(import.meta.dirname, '../../../bench/peers/xmi_into.py'))
    const turns: { ours: Answer; theirs: Answer }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const first = round % 2 === 0 ? ours() : undefined
      const peer = theirs()
      turns.push({ ours: first ?? ours(), theirs: peer })
    }
    const [{ ours: one, theirs: other }] = turns as [(typeof turns)[0]]
    if (one.added !== other.added) throw new Error(`${one.added} mentions here, ${other.added} there`)
    const name = `XMI of ${annotations.toLocaleString('en-US')} annotations in and out with mentions`
    const versions = { 'dkpro-cassis': other.version }
    const measure = (of: (answer: Answer) => number) => ({
      ours: median(turns.map(turn => of(turn.ours))),
      peer: median(turns.map(turn => of(turn.theirs))),
      ratio: median(turns.map(turn => of(turn.theirs) / of(turn.ours))),
      versions,
    })
    return [
      {
        claim: `${name}, ms a document`,
        ...measure(({ seconds }) => (1000 * seconds) / DOCUMENTS),
        bar: 'ratio at least 5',
      },
      {
        claim: `${name}, CPU ms a document`,
        ...measure(({ cpuSeconds }) => (1000 * cpuSeconds) / DOCUMENTS),
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
