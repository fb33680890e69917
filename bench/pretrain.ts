/**
 * @file Continued masked-language training of a BERT encoder (Devlin et al. 2019, section 3.1) on texts, in Node.
 *
 * MEDSPAN_MODEL is the folder to start from, MEDSPAN_TEXTS files of documents with a `:` between, of which one in fifty is
 * held out. The encoder that comes of it lies in `build/pretrain`. Settings: EPOCHS (8), LEARNING_RATE (5e-4), THREADS.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Tensor as Values } from 'onnxruntime-node'
import { importCorpus } from '../src/formats/index.ts'
import { createKernelMemory } from '../src/graph/elementwise.ts'
import { gradientName, withGradients } from '../src/graph/grad.ts'
import type { TensorType } from '../src/graph/ir.ts'
import { rewrite } from '../src/graph/rewrite.ts'
import { add, float, gather, gelu, int, matmul, trace, uint } from '../src/graph/trace.ts'
import { fullCells } from '../src/nn/cells.ts'
import { createDropout, createScope, noDropout, normalise } from '../src/nn/layers.ts'
import { plainCrossEntropy, tokenLoss } from '../src/nn/losses.ts'
import { modelConfigJson } from '../src/nn/model.ts'
import { isDecayed } from '../src/nn/optimizer.ts'
import { readModel } from '../src/nn/stored-model.ts'
import type { FloatTensor } from '../src/nn/tensors.ts'
import { formatSafetensors } from '../src/nn/weights/safetensors.ts'
import { silent } from '../src/progress.ts'
import { createRandom, type RandomStream, streamKey } from '../src/random.ts'
import { readTokenizer } from '../src/tokenizer/stored-tokenizer.ts'
import { createLayout, viewsOf } from '../src/train/engine/flat-parameters.ts'
import { feedsOfTensors, scalarValue } from '../src/train/engine/onnx/feeds.ts'
import { createAdamW } from '../src/train/engine/onnx/optimizer.ts'
import { openSession } from '../src/train/engine/onnx/session.ts'
import type { Measurement } from './results.ts'

const LENGTH = 128
const ROWS = 16
/** The share of pieces that are to be guessed: of ten, eight are hidden, one is another piece, one stays. */
const MASKED = 0.15
const head = { dense: 'mlm.dense', norm: 'mlm.norm', bias: 'mlm.bias' }

export async function run(): Promise<Measurement[]> {
  const { MEDSPAN_MODEL: model, MEDSPAN_TEXTS: texts, THREADS } = process.env
  if (model === undefined || texts === undefined) throw new Error('expected MEDSPAN_MODEL and MEDSPAN_TEXTS')
  const epochs = Number(process.env.EPOCHS ?? 8)
  const highest = Number(process.env.LEARNING_RATE ?? 5e-4)
  const threads = THREADS === undefined ? undefined : Number(THREADS)
  const { sequences, maskId } = await readSequences(model, texts.split(':'))
  const held = sequences.filter((_, i) => i % 50 === 0)
  const learnt = sequences.filter((_, i) => i % 50 !== 0)
  const trained = await openTrained(model, threads)
  const heldLoss = async () => {
    const batches = batchesOf(held, createRandom(1, 'held'), { maskId, pieces: trained.pieces, epoch: 0 })
    let sum = 0
    for (const batch of batches) sum += await trained.evaluate(batch)
    return sum / batches.length
  }
  const before = await heldLoss()
  process.stdout.write(`${learnt.length} sequences; held-out loss ${before.toFixed(3)}\n`)
  const perEpoch = Math.floor(learnt.length / ROWS)
  const steps = epochs * perEpoch
  const startedMs = performance.now()
  for (let epoch = 0, step = 0; epoch < epochs; epoch++) {
    let loss = 0
    for (const batch of batchesOf(learnt, createRandom(1, 'epoch', epoch), {
      maskId,
      pieces: trained.pieces,
      epoch,
    })) {
      if (batch.rows < ROWS) continue
      const rate = highest * Math.min(1, (step + 1) / (0.06 * steps), (steps - step) / (0.94 * steps))
      loss += await trained.step(batch, { learningRate: rate, step: step++ })
    }
    const minutes = (performance.now() - startedMs) / 60_000
    process.stdout.write(
      `epoch ${epoch + 1} of ${epochs}: loss ${(loss / perEpoch).toFixed(3)}, held out ${(await heldLoss()).toFixed(3)}, ${minutes.toFixed(1)} min\n`,
    )
    trained.save(resolve(import.meta.dirname, '../pretrain'))
  }
  const after = await heldLoss()
  return [
    {
      claim: `masked-language loss of held-out texts after ${epochs} epochs`,
      ours: after,
      peer: before,
      ratio: after / before,
      versions: {},
    },
  ]
}

