// Prints as JSON what medspan's own losses, chain and optimizers give for random cases, beside all that they were given.
// worker_losses.py and worker_optimizers.py hold the PyTorch worker against it.
// Usage: node worker.mjs losses|optimizers (after npm run build)
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { gradientName, withGradients } from '../../dist/graph/grad.js'
import { product } from '../../dist/graph/ir.js'
import { lower } from '../../dist/graph/lower.js'
import { createKernelMemory } from '../../dist/graph/elementwise.js'
import { float, int, reshape, trace } from '../../dist/graph/trace.js'
import { fullCells, sequencesOf } from '../../dist/nn/cells.js'
import { CRF_END, CRF_START, CRF_TRANSITIONS, crfLoss, crfParameters } from '../../dist/nn/crf.js'
import { maskUnannotated, lossVectors, tokenLoss } from '../../dist/nn/losses.js'
import { isDecayed } from '../../dist/nn/optimizer.js'
import { createRandom } from '../../dist/random.js'
import { createAdafactor } from '../../dist/train/engine/onnx/adafactor.js'
import { createAverage } from '../../dist/train/engine/onnx/moving-average.js'
import { createLayout, viewsOf } from '../../dist/train/engine/flat-parameters.js'
import { createLoss } from '../../dist/train/loop/loss.js'
import { createAdamW } from '../../dist/train/engine/onnx/optimizer.js'

const random = createRandom(7, 'worker')
const normals = (size, scale = 1) => Array.from({ length: size }, () => Math.fround(random.normal() * scale))

const labelSet = { types: ['A', 'B'], labels: ['O', 'B-A', 'I-A', 'B-B', 'I-B'] }
const L = labelSet.labels.length
const OUTSIDE = 0
const counts = [5000, 120, 80, 3, 0]

/** Every loss, with every term that it can have, divided both ways. */
function lossFunctions() {
  const settings = [
    ...['none', 'balanced', 'inverse-sqrt', 'effective-number', { A: 0.25, 'B-B': 3 }].flatMap(weights =>
      [0, 0.1].flatMap(label_smoothing => [
        { name: 'cross-entropy', weights, label_smoothing, beta: 0.999 },
        ...[0, 0.5, 1, 2].map(gamma => ({ name: 'focal', weights, label_smoothing, beta: 0.99, gamma })),
      ]),
    ),
    { name: 'class-balanced-focal', beta: 0.999, gamma: 2, label_smoothing: 0 },
    { name: 'adaptive-class-balanced-focal', gamma: 2, label_smoothing: 0.05 },
    { name: 'logit-adjustment', tau: 1, label_smoothing: 0 },
    { name: 'logit-adjustment', tau: 0.5, label_smoothing: 0.1 },
    { name: 'dice', alpha: 1, smooth: 1 },
    { name: 'dice', alpha: 0.6, smooth: 0.5 },
    { name: 'dice', alpha: 0, smooth: 1 },
  ]
  return settings.flatMap(setting => {
    const loss = createLoss(setting, labelSet, counts)
    if (loss.kind === 'dice') return [loss]
    return ['weights', 'tokens'].map(reduction => ({ ...loss, reduction }))
  })
}

/** A batch of which `masked` of the pieces have no label, and a label was annotated with the chance `annotated`. */
function drawBatch(rows, length, { masked, annotated, scale = 3 }) {
  const chance = p => random.uniform() < p
  return {
    rows,
    length,
    logits: normals(rows * length * L, scale),
    labels: Array.from({ length: rows * length }, () =>
      chance(masked) ? -100 : chance(0.5) ? OUTSIDE : random.below(L),
    ),
    labelMask: Array.from({ length: rows * L }, (_, i) => Number(i % L === OUTSIDE || chance(annotated))),
  }
}

const drawBatches = () => [
  drawBatch(2, 5, { masked: 0, annotated: 1 }),
  drawBatch(3, 7, { masked: 0.4, annotated: 1 }),
  drawBatch(4, 6, { masked: 0.3, annotated: 0.5 }),
  drawBatch(2, 6, { masked: 0.2, annotated: 0 }),
  drawBatch(2, 4, { masked: 0.3, annotated: 0.5, scale: 20 }),
  drawBatch(2, 3, { masked: 1, annotated: 0.5 }),
  drawBatch(1, 1, { masked: 0, annotated: 1 }),
]

/** The loss, what it was divided by and all gradients, in double precision, of each batch. */
async function evaluate(vectors, lossOf, given) {
  const inputs = new Map([
    ['logits', float('B', 'T', L)],
    ['labels', int('B', 'T')],
    ['label_mask', int('B', L)],
  ])
  for (const [name, { shape }] of vectors) inputs.set(name, float(...shape))
  const forward = trace(inputs, get => {
    const flat = reshape(get('logits'), [product(['B', 'T']), L])
    const labels = get('labels')
    const cells = fullCells(labels)
    const pieces = { labels: cells.collect(labels), sequences: sequencesOf(cells, labels) }
    return { ...lossOf(maskUnannotated(flat, pieces, get('label_mask'), OUTSIDE), labels, get) }
  })
  const wanted = ['logits', ...[...vectors.keys()].filter(name => name.startsWith('crf.'))]
  const graph = lower(withGradients(forward, 'loss', wanted), { float: 'float64' })
  const session = await InferenceSession.create(graph, { intraOpNumThreads: 1 })
  const feeds = {}
  for (const [name, { shape, data }] of vectors) feeds[name] = new Tensor('float64', data, shape)
  const results = []
  for (const { rows, length, logits, labels, labelMask } of given) {
    feeds.logits = new Tensor('float64', logits, [rows, length, L])
    feeds.labels = new Tensor('int32', labels, [rows, length])
    feeds.label_mask = new Tensor('int32', labelMask, [rows, L])
    const { loss, counted, ...others } = await session.run(feeds)
    results.push({
      loss: loss.data[0],
      counted: counted.data[0],
      gradients: Object.fromEntries(wanted.map(name => [name, Array.from(others[gradientName(name)].data)])),
    })
  }
  await session.release()
  return results
}

