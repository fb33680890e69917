/**
 * @file Draws the report of a run folder once, in a process of its own, and prints what it took from the process' start.
 */

import { silent } from '../src/progress.ts'
import { writeReport } from '../src/report/report.ts'

const report = await writeReport(process.argv[2]!, { progress: silent, previous: 'none' })
const { user, system } = process.cpuUsage()
process.stdout.write(
  JSON.stringify({
    wall: performance.now() / 1000,
    cpu: (user + system) / 1e6,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    figures: report.figures.length,
  }),
)
