/**
 * @file One piece of the Metathesaurus benchmark in a process of its own: `build META OUT`, `look-up DATABASE COUNT`
 * or `mrsty FILE COUNT`. Prints seconds and the peak of its resident memory as JSON.
 */
import { silent } from '../../src/progress.ts'
import { createRandom } from '../../src/random.ts'
import { openMetathesaurus } from '../../src/umls/metathesaurus.ts'
import { buildMetathesaurus } from '../../src/umls/metathesaurus-build.ts'
import { openMrsty } from '../../src/umls/mrsty.ts'

const [what, path = '', argument = ''] = process.argv.slice(2)
const options = { progress: silent }
const random = createRandom(2, 'cuis')
const cuis = (count: number): ReadonlySet<string> =>
  new Set(Array.from({ length: count }, () => `C${String(random.below(7_000_000)).padStart(7, '0')}`))

let seconds = 0
async function timed(work: () => Promise<unknown>): Promise<void> {
  const begin = performance.now()
  await work()
  seconds += (performance.now() - begin) / 1000
}

if (what === 'build') await timed(() => buildMetathesaurus(path, argument, options))
else {
  const source = what === 'mrsty' ? openMrsty(path) : await openMetathesaurus(path)
  // Sets of 5,000, as a corpus has them; half of what is asked for is there.
  for (let left = Number(argument); left > 0; left -= 5000) {
    const asked = cuis(5000)
    await timed(() => source.lookUp(asked, options))
  }
  source.close()
}
process.stdout.write(JSON.stringify({ seconds, peakMiB: process.resourceUsage().maxRSS / 1024 }))
