// Runs commands one after the other in a process with pipes. Arguments: the package's folder, and a JSON file with `folder`,
// where they run, `cases` by name, each a command line, and `full`, a file that takes nothing, for standard output instead of the pipe.
// What ends each case is a line of its own, on both streams; the exit codes are the last line of standard error.
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [root, job] = process.argv.slice(2)
const load = name => import(pathToFileURL(join(root, 'dist/cli', name)).href)
const { run } = await load('program.js')
const { createOutput, settle, wholeWrites } = await load('stream.js')
const { folder: cwd, cases, full } = JSON.parse(readFileSync(job, 'utf8'))

const [out, stderr] = [process.stdout, process.stderr].map(stream => createOutput(wholeWrites(stream)))
const codes = {}
for (const [name, args] of Object.entries(cases)) {
  const stdout = full ? createOutput(wholeWrites({ fd: openSync(full, 'w') })) : out
  const code = await run(args, { stdout, stderr, cwd, interruption: () => new AbortController().signal })
  codes[name] = await settle(code, { stdout, stderr })
  for (const output of [out, stderr]) output.draw(`\u0000${name}\n`)
}
stderr.write(JSON.stringify(codes))
process.exit(await settle(0, { stdout: out, stderr }))
