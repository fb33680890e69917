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
const cuis = (): ReadonlySet<string> =>
  new Set(
    Array.from({ length: Number(argument) }, () => `C${String(random.below(7_000_000)).padStart(7, '0')}`),
  )
let begin = performance.now()
if (what === 'build') await buildMetathesaurus(path, argument, options)
else {
  const source = what === 'mrsty' ? openMrsty(path) : await openMetathesaurus(path)
  const asked: ReadonlySet<string>[] = []
  // Sets of 5,000, as a corpus has them; each is drawn before the clock starts.
  if (what === 'mrsty') asked.push(cuis())
  else {
    const all = [...Array(Number(argument)).keys()].map(
      () => `C${String(random.below(7_000_000)).padStart(7, '0')}`,
    )
    for (let i = 0; i < all.length; i += 5000) asked.push(new Set(all.slice(i, i + 5000)))
  }
  begin = performance.now()
  for (const set of asked) await source.lookUp(set, options)
  source.close()
}
const seconds = (performance.now() - begin) / 1000
process.stdout.write(JSON.stringify({ seconds, peakMiB: process.resourceUsage().maxRSS / 1024 }))
