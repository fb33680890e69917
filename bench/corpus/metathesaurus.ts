/**
 * @file A generated MRSTY of 3.5 million rows to SQLite, then look-ups in it; each in a process of its own, whose
 * peak of memory is that of the work.
 */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { createRandom } from '../../src/random.ts'
import type { Measurement } from '../results.ts'

const ROWS = Number(process.env.ROWS ?? 3_500_000)
const LOOKUPS = 1_000_000

/** What a worker prints. */
interface Answer {
  readonly seconds: number
  readonly peakMiB: number
}

/** Rows as MRSTY has them: ascending CUIs with gaps, mostly one type, sometimes two or three. */
async function generate(path: string): Promise<void> {
  const random = createRandom(1, 'mrsty')
  const file = createWriteStream(path, { highWaterMark: 1 << 20 })
  let cui = 0
  let text = ''
  for (let row = 0; row < ROWS; ) {
    cui += 1 + random.below(3)
    const types = random.below(20) === 0 ? 2 + random.below(2) : 1
    for (let i = 0; i < types && row < ROWS; i++, row++) {
      const tui = String(1 + random.below(204)).padStart(3, '0')
      text += `C${String(cui).padStart(7, '0')}|T${tui}|A1.4.1.1.3|Biomedical or Dental Material|AT${String(row).padStart(8, '0')}|256|\n`
    }
    if (text.length < 1 << 20) continue
    if (!file.write(text)) await once(file, 'drain')
    text = ''
  }
  file.end(text)
  await finished(file)
}

export async function measureMetathesaurus(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  try {
    const mrsty = join(folder, 'MRSTY.RRF')
    const database = join(folder, 'umls.sqlite')
    await generate(mrsty)
    const worker = (...args: string[]): Answer =>
      JSON.parse(
        execFileSync(process.execPath, [join(import.meta.dirname, 'metathesaurus-worker.js'), ...args], {
          encoding: 'utf8',
        }),
      ) as Answer
    const built = worker('build', folder, database)
    const lookUps = worker('look-up', database, String(LOOKUPS))
    const direct = worker('mrsty', mrsty, '5000')
    const require = createRequire(import.meta.url)
    const { version } = JSON.parse(
      readFileSync(require.resolve('libsql').replace(/index\.js$/, 'package.json'), 'utf8'),
    ) as { version: string }
    const versions = { libsql: version }
    const size = `${ROWS.toLocaleString('en-US')} rows, ${(statSync(mrsty).size / 2 ** 20).toFixed(0)} MiB`
    return [
      { claim: `MRSTY (${size}) to SQLite, seconds`, ours: built.seconds, bar: 'at most 40', versions },
      { claim: 'MRSTY to SQLite, peak MiB', ours: built.peakMiB, bar: 'at most 400', versions },
      {
        claim: 'Metathesaurus, look-ups per second',
        ours: LOOKUPS / lookUps.seconds,
        bar: 'at least 100,000',
        versions,
      },
      { claim: 'Metathesaurus, peak MiB of the look-ups', ours: lookUps.peakMiB, versions },
      { claim: '5,000 concepts straight from MRSTY, seconds', ours: direct.seconds, versions },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
