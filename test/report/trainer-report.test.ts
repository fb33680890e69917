/** @file The report of a folder that transformers' Trainer has left, as `scripts/reference/trainer_folder.py` froze one. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silent } from '../../src/progress.ts'
import { writeReport } from '../../src/report/report.ts'
import { readTrainerFolder } from '../../src/run/trainer-folder.ts'
import { runCommand } from '../cli/command-line.ts'

const reference = resolve(import.meta.dirname, '../run/reference/trainer_folder.json')
const files: Readonly<Record<string, string>> = JSON.parse(readFileSync(reference, 'utf8')).files

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-trainer-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A folder with such files of Trainer's, and others instead. */
async function folderOf(name: string, kept: (file: string) => boolean, changed: Record<string, string> = {}) {
  const path = join(folder, name)
  await mkdir(path, { recursive: true })
  for (const [file, content] of Object.entries({ ...files, ...changed })) {
    if (!kept(file) && !(file in changed)) continue
    await mkdir(dirname(join(path, file)), { recursive: true })
    await writeFile(join(path, file), content)
  }
  return path
}
const all = () => true

test('has the curves, the scores that are there, and what is missing', async () => {
  const path = await folderOf('whole', all)
  const lines: string[] = []
  const report = await writeReport(path, { progress: { ...silent, info: line => void lines.push(line) } })
  expect(report.figures).toEqual([
    'loss',
    'loss_same_fig',
    'learning_rate',
    'grad_norm',
    'global_metrics',
    'log_per_class_epoch',
    'log_per_class_step',
  ])
  const page = await readFile(report.page, 'utf8')
  const results = JSON.parse(files['all_results.json']!)
  const percent = (value: number) => (100 * value).toFixed(2)
  for (const part of ['eval', 'predict'])
    for (const key of ['overall_f1', 'overall_accuracy', 'Disease_recall', 'Chemical_f1'])
      expect(page).toContain(`>${percent(results[`${part}_${key}`])}</td>`)
  expect(page).toContain('Types on validation, in per cent')
  expect(page).not.toMatch(/Nothing has been evaluated|class="status"|id="(?:sentences|seen|errors)"/)
  const [tags] = lines.filter(line => line.includes('predictions.txt has the predicted tags of 16 sentences'))
  expect(tags).toMatch(/no gold mentions, so there are no intervals.*medspan evaluate --model/)
  expect(page).toContain('predictions.txt has the predicted tags of 16 sentences')
})

test('is that of a training under way, which has its state in a checkpoint alone', async () => {
  const [name] = Object.keys(files).filter(file => file.includes('/'))
  const state = JSON.parse(files[name!]!)
  const path = await folderOf('checkpoint', () => false, {
    [name!]: JSON.stringify({ ...state, log_history: state.log_history.slice(0, 1) }),
  })
  const { out, code } = await runCommand(folder, ['report', 'checkpoint'])
  expect({ out, code }).toEqual({ code: 0, out: '3 figures, and the report: checkpoint/report.html\n' })
  expect(await readFile(join(path, 'report.html'), 'utf8')).toContain(
    'without train_results.json, eval_results.json, predict_results.json, all_results.json, predictions.txt',
  )
})

describe('a folder of Trainer', () => {
  test('is read although a stranger has spoilt it', async () => {
    const state = JSON.parse(files['trainer_state.json']!)
    const hostile = '<img src=x onerror=alert(1)>\u001b[31m'
    const path = await folderOf('spoilt', all, {
      'trainer_state.json': JSON.stringify({
        ...state,
        best_global_step: hostile,
        log_history: [
          state.log_history[0],
          hostile,
          null,
          { loss: 3 },
          { step: 40, epoch: 3, loss: 'NAN', grad_norm: 'INFINITE', eval_loss: 'LESS' },
        ],
      })
        .replace('"NAN"', 'NaN')
        .replace('"INFINITE"', 'Infinity')
        .replace('"LESS"', '-Infinity'),
      'all_results.json': JSON.stringify({
        [`eval_${hostile}_f1`]: 0.5,
        [`eval_${hostile}_number`]: 2,
        eval_loss: hostile,
      }),
      'eval_results.json': '{"eval_f1":',
      'train_results.json': '[]',
      'predict_results.json': '{}',
      'predictions.txt': 'B-X <b>\n',
    })
    await truncate(join(path, 'predict_results.json'), 2 ** 29 + 1)
    const read = (await readTrainerFolder(path))!
    expect(read.history).toHaveLength(2)
    expect(read.history.at(-1)).toEqual({ step: 40, epoch: 3 })
    expect(read.best).toEqual({ value: state.best_metric })
    const [notice] = read.notices
    expect(Object.keys(notice!.kinds!).sort()).toEqual([
      'eval_results.json: expected JSON, which cannot go on with the end of the text',
      'predict_results.json: larger than 512 MiB',
      'predictions.txt: expected a tag such as O, B-T038, I-T038 or IGN, got "<b>"',
      'train_results.json: expected an object',
    ])
    const { page } = await writeReport(path, { progress: silent })
    const content = await readFile(page, 'utf8')
    expect(content).not.toContain('<img')
    expect(content).not.toContain('\u001b')
    expect(content).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })

  test('is none where there is neither a log nor a score', async () => {
    const path = await folderOf('none', file => file === 'predictions.txt' || file === 'config.json')
    expect(await readTrainerFolder(path)).toBeUndefined()
    await expect(writeReport(path, { progress: silent })).rejects.toThrow('expected a run folder')
    expect(existsSync(join(path, 'report.html'))).toBe(false)
  })

  test('is no earlier run of a report, and its scores are compared alone', async () => {
    const path = await folderOf('left', all)
    await expect(writeReport(path, { progress: silent, previous: path })).rejects.toThrow(
      'expected a run, got',
    )
    const { code, out } = await runCommand(folder, ['compare', 'left', 'left'])
    expect(code).toBe(0)
    expect(out).toMatch(/^micro +[\d.]+ +[\d.]+ +\+0\.00$/m)
    expect(out).toContain('medspan evaluate --model')
  })
})
