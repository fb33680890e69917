import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { renderLearningCurve } from '../../src/cli/learning-curve.ts'
import type { LearningPoint } from '../../src/run/learning-curve.ts'
import { createSmallProject } from '../train/small-project.ts'
import { runCommand } from './command-line.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-cli-curve-'))
  await createSmallProject(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const command = (...args: string[]) =>
  runCommand(folder, ['learning-curve', '--set', 'training.num_train_epochs=1', ...args])

test('prints a table, leaves the curve in the run folder, and prints it as JSON when asked again', async () => {
  const first = await command('--shares', '0.5,1', '--seeds', '1,2', '-o', 'here')
  expect(first.err).toContain('point 3 of 4: share 0.5, seed 2')
  expect(first.code).toBe(0)
  const table = first.out.split('\n')
  expect(table[0]).toMatch(/^share +seed +documents +mentions +validation micro +interval +macro +interval/)
  expect(table.slice(1, 5).map(line => line.split(/ +/).slice(0, 3))).toEqual([
    ['0.5', '1', '6'],
    ['0.5', '2', '6'],
    ['1', '1', '12'],
    ['1', '2', '12'],
  ])
  expect((await readdir(join(folder, 'here'))).sort()).toEqual(['learning_curve', 'learning_curve.json'])

  const second = await command('--shares', '0.5,1', '--seeds', '1,2', '-o', 'here', '--json')
  expect(second.code).toBe(0)
  expect(JSON.parse(second.out)).toEqual(
    JSON.parse(await readFile(join(folder, 'here', 'learning_curve.json'), 'utf8')),
  )
})

test('Ctrl-C ends it in order with the code that says: again', async () => {
  const controller = new AbortController()
  const { code, err, out } = await runCommand(folder, ['learning-curve', '--shares', '0.5,1'], {
    signal: controller.signal,
    onPrint: text => {
      if (text.includes('share 1')) controller.abort()
    },
  })
  expect(code).toBe(75)
  expect(err).toContain('1 of 2 points are finished')
  expect(err).toContain('Give the same command again')
  expect(out).toBe('')
})

test.each([
  ['--shares', '0'],
  ['--shares', '1.01'],
  ['--shares', ''],
  ['--shares', '0.5,'],
  ['--shares', '0x1'],
  ['--seeds', '1,a'],
  ['--seeds', '4294967296'],
])('%s %j is refused before anything is read', async (option, list) => {
  const { code, err } = await command(option, list)
  expect(code).toBe(1)
  expect(err).toContain(`option '${option} <list>' argument '${list}' is invalid`)
})

test('the table gives F1 in per cent with its intervals', () => {
  const interval = (estimate: number) => ({
    estimate,
    lower: estimate - 0.05,
    upper: estimate + 0.051,
    samples: 9,
  })
  const point: LearningPoint = {
    share: 0.25,
    seed: 1,
    documents: 1234,
    mentions: 56789,
    validation: { micro: interval(0.5), macro: interval(0.25) },
    test: { micro: interval(0.7512), macro: interval(0.6) },
  }
  expect(renderLearningCurve({ points: [point] })).toMatchInlineSnapshot(`
    "share  seed  documents  mentions  validation micro        interval  macro        interval  test micro        interval  macro        interval
    0.25      1      1,234    56,789             50.00  45.00 to 55.10  25.00  20.00 to 30.10       75.12  70.12 to 80.22  60.00  55.00 to 65.10

    F1 in per cent, exact span match; 95 % intervals over documents. Choose nothing by the test part."
  `)
})