interface MaskedBatch {
  readonly rows: number
  readonly ids: Int32Array
  readonly mask: Int32Array
  /** Among all pieces of the batch, row after row. */
  readonly positions: Int32Array
  /** The pieces that stood there. */
  readonly labels: Int32Array
}

async function readSequences(folder: string, paths: readonly string[]) {
  const tokenizer = await readTokenizer(folder)
  const { prefix, suffix } = tokenizer
  const room = LENGTH - prefix.length - suffix.length
  const sequences: number[][] = []
  for (const { text } of await importCorpus(paths, { progress: silent })) {
    const pieces = text.split(/\s+/).flatMap(word => [...tokenizer.encodeWord(word)])
    // The last piece of a text is as long as the others: it begins earlier.
    for (let at = 0; at < pieces.length; at += room) {
      const begin = Math.max(0, Math.min(at, pieces.length - room))
      sequences.push([...prefix, ...pieces.slice(begin, begin + room), ...suffix])
    }
  }
  const [maskId] = tokenizer.encodeWord('[MASK]')
  return { sequences, maskId: maskId! }
}

/** Masks drawn anew in each epoch. */
function batchesOf(
  sequences: readonly (readonly number[])[],
  random: RandomStream,
  { maskId, pieces }: { readonly maskId: number; readonly pieces: number; readonly epoch: number },
): MaskedBatch[] {
  const order = sequences.map((sequence, i) => ({ sequence, i, key: random.uniform() }))
  order.sort((a, b) => a.key - b.key)
  const batches: MaskedBatch[] = []
  for (let at = 0; at < order.length; at += ROWS) {
    const rows = order.slice(at, at + ROWS)
    const ids = new Int32Array(rows.length * LENGTH)
    const mask = new Int32Array(rows.length * LENGTH)
    const positions: number[] = []
    const labels: number[] = []
    for (const [row, { sequence }] of rows.entries())
      for (const [column, piece] of sequence.entries()) {
        const place = row * LENGTH + column
        ids[place] = piece
        mask[place] = 1
        if (column === 0 || column === sequence.length - 1 || random.uniform() >= MASKED) continue
        positions.push(place)
        labels.push(piece)
        const kind = random.uniform()
        if (kind < 0.8) ids[place] = maskId
        else if (kind < 0.9) ids[place] = Math.floor(random.uniform() * pieces)
      }
    batches.push({
      rows: rows.length,
      ids,
      mask,
      positions: Int32Array.from(positions),
      labels: Int32Array.from(labels),
    })
  }
  return batches
}

