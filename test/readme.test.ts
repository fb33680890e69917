/**
 * @file Holds README.md to the program: its commands, its library example, and its example of an error.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createProgram } from '../src/cli/program.ts'
import { formatError, MedspanError } from '../src/errors.ts'
import * as door from '../src/index.ts'
import { deaf } from './cli/command-line.ts'

const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8')

const program = createProgram({ io: deaf, progress: door.silent })

test('the README names every command and every option by its right name', () => {
  const lines = [...readme.matchAll(/\bmedspan ([a-z]+(?:-[a-z]+)*)([^`\n]*)/g)].filter(([, name]) =>
    program.commands.some(command => command.name() === name),
  )
  const named = new Set(lines.map(([, name]) => name))
  const missing = program.commands.map(command => command.name()).filter(name => !named.has(name))
  expect(missing).toEqual([])
  for (const [line, name, rest] of lines) {
    const command = program.commands.find(one => one.name() === name)!
    const nested = command.commands.find(one => one.name() === /^ ([a-z]+)/.exec(rest!)?.[1])
    const known = [...command.options, ...(nested?.options ?? [])].flatMap(option => [
      option.short,
      option.long,
    ])
    for (const [option] of rest!.replace(/#.*/, '').matchAll(/(?<= )--?[a-z-]+/g))
      expect(known, `${option} in "${line}"`).toContain(option)
  }
})

test('what the README imports from medspan is there', () => {
  const names = [...readme.matchAll(/^import \{ (.*) \} from 'medspan'$/gm)].flatMap(([, list]) =>
    list!.split(', '),
  )
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) expect(door).toHaveProperty(name)
})

test('the error that the README shows is the error that comes', () => {
  const shown = /^```\nerror: (medspan\.yaml: [\s\S]*?)\n```$/m.exec(readme)![1]
  const content = `corpus:
  sources:
    - path: curation/
  overlap: longst
model:
  name_or_path: model/
training:
  num_train_epochs: 3
  learning_rat: 1.0e-4
`
  let said = ''
  try {
    door.parseConfig(content, 'medspan.yaml')
  } catch (error) {
    if (error instanceof MedspanError) said = formatError(error)
  }
  expect(said).toBe(shown)
})
