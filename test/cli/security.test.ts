/** @file docs/security.md speaks of every command, and of tests that there are. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/cli/package.ts'
import { createProgram } from '../../src/cli/program.ts'
import { silent } from '../../src/progress.ts'

const document = readFileSync(join(packageRoot, 'docs', 'security.md'), 'utf8')
/** The first cells of the rows under a heading, without the head of the table. */
const rowsUnder = (heading: string): string[] => {
  const section = document.split(/^## /m).find(text => text.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^\| (.+?) \|/gm)].map(([, cell]) => cell!).slice(1)
}

test('every command has its row', async () => {
  const output = { write: () => true, draw: () => true, drained: async () => {} }
  const io = { stdout: output, stderr: output, cwd: '/', interruption: () => new AbortController().signal }
  const { commands } = await createProgram({ io, progress: silent })
  expect(rowsUnder('Commands')).toEqual(commands.map(command => `\`${command.name()}\``))
})

test('every test that it names is there', () => {
  const named = [...document.matchAll(/`(test\/\S+)`/g)].map(([, path]) => path!)
  expect(named.length).toBeGreaterThanOrEqual(rowsUnder('Attacks that were tried').length)
  expect(named.filter(path => !existsSync(join(packageRoot, path)))).toEqual([])
})