async function openTrained(folder: string, threads: number | undefined) {
  const model = await readModel(folder, { labels: ['O'], seed: 1 })
  const { encoder } = model
  const d = encoder.hiddenSize
  const pieces = encoder.vocabSize
  const words = model.parameters.get(encoder.wordEmbeddings)!.data
  const scaled = createRandom(1, 'mlm')
  const identity = Float32Array.from({ length: d * d }, (_, i) =>
    i % (d + 1) === 0 ? 1 : 0.02 * (scaled.uniform() - 0.5),
  )
  const own: [string, FloatTensor][] = [
    [`${head.dense}.weight`, { shape: [d, d], data: identity }],
    [`${head.dense}.bias`, { shape: [d], data: new Float32Array(d) }],
    [
      `${head.norm}.weight`,
      { shape: [d], data: new Float32Array(d).fill(Math.sqrt(1 / d) / deviationOf(words)) },
    ],
    [`${head.norm}.bias`, { shape: [d], data: new Float32Array(d) }],
    [head.bias, { shape: [pieces], data: new Float32Array(pieces) }],
  ]
  const parameters = new Map<string, FloatTensor>([
    ...[...model.parameters].filter(([name]) => encoder.parameters.has(name)),
    ...own,
  ])
  const names = [...parameters.keys()]
  const layout = createLayout(parameters, (_, { shape }) => ({
    isDecayed: isDecayed(shape),
    lrMultiplier: 1,
  }))
  const memory = createKernelMemory(new Array<number>(4).fill(layout.size))
  const flat = memory.allocate(layout.size)
  for (const [name, { data }] of viewsOf(flat, layout, names)) data.set(parameters.get(name)!.data)
  const gradients = memory.allocate(layout.size)
  const optimizer = createAdamW(
    { layout, names, parameters: flat, gradients, memory },
    { betas: [0.9, 0.98], epsilon: 1e-6, weightDecay: 0.01 },
  )
  const views = viewsOf(flat, layout, names)

  const graphOf = (isTraining: boolean) => {
    const inputs = new Map<string, TensorType>(
      names.map(name => [name, float(...parameters.get(name)!.shape)]),
    )
    for (const name of ['input_ids', 'attention_mask', 'token_type_ids']) inputs.set(name, int('B', LENGTH))
    for (const name of ['positions', 'labels']) inputs.set(name, int('M'))
    if (isTraining) inputs.set('dropout_key', uint())
    return trace(inputs, get => {
      const dropout = isTraining ? createDropout(get('dropout_key')) : noDropout
      const scope = createScope(get, { parameters, dropout })
      const hidden = encoder.encode(scope, {
        cells: fullCells(get('attention_mask')),
        inputIds: get('input_ids'),
        attentionMask: get('attention_mask'),
        tokenTypeIds: get('token_type_ids'),
      }) // [N,D]
      const chosen = gather(hidden, get('positions')) // [M,D]
      const shaped = normalise(scope, head.norm, gelu(scope.linear(chosen, head.dense)), 1e-12)
      const logits = add(matmul(shaped, get(encoder.wordEmbeddings), { transB: true }), get(head.bias)) // [M,V]
      const { loss, counted } = tokenLoss(plainCrossEntropy, logits, get('labels'), get)
      return { loss, counted }
    })
  }
  const training = await openSession(rewrite(withGradients(graphOf(true), 'loss', names)), 'cpu', threads)
  const evaluation = await openSession(rewrite(graphOf(false)), 'cpu', threads)
  const fixed = feedsOfTensors(Values, views)
  const fetches = Object.fromEntries(
    [...viewsOf(gradients, layout, names)].map(([name, { data, shape }]) => [
      gradientName(name),
      new Values('float32', data, shape),
    ]),
  )
  const feedsOf = ({ rows, ids, mask, positions, labels }: MaskedBatch) => ({
    ...fixed,
    input_ids: new Values('int32', ids, [rows, LENGTH]),
    attention_mask: new Values('int32', mask, [rows, LENGTH]),
    token_type_ids: new Values('int32', new Int32Array(rows * LENGTH), [rows, LENGTH]),
    positions: new Values('int32', positions, [positions.length]),
    labels: new Values('int32', labels, [labels.length]),
  })
  return {
    pieces,
    async evaluate(batch: MaskedBatch): Promise<number> {
      return scalarValue((await evaluation.run(feedsOf(batch), ['loss'])).loss!)
    },
    async step(
      batch: MaskedBatch,
      { learningRate, step }: { readonly learningRate: number; readonly step: number },
    ) {
      const key = new Values('uint32', Uint32Array.of(streamKey(1, 'dropout', step)), [])
      const results = await training.run({ ...feedsOf(batch), dropout_key: key }, { loss: null, ...fetches })
      let squares = 0
      for (let i = 0; i < gradients.length; i++) squares += gradients[i]! * gradients[i]!
      const gradientScale = Math.min(1, 1 / (Math.sqrt(squares) + 1e-6))
      optimizer.update({ gradientScale, learningRate, update: step + 1 })
      return scalarValue(results.loss!)
    },
    /** The encoder as a folder, with the tokenizer that it came with. */
    save(to: string): void {
      mkdirSync(to, { recursive: true })
      for (const name of ['tokenizer.json', 'tokenizer_config.json'])
        cpSync(join(folder, name), join(to, name))
      const kept = new Map([...views].filter(([name]) => encoder.parameters.has(name)))
      writeFileSync(join(to, 'model.safetensors'), formatSafetensors(kept, { format: 'pt' }))
      writeFileSync(join(to, 'config.json'), modelConfigJson(model))
    },
  }
}

/** The root of the mean square. */
function deviationOf(data: Float32Array): number {
  let squares = 0
  for (const value of data) squares += value * value
  return Math.sqrt(squares / data.length)
}
