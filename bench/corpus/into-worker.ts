/**
 * @file Our side of the benchmark of XMI in and out. Arguments: a folder with XMI, and the one to write. Prints the seconds, those of
 * the processor, and how many mentions were added.
 */
import { rewriteCases } from '../../src/cas/rewrite.ts'
import { addMentions } from '../../src/cas/writer.ts'
import { silent } from '../../src/progress.ts'

const [folder = '', output = ''] = process.argv.slice(2)
let added = 0
const start = performance.now()
const cpu = process.cpuUsage()
await rewriteCases([folder], output, {
  change: async ({ cas, document }, notices) => {
    const mentions = document.tokens
      .filter((_, place) => place % 12 === 0)
      .map(({ begin, end }) => ({ begin, end, types: ['NN'], concepts: [] }))
    added += mentions.length
    return addMentions({ ...document, mentions }, { base: cas, notices })
  },
  progress: silent,
})
const seconds = (performance.now() - start) / 1000
const { user, system } = process.cpuUsage(cpu)
process.stdout.write(
  `${JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, added, version: process.version })}\n`,
)
