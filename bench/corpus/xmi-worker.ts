/**
 * @file Our side of the XMI benchmark. Arguments: a file of JSON with the jobs `[{ path, typeSystem }]`, and how
 * often to do them all. Prints the seconds, those of the processor, the peak of the resident memory, and what was found.
 */
import { readFileSync } from 'node:fs'
import { xmiFormat } from '../../src/cas/xmi.ts'
import { silent } from '../../src/progress.ts'

const jobs = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as { path: string; typeSystem: string }[]
const rounds = Number(process.argv[3])
const found = { sentences: 0, tokens: 0, mentions: 0, concepts: 0 }
const start = performance.now()
const cpu = process.cpuUsage()
for (let round = 0; round < rounds; round++)
  for (const { path, typeSystem } of jobs)
    for (const document of await xmiFormat.read(path, { typeSystem, progress: silent })) {
      found.sentences += document.sentences.length
      found.tokens += document.tokens.length
      found.mentions += document.mentions.length
      for (const { concepts } of document.mentions) found.concepts += concepts.length
    }
const seconds = (performance.now() - start) / 1000
const { user, system } = process.cpuUsage(cpu)
const cpuSeconds = (user + system) / 1e6
const peakKiB = process.resourceUsage().maxRSS
process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds, peakKiB, found, version: process.version })}\n`)
