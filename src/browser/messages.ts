/**
 * @file What a page that tags or learns in the browser and its worker tell each other. A request has one answer, but for `stop`; before
 * that may come any number that say how far it is.
 */
import type { Document, describeMentions } from '../text/document.ts'

/** A file: its bytes, or compressed by gzip in pieces of base64. */
export type PackedFile = Uint8Array | readonly string[]

export type Request =
  | {
      readonly kind: 'load'
      readonly files: Readonly<Record<string, PackedFile>>
      readonly wasm: PackedFile
      /** Whether to learn by WebGPU where that is faster. */
      readonly hasGpu?: boolean
    }
  | { readonly kind: 'tag'; readonly documents: readonly Document[] }
  /** Goes on training the model; from then on it is the one that tags. */
  | { readonly kind: 'learn'; readonly documents: readonly Document[]; readonly steps: number }
  /** Ends what is under way: learning with what was learnt so far, tagging without anything. */
  | { readonly kind: 'stop' }
  /** The model as a ZIP file of a folder. */
  | { readonly kind: 'pack'; readonly folder: string }

/** What ONNX Runtime computes by. */
export type Provider = 'wasm' | 'webgpu'

export interface TaggedText {
  readonly text: string
  readonly mentions: ReturnType<typeof describeMentions>
}

export type Answer =
  | { readonly kind: 'loaded'; readonly types: readonly (readonly [type: string, name: string])[] }
  | { readonly kind: 'progress'; readonly words: number }
  | { readonly kind: 'tagged'; readonly documents: readonly TaggedText[] }
  | { readonly kind: 'step'; readonly step: number; readonly loss: number }
  | {
      readonly kind: 'learnt'
      readonly losses: readonly number[]
      readonly notices: readonly string[]
      /** What computed it. */
      readonly provider: Provider
    }
  | { readonly kind: 'packed'; readonly zip: Blob }
  | { readonly kind: 'failed'; readonly message: string }
