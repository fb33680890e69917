/**
 * @file A command of medspan in a process of its own: what it took, how it ended, and the first line of its error.
 */
import type { Io, Output } from '../src/cli/io.ts'
import { run } from '../src/cli/program.ts'

let said = ''
const taking = (take: (text: string) => void): Output => ({
  write: take,
  draw: take,
  drained: async () => {},
})
const io: Io = {
  stdout: taking(() => {}),
  stderr: taking(text => {
    said += text
  }),
  cwd: process.cwd(),
  interruption: () => new AbortController().signal,
}
const code = await run(process.argv.slice(2), io)
const { user, system } = process.cpuUsage()
const error = /^error: .*/m.exec(said)?.[0] ?? ''
const result = { code, cpu: (user + system) / 1e6, peakMiB: process.resourceUsage().maxRSS / 1024, error }
process.stdout.write(JSON.stringify(result))
