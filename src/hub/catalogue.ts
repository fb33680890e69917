/**
 * @file Models to start from, and for whom: the one that ships, and a few of the Hugging Face hub.
 */
import { silent } from '../progress.ts'
import { resolveModel } from './model.ts'
import type { Environment } from './settings.ts'
import { SHIPPED_MODEL, shippedFolder } from './shipped.ts'

/** What there is to know of a model before one takes it. Sizes and licences are those that its page on the hub states. */
export interface CatalogueModel {
  /** As `model.name_or_path` takes it. */
  readonly id: string
  /** By which people know it. */
  readonly name: string
  /** What to take it for. */
  readonly purpose: string
  readonly parameters: number
  /** Bytes that are downloaded; 0 for what ships. */
  readonly download: number
  readonly licence: string
  /** D */
  readonly hiddenSize: number
  /** Word pieces a second in training on two cores, measured: bench/results/train.jsonl, of this model or one of its shape. */
  readonly piecesPerSecond: number
  /** What the figure was measured with, where that is not the whole model. */
  readonly how?: string
}

export const CATALOGUE: readonly CatalogueModel[] = [
  {
    id: SHIPPED_MODEL,
    name: 'medspan/mini',
    purpose: 'English; first runs, laptops; ships with medspan',
    parameters: 15.5e6,
    download: 0,
    licence: 'Apache-2.0',
    hiddenSize: 384,
    piecesPerSecond: 1950,
  },
  {
    id: 'microsoft/BiomedNLP-BiomedBERT-base-uncased-abstract',
    name: 'PubMedBERT',
    purpose: 'English biomedical abstracts',
    parameters: 109e6,
    download: 440e6,
    licence: 'MIT',
    hiddenSize: 768,
    piecesPerSecond: 304,
  },
  {
    id: 'michiyasunaga/BioLinkBERT-base',
    name: 'BioLinkBERT',
    purpose: 'English biomedical abstracts',
    parameters: 108e6,
    download: 433e6,
    licence: 'Apache-2.0',
    hiddenSize: 768,
    piecesPerSecond: 304,
  },
  {
    id: 'thomas-sounack/BioClinical-ModernBERT-base',
    name: 'BioClinical ModernBERT',
    purpose: 'English clinical notes, long sentences',
    parameters: 150e6,
    download: 599e6,
    licence: 'MIT',
    hiddenSize: 768,
    piecesPerSecond: 304,
  },
  {
    id: 'FacebookAI/xlm-roberta-base',
    name: 'XLM-RoBERTa',
    purpose: 'a hundred languages, German and French among them',
    parameters: 278e6,
    download: 1.1e9,
    licence: 'MIT',
    hiddenSize: 768,
    piecesPerSecond: 402,
  },
  {
    id: 'EleutherAI/gpt-neo-1.3B',
    name: 'GPT-Neo 1.3B',
    purpose: 'comparisons with a large decoder',
    parameters: 1.3e9,
    download: 5.3e9,
    licence: 'MIT',
    hiddenSize: 2048,
    piecesPerSecond: 56,
    how: 'LoRA',
  },
]

/** Whether a model is on this machine: it ships, or the cache of the hub has all of it. The network is not asked. */
export async function isHere(id: string, env: Environment = process.env): Promise<boolean> {
  if (shippedFolder(id) !== undefined) return true
  return resolveModel(id, { progress: silent, env: { ...env, HF_HUB_OFFLINE: '1' } }).then(
    () => true,
    () => false,
  )
}
