/** @file Types may be called what every object inherits: all that a run does with them is what it does with others. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../cli/command-line.ts'
import { createSmallProject, smallRows, writeRows } from './small-project.ts'

/** Names that objects inherit, and others that are as long and are sorted alike. */
const inherited = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'] as const
const others = ['_bproto__', 'conStructor', 'hasOwnPropertY', 'toStrinG'] as const

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-odd-types-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Trains on mentions of these types, and gives what every command says and every result file holds. */
async function everything(types: readonly string[], name: string): Promise<string[]> {
  const project = join(folder, name)
  await createSmallProject(project)
  const typeOf = (word: string) => types[word.length % types.length]!
  await writeRows(
    join(project, 'rows.json'),
    smallRows(20).map(row => {
      let type = ''
      const tags = row.ner_tags.map((tag, i) => {
        if (tag.startsWith('B-')) type = typeOf(row.tokens[i]!)
        return tag === 'O' ? tag : `${tag.slice(0, 2)}${type}`
      })
      return { ...row, ner_tags: tags }
    }),
  )
  const said: string[] = []
  for (const command of [
    'train --no-report --set training.num_train_epochs=6 --json',
    'evaluate run --json',
    'stats rows.json --json',
    'stats rows.json',
    'merge rows.json rows.json -o merged.jsonl --json',
    'merge rows.json rows.json -o merged.jsonl',
    'split rows.json -o split --json',
    'compare run/predictions.test.jsonl run/baseline.test.jsonl --json',
    'predict rows.json --model run -o tagged.jsonl --json',
    'convert tagged.jsonl --to conll -o conll',
  ]) {
    const { code, out, err } = await runCommand(project, command.split(' '))
    expect(code, `${command}\n${err}`).toBe(0)
    said.push(`${command}\n${out.replace(/^ *"(\w*seconds?|\w*_runtime)": .*\n/gm, '')}`)
  }
  for (const file of [
    'run/training_mentions.json',
    'run/labels.json',
    'run/log.jsonl',
    'run/evaluation.test.json',
    'run/evaluation.validation.json',
    'run/predictions.test.jsonl',
    'merged.jsonl',
    'tagged.jsonl',
  ])
    said.push(`${file}\n${await readFile(join(project, file), 'utf8')}`)
  return said
}

test('types that are called what objects inherit are trained, evaluated and told of like others', async () => {
  const odd = await everything(inherited, 'odd')
  const plain = await everything(others, 'plain')
  const renamed = plain.map(text =>
    others.reduce((own, name, i) => own.replaceAll(name, inherited[i]!), text.replaceAll('/plain', '/odd')),
  )
  for (const type of inherited) expect(odd.find(text => text.startsWith('stats'))).toContain(`"${type}": `)
  expect(odd).toEqual(renamed)

  const { code, err } = await runCommand(join(folder, 'odd'), ['report', 'run'])
  expect(code, err).toBe(0)
  const page = await readFile(join(folder, 'odd', 'run', 'report.html'), 'utf8')
  for (const type of inherited) expect(page).toContain(`>${type}<`)
})