async function losses() {
  const given = drawBatches()
  const cases = []
  for (const spec of lossFunctions()) {
    const vectors = new Map([...lossVectors(spec)].map(([name, data]) => [name, { shape: [L], data }]))
    const lossOf = (logits, labels, get) =>
      tokenLoss(spec, logits, reshape(labels, [product(['B', 'T'])]), get)
    cases.push({ spec, results: await evaluate(vectors, lossOf, given) })
  }
  const vectors = new Map()
  for (const [name, shape] of crfParameters(L))
    vectors.set(name, { shape, data: normals(shape.reduce((a, b) => a * b)) })
  const crf = await evaluate(
    vectors,
    (logits, labels, get) => {
      const weights = { transitions: get(CRF_TRANSITIONS), start: get(CRF_START), end: get(CRF_END) }
      return crfLoss(reshape(logits, ['B', 'T', L]), labels, weights)
    },
    given,
  )
  return {
    labels: L,
    outside: OUTSIDE,
    batches: given,
    cases,
    crf: { vectors: Object.fromEntries(vectors), results: crf },
  }
}

const STEPS = 50
const SHAPES = { words: [7, 3], matrix: [4, 6], bias: [6], stack: [2, 3, 4], scale: [1] }
const RATE_FACTORS = { words: 0.5, matrix: 0.9, bias: 0.9 }
const OPTIMIZERS = [
  { optimizer: 'adamw', weightDecay: 0.1, betas: [0.9, 0.999], epsilon: 1e-8 },
  { optimizer: 'adamw', weightDecay: 0, betas: [0.8, 0.95], epsilon: 1e-3 },
  { optimizer: 'adafactor', weightDecay: 0.1 },
]

/** Where each optimizer and its average stand at the middle and at the end of the same steps. */
function optimizers() {
  const names = Object.keys(SHAPES)
  const start = new Map(
    Object.entries(SHAPES).map(([name, shape]) => [
      name,
      { shape, data: normals(shape.reduce((a, b) => a * b)) },
    ]),
  )
  const layout = createLayout(start, (name, { shape }) => ({
    isDecayed: isDecayed(shape),
    lrMultiplier: RATE_FACTORS[name] ?? 1,
  }))
  const plain = tensors =>
    Object.fromEntries([...tensors].map(([name, { shape, data }]) => [name, { shape, data: [...data] }]))
  const steps = Array.from({ length: STEPS }, (_, step) => ({
    learningRate: 0.02 * (1 - step / STEPS),
    gradientScale: step % 3 === 0 ? 1 : random.uniform(),
    // A batch touches few words.
    gradients: Object.fromEntries(
      [...start].map(([name, { data }]) => [
        name,
        normals(data.length, name === 'words' ? 0.1 : 1).map((value, i) =>
          name === 'words' && (i / 3 + step) % 7 < 4 ? 0 : value,
        ),
      ]),
    ),
  }))
  const cases = OPTIMIZERS.map(spec => {
    const memory = createKernelMemory(Array.from({ length: 5 }, () => layout.size))
    const [parameters, gradients] = [memory.allocate(layout.size), memory.allocate(layout.size)]
    const views = viewsOf(parameters, layout, names)
    const gradientViews = viewsOf(gradients, layout, names)
    for (const [name, { data }] of views) data.set(start.get(name).data)
    const create = spec.optimizer === 'adamw' ? createAdamW : createAdafactor
    const optimizer = create({ layout, names, parameters, gradients, memory }, spec)
    const average = createAverage(parameters, 0.8, memory)
    const states = []
    for (const [step, { learningRate, gradientScale, gradients: own }] of steps.entries()) {
      for (const [name, { data }] of gradientViews) data.set(own[name])
      optimizer.update({ learningRate, gradientScale, update: step + 1 })
      average.add(step + 1)
      if ([STEPS / 2, STEPS].includes(step + 1)) {
        const moments = { ...optimizer.moments, ema: viewsOf(average.weights, layout, names) }
        states.push({
          updates: step + 1,
          parameters: plain(views),
          moments: Object.fromEntries(
            Object.entries(moments).map(([moment, tensors]) => [moment, plain(tensors)]),
          ),
        })
      }
    }
    return { spec: { ...spec, rateFactors: RATE_FACTORS }, states }
  })
  return { start: plain(start), emaDecay: 0.8, steps, cases }
}

const result = process.argv[2] === 'losses' ? await losses() : optimizers()
process.stdout.write(JSON.stringify(result))
