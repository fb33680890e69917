/**
 * @file A token classifier at rest: a Hugging Face model folder read, or a new model drawn from a seed.
 *
 * Read: `config.json`, and `model.safetensors` or its sharded form where there is one. A folder without weights
 * is a recipe: every parameter is then drawn from the seed as Hugging Face's `_init_weights` does, normal with
 * `initializer_range`, biases 0, layer normalisation 1 and 0, the padding row 0.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { MedspanError } from '../errors.ts'
import { createRandom } from '../random.ts'
import { type BertConfig, bertParameters } from './bert.ts'
import { hasSafetensors, readSafetensors } from './safetensors.ts'
import { type FloatTensor, type NamedTensors, sizeOf } from './tensors.ts'

/** A model and the label set that its head was made for. */
export interface TokenClassifier {
  readonly config: BertConfig
  readonly labels: readonly string[]
  /** By Hugging Face's names, in its order. */
  readonly parameters: NamedTensors
  /** `config.json` as it was read, so that what we do not use is kept. */
  readonly source: Readonly<Record<string, unknown>>
}

export interface LoadedClassifier extends TokenClassifier {
  /** Names of the parameters that were drawn from the seed, because no file had them. */
  readonly fresh: readonly string[]
}

export interface ReadModelOptions {
  /** The label set; left out, the one in `config.json`, which a trained model has. */
  readonly labels?: readonly string[]
  /** Where parameters that no file has come from. */
  readonly seed: number
}

const size = z.int().positive()
const probability = z.number().min(0).lt(1)
const bertSchema = z.looseObject({
  model_type: z.literal('bert'),
  vocab_size: size,
  hidden_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  intermediate_size: size,
  hidden_act: z.enum(['gelu', 'gelu_new', 'relu']).default('gelu'),
  hidden_dropout_prob: probability.default(0.1),
  attention_probs_dropout_prob: probability.default(0.1),
  classifier_dropout: probability.nullish(),
  max_position_embeddings: size.default(512),
  type_vocab_size: size.default(2),
  layer_norm_eps: z.number().positive().default(1e-12),
  initializer_range: z.number().positive().default(0.02),
  pad_token_id: z.int().nonnegative().nullish(),
  position_embedding_type: z.literal('absolute').default('absolute'),
  id2label: z.record(z.string(), z.string()).optional(),
})

/**
 * Reads a model folder for a label set.
 *
 * The weights of the classification head are taken over only when `config.json` names the same labels in the
 * same order; otherwise the head is new.
 * @throws MedspanError 'input' when a file is missing, broken, or lacks a parameter of the encoder
 */
