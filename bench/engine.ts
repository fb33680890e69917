/** @file An engine with weights that are drawn, for what speed does not depend on. */
import type { Encoder } from '../src/nn/encoder.ts'
import { openEncoder } from '../src/nn/families/families.ts'
import type { Adapters } from '../src/nn/layers.ts'
import { defaultSettings } from '../src/nn/model.ts'
import { classifierParameters } from '../src/nn/parameters.ts'
import { type FloatTensor, sizeOf } from '../src/nn/tensors.ts'
import { createRandom } from '../src/random.ts'
import { createOnnxEngine } from '../src/train/engine/onnx/onnx-engine.ts'

export interface BenchModel {
  /** `config.json`. */
  readonly config: Readonly<Record<string, unknown>>
  readonly labels: number
  readonly threads: number
  /** With adapters all but these and the classifier is frozen. */
  readonly adaptersOf?: ((encoder: Encoder) => Adapters) | undefined
}

/** An engine that trains with AdamW and clipping, as the peer does. */
export async function createBenchEngine({ config, labels: count, threads, adaptersOf }: BenchModel) {
  // The peer's decoders are causal.
  const isDecoder = config.model_type === 'gpt_neo'
  const settings = { ...defaultSettings, attention: isDecoder ? ('causal' as const) : ('auto' as const) }
  const encoder = openEncoder(config, 'config.json', settings)
  const adapters = adaptersOf?.(encoder)
  const random = createRandom(1, 'weights')
  const parameters = new Map<string, FloatTensor>()
  for (const [name, { shape, initial }] of classifierParameters({ encoder, adapters, labels: count })) {
    const data = new Float32Array(sizeOf(shape))
    if (typeof initial === 'number') data.fill(initial)
    else for (let i = 0; i < data.length; i++) data[i] = (random.uniform() - 0.5) * 0.07
    parameters.set(name, { shape, data })
  }
  const labels = Array.from({ length: count }, (_, i) => `L${i}`)
  const engine = await createOnnxEngine(
    { encoder, adapters, labels, parameters, source: config, settings },
    {
      seed: 1,
      weightDecay: 0.01,
      betas: [0.9, 0.999],
      epsilon: 1e-8,
      maxGradNorm: 1,
      threads,
      isTrained: adapters && (name => name.includes('.lora_') || name.startsWith(encoder.classifier.name)),
    },
  )
  parameters.clear()
  return engine
}
