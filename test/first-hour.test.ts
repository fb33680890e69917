/**
 * @file Runs every command of docs/first-hour.md, on the five teams' files where they are and else on invented ones like them,
 * with a model that trains in seconds.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from './cli/command-line.ts'
import { sharedData } from './shared-data.ts'
import { createSmallProject, smallRows } from './train/small-project.ts'

const root = resolve(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs/first-hour.md'), 'utf8')
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block]) =>
  block!.trim().split('\n'),
)
const shared = sharedData('seed-curated')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-first-hour-'))
  await mkdir(join(folder, 'medspan'))
  if (shared === undefined) await writeTeams(join(folder, 'curated'))
  else await copyFiles(shared, join(folder, 'curated'))
  await createSmallProject(join(folder, 'small'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Copies the files of a folder, of which nothing but the content is kept: it may be read-only. */
async function copyFiles(from: string, to: string): Promise<void> {
  await mkdir(to)
  for (const name of await readdir(from)) await writeFile(join(to, name), await readFile(join(from, name)))
}

/** Five teams' files with what is odd about real ones. */
async function writeTeams(to: string): Promise<void> {
  await mkdir(to)
  for (const team of [1, 2, 3, 4, 6]) {
    const rows = smallRows(8, team).map(row => ({
      tokens: row.tokens,
      ner_tags: row.ner_tags,
      doc_id: team === 4 ? 'CURATION_USER' : `${team}-${row.doc_id}`,
    }))
    rows[0] = {
      tokens: ['\ufffd', 'asthma', 'of', 'insulin'],
      ner_tags: ['IGN', 'B-Disease', 'O', 'I-Chemical'],
      doc_id: rows[0]!.doc_id,
    }
    await writeFile(join(to, `curated_data_team${team}.json`), JSON.stringify(rows, null, 4))
  }
  await writeFile(join(to, 'tui_list.csv'), 'tui,label\nT047,Disease or Syndrome\n')
}

/** The words of a line of shell that quotes nothing but whole words. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
}

test('the first hour is five commands, and each of them does what the page shows', async () => {
  expect(commands).toHaveLength(5)
  const here = join(folder, 'medspan')
  const tiny = ['--set', `model={ name_or_path: ${join(folder, 'small', 'model')}, max_seq_length: 32 }`]
  for (const line of commands) {
    const [program, ...words] = wordsOf(line)
    if (program === 'npm') {
      const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
      expect(line).toBe('npm ci && npm run build')
      expect(scripts).toHaveProperty('build')
    } else if (program !== 'npx') execFileSync('sh', ['-c', line], { cwd: here })
    else {
      const args = words.slice(1)
      const isTraining = args[0] === 'train'
      const { code, out, err } = await runCommand(
        here,
        isTraining ? [...args, ...tiny, '--set', 'training.max_steps=2', '--no-report'] : args,
      )
      expect(err).not.toContain('error')
      expect(code).toBe(0)
      if (args[0] === 'init' && shared !== undefined) expect(page).toContain(`\`\`\`\n${out}\`\`\`\n`)
      if (isTraining && shared !== undefined) expect(page).toContain(`\n${out.split('\n')[0]}\n`)
      if (isTraining) expect(existsSync(join(here, 'my-corpus/runs/medspan/model.safetensors'))).toBe(true)
    }
  }
})
