/**
 * @file LoRA (Hu et al. 2021, arXiv 2106.09685): low-rank adapters added to a model's linear maps, and merged into them.
 *
 * The model is frozen, and what is trained is small: two thin matrices beside each chosen map, and the classifier. The
 * choice of maps, the draw of A and B, and dropout are those of Python's peft 0.21.
 */
import { MedspanError } from '../errors.ts'
import { float, int, trace } from '../graph/trace.ts'
import { fullCells } from './cells.ts'
import type { Encoder } from './encoder.ts'
import { type Adapters, createScope, noDropout, type Scope } from './layers.ts'
import type { ClassifierSpec, FamilyClassifier, LoadedClassifier, TokenClassifier } from './model.ts'
import { classifierParameters, drawParameter } from './parameters.ts'
import type { FloatTensor, NamedTensors, TensorSpec } from './tensors.ts'

export interface AdapterOptions {
  /** r */
  readonly rank: number
  /** α: what adapters add is multiplied with α / r. */
  readonly alpha: number
  /** Of an adapter's input. */
  readonly dropout: number
  /**
   * Which linear maps get one: ends of their names (`query`, `self.query`), a regular expression that matches names as a
   * whole, or `all-linear`. By default those that peft takes for the family.
   */
  readonly targetModules?: string | readonly string[] | undefined
}

/** What a model with adapters has besides. */
export interface Adapted {
  readonly adapters: Adapters
  /** Modules of the encoder that are trained as a whole, because the weights of the base model lack them. */
  readonly newModules: readonly string[]
}

/** A model with adapters. */
export type AdaptedClassifier = LoadedClassifier & Adapted

/** Every linear map inside an encoder, in the order of its parameters. */
export function linearMaps(encoder: Encoder): string[] {
  const inputs = new Map([
    ...[...encoder.parameters].map(([name, { shape }]) => [name, float(...shape)] as const),
    ...['input_ids', 'attention_mask', 'token_type_ids'].map(name => [name, int('B', 'T')] as const),
  ])
  const used = new Set<string>()
  trace(inputs, get => {
    const scope = createScope(get, { parameters: encoder.parameters, dropout: noDropout })
    const watched: Scope = {
      ...scope,
      linear(x, name) {
        used.add(`${name}.weight`)
        return scope.linear(x, name)
      },
    }
    const hidden = encoder.encode(watched, {
      cells: fullCells(get('attention_mask')),
      inputIds: get('input_ids'),
      attentionMask: get('attention_mask'),
      tokenTypeIds: get('token_type_ids'),
    })
    return { hidden }
  })
  return [...encoder.parameters.keys()].filter(name => used.has(name)).map(moduleOf)
}

/** `a.query.weight` -> `a.query` */
export const moduleOf = (parameter: string): string => parameter.slice(0, parameter.lastIndexOf('.'))

/** The ends of names that peft's table has for a family; DistilBERT's and ModernBERT's it lacks. */
const defaultTargets: Readonly<Record<string, readonly string[]>> = {
  'deberta-v2': ['query_proj', 'value_proj'],
  distilbert: ['q_lin', 'v_lin'],
  gpt_neo: ['q_proj', 'v_proj'],
  llama: ['q_proj', 'v_proj'],
  modernbert: ['Wqkv'],
  qwen3: ['q_proj', 'v_proj'],
}

/**
 * The linear maps of an encoder that get adapters.
 * @throws MedspanError `config` where a name or an expression matches none
 */
export function chooseModules(
  encoder: Encoder,
  targets: AdapterOptions['targetModules'] = defaultTargets[encoder.modelType] ?? ['query', 'value'],
): string[] {
  return chooseMaps(linearMaps(encoder), targets)
}

/** Those out of a model's linear maps that are meant; throws as `chooseModules`. */
export function chooseMaps(maps: readonly string[], targets: string | readonly string[]): string[] {
  if (typeof targets !== 'string') {
    const isEnd = (map: string, target: string): boolean => map === target || map.endsWith(`.${target}`)
    for (const target of targets)
      if (!maps.some(map => isEnd(map, target))) throw matchesNone(`ends in ${target}`, maps)
    return maps.filter(map => targets.some(target => isEnd(map, target)))
  }
  if (targets.toLowerCase() === 'all-linear') return [...maps]
  const expression = expressionOf(targets)
  const chosen = maps.filter(map => expression.test(map))
  if (chosen.length === 0) throw matchesNone(`matches ${targets}`, maps)
  return chosen
}

function expressionOf(source: string): RegExp {
  try {
    return new RegExp(`^(?:${source})$`, 'su')
  } catch (cause) {
    throw new MedspanError('config', `expected a regular expression, got ${source}`, {
      where: { at: 'model.lora.target_modules' },
      hint: 'Give a list of names, all-linear, or an expression that both JavaScript and Python read.',
      cause,
    })
  }
}