export async function readModel(folder: string, options: ReadModelOptions): Promise<LoadedClassifier> {
  const path = join(folder, 'config.json')
  const source = await readJson(path)
  const parsed = bertSchema.safeParse(source)
  if (!parsed.success) {
    const problem = parsed.error.issues[0]!
    throw new MedspanError('input', `expected the configuration of a BERT encoder: ${problem.message}`, {
      where: { path, at: problem.path.join('.') },
      hint: 'Models of type "bert" with absolute positions can be trained: choose such a model folder.',
    })
  }
  const raw = parsed.data
  if (raw.hidden_size % raw.num_attention_heads !== 0)
    throw new MedspanError(
      'input',
      `hidden_size ${raw.hidden_size} is not divisible by num_attention_heads ${raw.num_attention_heads}`,
      { where: { path, at: 'num_attention_heads' } },
    )
  const config: BertConfig = {
    modelType: 'bert',
    vocabSize: raw.vocab_size,
    hiddenSize: raw.hidden_size,
    layers: raw.num_hidden_layers,
    heads: raw.num_attention_heads,
    intermediateSize: raw.intermediate_size,
    activation: raw.hidden_act,
    hiddenDropout: raw.hidden_dropout_prob,
    attentionDropout: raw.attention_probs_dropout_prob,
    classifierDropout: raw.classifier_dropout ?? raw.hidden_dropout_prob,
    maxPositions: raw.max_position_embeddings,
    tokenTypes: raw.type_vocab_size,
    layerNormEpsilon: raw.layer_norm_eps,
    initializerRange: raw.initializer_range,
    padTokenId: raw.pad_token_id ?? 0,
  }
  const ownLabels = labelsOf(raw.id2label)
  const labels = options.labels ?? ownLabels
  if (labels === undefined)
    throw new MedspanError('input', 'expected id2label, the names of the labels', {
      where: { path },
      hint: 'Train a model first; the run folder that comes out has them.',
    })
  const shapes = bertParameters(config, labels.length)
  const stored = (await hasSafetensors(folder)) ? await readSafetensors(folder) : undefined
  const sameLabels = ownLabels !== undefined && ownLabels.join('\n') === labels.join('\n')
  const parameters = new Map<string, FloatTensor>()
  const fresh: string[] = []
  for (const [name, shape] of shapes) {
    const isHead = name.startsWith('classifier.')
    const tensor = isHead && !sameLabels ? undefined : find(stored, name)
    if (tensor !== undefined) {
      if (sizeOf(tensor.shape) !== sizeOf(shape) || tensor.shape.join() !== shape.join())
        throw new MedspanError('input', `expected shape [${shape}], got [${tensor.shape}]`, {
          where: { path: folder, at: name },
          hint: 'config.json and model.safetensors are of two different models.',
        })
      parameters.set(name, tensor)
      continue
    }
    if (stored !== undefined && !isHead)
      throw new MedspanError('input', `model.safetensors lacks the parameter ${name}`, {
        where: { path: folder },
        hint: 'Take the folder of a complete BERT encoder.',
      })
    parameters.set(name, { shape, data: draw(name, shape, config, options.seed) })
    fresh.push(name)
  }
  return { config, labels, parameters, source, fresh }
}

/** Base models name their parameters without the prefix `bert.`. */
function find(stored: NamedTensors | undefined, name: string): FloatTensor | undefined {
  return stored?.get(name) ?? stored?.get(name.replace(/^bert\./, ''))
}

function labelsOf(id2label: Readonly<Record<string, string>> | undefined): string[] | undefined {
  if (id2label === undefined) return undefined
  const ids = Object.keys(id2label).map(Number)
  return ids.sort((a, b) => a - b).map(id => id2label[id]!)
}

function draw(name: string, shape: readonly number[], config: BertConfig, seed: number): Float32Array {
  const data = new Float32Array(sizeOf(shape))
  if (name.endsWith('.bias')) return data
  if (name.includes('LayerNorm')) return data.fill(1)
  const random = createRandom(seed, 'parameter', name)
  for (let i = 0; i < data.length; i++) data[i] = random.normal() * config.initializerRange
  if (name.endsWith('word_embeddings.weight') && config.padTokenId < config.vocabSize) {
    const begin = config.padTokenId * config.hiddenSize
    data.fill(0, begin, begin + config.hiddenSize)
  }
  return data
}

async function readJson(path: string): Promise<Record<string, unknown>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new MedspanError('input', 'expected a model folder with a config.json, which cannot be read', {
      where: { path },
      hint: 'Give the folder of a Hugging Face model: config.json, tokenizer.json, model.safetensors.',
      cause,
    })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MedspanError('input', `expected JSON: ${reason}`, { where: { path }, cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MedspanError('input', 'expected a JSON object', { where: { path } })
  return value as Record<string, unknown>
}

/** The `config.json` of a trained model, as Hugging Face's `AutoModelForTokenClassification` reads it. */
export function modelConfigJson(model: TokenClassifier): string {
  const replaced = new Set(['architectures', 'id2label', 'label2id', 'torch_dtype', 'dtype'])
  const kept = Object.entries(model.source).filter(([key]) => !replaced.has(key))
  const config = {
    architectures: ['BertForTokenClassification'],
    ...Object.fromEntries(kept),
    dtype: 'float32',
    id2label: Object.fromEntries(model.labels.map((label, id) => [String(id), label])),
    label2id: Object.fromEntries(model.labels.map((label, id) => [label, id])),
  }
  return `${JSON.stringify(config, null, 2)}\n`
}
