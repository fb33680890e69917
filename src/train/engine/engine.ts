/**
 * @file The Engine contract: the one door between the training loop and whatever does the arithmetic.
 *
 * An engine owns a model's parameters and its optimizer's moments. It knows tensors and no text: labels are
 * numbers, and which optimizer step this is comes from the caller, so that a resumed run draws the same dropout.
 */
import type { NamedTensors } from '../../nn/tensors.ts'
import type { EngineState } from './state.ts'

/** Word pieces of B sequences, padded to T. All arrays are row-major [B,T]. */
export interface Batch {
  /** B */
  readonly rows: number
  /** T */
  readonly length: number
  readonly inputIds: Int32Array
  /** 1 where there is a word piece, 0 where there is padding. */
  readonly attentionMask: Int32Array
  readonly tokenTypeIds: Int32Array
  /** The label of each piece, or `IGNORE_INDEX`. */
  readonly labels: Int32Array
  /**
   * [B,L]: 1 for each label that was annotated in the sequence. At a piece labelled `O` the others do not compete.
   * Left out, all were annotated.
   */
  readonly labelMask?: Int32Array | undefined
}

export interface StepOptions {
  /** The learning rate of this update. */
  readonly learningRate: number
  /** The number of this optimizer step, from 0: selects the dropout masks. */
  readonly step: number
}

export interface StepResult {
  /** Mean loss over the labels that count; 0 when none does. */
  readonly loss: number
  /** The gradient's global L2 norm before clipping. */
  readonly gradNorm: number
}

export interface Evaluation {
  /** Mean loss over the labels that count; 0 when none does. */
  readonly loss: number
  /** How many labels counted, or what they weigh. */
  readonly counted: number
  /** [B,T,L] */
  readonly logits: Float32Array
}

/** The most that a process has held since it began, in bytes: of the computer's memory, and of its GPU's. */
export interface PeakMemory {
  readonly host: number
  readonly device?: number | undefined
}

export interface Engine {
  /** L, the size of the label set. */
  readonly labels: number
  /** The longest sequence that the model's positions allow. */
  readonly maxLength: number
  /** Of the libraries that it computes with, where they are not this package's own. */
  readonly versions?: Readonly<Record<string, string>>
  /** Whether it computes padding as it does word pieces; left out, it computes nothing for it. */
  readonly computesPadding?: boolean
  /**
   * One update: loss, gradients, clipping, optimizer. Several batches are accumulated: each label that counts in any
   * of them weighs the same. A loss or norm that is not finite changes nothing.
   */
  step(batches: readonly Batch[], options: StepOptions): Promise<StepResult>
  /** Loss and logits without dropout, of the averaged weights where an average is kept; changes nothing. */
  evaluate(batch: Batch): Promise<Evaluation>
  /**
   * Writes all that is needed to go on into a folder, which exists: the files of state-files.ts.
   * @returns updates made so far: AdamW's t
   * @throws MedspanError `output`
   */
  save(folder: string): Promise<{ readonly updates: number }>
  /**
   * Takes over what an engine has saved; frozen parameters in it are passed over.
   * @throws MedspanError `input` when a name or a shape differs; then nothing has changed
   */
  load(folder: string, state: { readonly updates: number }): Promise<void>
  /** What `save` writes. */
  savedBytes(): number
  /**
   * The model that `evaluate` measures: averaged weights where an average is kept, and what is frozen.
   * @param names which of them; all when left out
   */
  weights(names?: readonly string[]): Promise<NamedTensors>
  /** Of each process that computes, where these are not this one. */
  peakMemory?(): Promise<readonly PeakMemory[]>
  dispose(): Promise<void>
}

/** What an engine computes in arrays of this process. */
export interface Arithmetic extends Pick<Engine, 'labels' | 'maxLength' | 'step' | 'evaluate' | 'dispose'> {
  /** Live views of the state: copy before the next step if you keep them. */
  state(): EngineState
  /** Live views of the parameters that are not trained. */
  frozen(): NamedTensors
  /** As `load`, from a state in memory, which is copied. */
  restore(state: EngineState): void
}