function matchesNone(what: string, maps: readonly string[]): MedspanError {
  const ends = new Set(maps.map(map => map.slice(map.lastIndexOf('.') + 1)))
  return new MedspanError('config', `no linear map ${what}`, {
    where: { at: 'model.lora.target_modules' },
    hint: `Give a list out of ${[...ends].join(', ')}; or all-linear; or an expression for names such as ${maps[0]}.`,
  })
}

/**
 * Adds adapters to a model that was read. A is drawn evenly from ±1/√in, by the seed and its name, and B is zero: the
 * model computes what it did before.
 * @throws MedspanError `config` where nothing is there to adapt
 */
export function prepareAdapters<Tensor extends TensorSpec>(
  model: FamilyClassifier<Tensor>,
  { rank, alpha, dropout, targetModules }: AdapterOptions,
  seed: number,
): FamilyClassifier<Tensor | FloatTensor> & Adapted {
  const { encoder } = model
  const adapters: Adapters = { rank, alpha, dropout, modules: chooseModules(encoder, targetModules) }
  const { parameters, drawn } = withAdapters(model, adapters, seed)
  return {
    ...model,
    adapters,
    newModules: newModulesOf(model),
    parameters,
    newlyInitialized: [...model.newlyInitialized, ...drawn],
  }
}

/** The modules of an encoder that weights lack. Of a model without any, all is new: then the seed stands for its weights. */
export function newModulesOf({
  encoder,
  newlyInitialized,
}: Pick<ClassifierSpec, 'encoder' | 'newlyInitialized'>): string[] {
  const own = newlyInitialized.filter(name => encoder.parameters.has(name))
  return own.length === encoder.parameters.size ? [] : [...new Set(own.map(moduleOf))]
}

/** The parameters of a model with adapters in their places, and the names of those that were drawn. */
function withAdapters<Tensor extends TensorSpec>(
  model: FamilyClassifier<Tensor>,
  adapters: Adapters,
  seed: number,
) {
  const parameters = new Map<string, Tensor | FloatTensor>()
  const drawn: string[] = []
  for (const [name, spec] of classifierParameters({
    ...model,
    adapters,
    labels: model.labels.length,
    head: model.settings.head,
  })) {
    const own = model.parameters.get(name)
    if (own === undefined) drawn.push(name)
    parameters.set(name, own ?? { shape: spec.shape, data: drawParameter(name, spec, seed) })
  }
  return { parameters, drawn }
}

/** Whether a parameter is trained: those of adapters, of the classifier, and what the base model's weights lack. */
export function isAdapterTrained({
  encoder,
  newModules,
}: Pick<ClassifierSpec, 'encoder'> & Pick<Adapted, 'newModules'>): (name: string) => boolean {
  const modules = new Set(newModules)
  return name => !encoder.parameters.has(name) || modules.has(moduleOf(name))
}

/** The same model without adapters. */
export function mergeAdapters(model: TokenClassifier): TokenClassifier {
  const { adapters, encoder, labels, parameters, source, settings } = model
  const merged = adapters === undefined ? parameters : mergedParameters(adapters, parameters)
  return { encoder, labels, parameters: merged, source, settings }
}

/** Parameters without adapters: W + B A α / r (section 4.1), or its transpose, and the others as they are. */
export function mergedParameters(adapters: Adapters, parameters: NamedTensors): Map<string, FloatTensor> {
  const { modules, transposed = [], alpha, rank } = adapters
  const merged = new Map([...parameters].filter(([name]) => !isAdapter(name)))
  for (const module of modules) {
    const weight = parameters.get(`${module}.weight`)!
    const a = parameters.get(`${module}.lora_A.weight`)!
    const b = parameters.get(`${module}.lora_B.weight`)!
    const [left, right] = transposed.includes(module) ? [transposeOf(a), transposeOf(b)] : [b, a]
    merged.set(`${module}.weight`, addProduct(weight, left, right, alpha / rank))
  }
  return merged
}

function transposeOf({ shape, data }: FloatTensor): FloatTensor {
  const [rows, columns] = shape as [number, number]
  const turned = Float32Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!)
  return { shape: [columns, rows], data: turned }
}

/** Whether a parameter is an adapter's A or B. */
export const isAdapter = (name: string): boolean => /\.lora_[AB]\.weight$/.test(name)

/** W + B A s, summed in double precision. [out,in] */
function addProduct(
  { shape, data: w }: FloatTensor,
  { data: b }: FloatTensor,
  { shape: [rank], data: a }: FloatTensor,
  factor: number,
): FloatTensor {
  const [rows, columns] = shape as [number, number]
  const data = new Float32Array(w.length)
  const row = new Float64Array(columns)
  for (let i = 0; i < rows; i++) {
    row.fill(0)
    for (let k = 0; k < rank!; k++) {
      const share = b[i * rank! + k]! * factor
      for (let j = 0; j < columns; j++) row[j]! += share * a[k * columns + j]!
    }
    for (let j = 0; j < columns; j++) data[i * columns + j] = w[i * columns + j]! + row[j]!
  }
  return { shape, data }
}
