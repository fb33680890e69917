/** @file The head of a model for another label set. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergeAdapters, prepareAdapters } from '../../src/nn/adapters.ts'
import { CRF_END, CRF_INITIAL_BOUND, CRF_START, CRF_TRANSITIONS } from '../../src/nn/crf.ts'
import type { LoadedClassifier } from '../../src/nn/model.ts'
import { relabelModel } from '../../src/nn/relabel.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { createRandomModel } from '../predict/random-model.ts'

const labels = ['O', 'B-Drug', 'I-Drug', 'B-Gene', 'I-Gene']
let folder: string
let model: LoadedClassifier
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-relabel-'))
  await createRandomModel(folder, labels)
  model = await readModel(folder, { seed: 5, settings: { head: 'crf' } })
  const { data } = model.parameters.get(CRF_TRANSITIONS)!
  for (const i of data.keys()) data[i] = 1 + i
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('keeps what it has learnt of the labels that stay, and draws what is new', () => {
  const wanted = ['I-Gene', 'O', 'B-Cell', 'B-Drug']
  const old = [4, 0, -1, 1]
  const relabelled = relabelModel(model, wanted, 1)
  expect(relabelled.labels).toEqual(wanted)
  expect([...relabelled.parameters.keys()]).toEqual([...model.parameters.keys()])
  const width = 16
  const rowOf = (
    name: string,
    { parameters }: Pick<LoadedClassifier, 'parameters'>,
    row: number,
    size: number,
  ) => [...parameters.get(name)!.data.subarray(row * size, (row + 1) * size)]
  for (const [row, before] of old.entries()) {
    for (const [name, size] of [
      ['classifier.weight', width],
      ['classifier.bias', 1],
      [CRF_START, 1],
      [CRF_END, 1],
    ] as const)
      if (before >= 0) expect(rowOf(name, relabelled, row, size)).toEqual(rowOf(name, model, before, size))
    for (const [column, to] of old.entries()) {
      const transition = relabelled.parameters.get(CRF_TRANSITIONS)!.data[row * 4 + column]
      if (before >= 0 && to >= 0) expect(transition).toBe(1 + before * 5 + to)
      else expect(Math.abs(transition!)).toBeLessThan(CRF_INITIAL_BOUND)
    }
  }
  const drawn = rowOf('classifier.weight', relabelled, 2, width)
  expect(drawn.every(value => value !== 0)).toBe(true)
  expect(relabelModel(model, wanted, 1)).toEqual(relabelled)
  expect(rowOf('classifier.weight', relabelModel(model, wanted, 2), 2, width)).not.toEqual(drawn)
  for (const [name, { shape }] of relabelled.parameters)
    if (/^(classifier|crf)\./.test(name)) expect(shape.filter(size => size !== width)).not.toContain(5)
})

test('merges adapters into the model', () => {
  const adapted = prepareAdapters(model, { rank: 2, alpha: 4, dropout: 0 }, 3)
  const [module] = adapted.adapters.modules
  adapted.parameters.get(`${module}.lora_B.weight`)!.data.fill(0.5)
  const relabelled = relabelModel(adapted, labels, 1)
  expect(relabelled).toEqual(mergeAdapters(adapted))
  expect(relabelled.parameters.get(`${module}.weight`)).not.toEqual(model.parameters.get(`${module}.weight`))
})
