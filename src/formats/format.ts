/**
 * @file The contract of a document format: what the importer asks of each reader.
 */
import type { Progress } from '../progress.ts'
import type { Document } from '../text/document.ts'

/** Where concept identifiers stand in a CAS; what is left out is found by looking, and reported. */
export interface ConceptSetting {
  /** The annotation type, by full name or by its last part. */
  readonly layer?: string | undefined
  /** The feature that holds the identifier, such as `IDUMLS`, `CUI` or `identifier`. */
  readonly feature?: string | undefined
}

export interface ReadOptions {
  readonly concept?: ConceptSetting | undefined
  /** The type system of XMI files that have none beside them. */
  readonly typeSystem?: string | undefined
  readonly progress: Progress
}

/** A file or folder, as far as a format needs to know it to say whether it is its own. */
export interface Candidate {
  readonly path: string
  readonly isFolder: boolean
  /** The first 4,096 bytes of a file; empty for a folder. */
  readonly head: Uint8Array
}

export interface DocumentFormat {
  /** The name by which a configuration asks for it, such as `xmi`. */
  readonly name: string
  /** One line for help texts. */
  readonly description: string
  accepts(candidate: Candidate): boolean
  /**
   * Reads every document. What could not be kept is told to `options.progress.notice`.
   * @throws MedspanError with file, position and reason when the file is against its format.
   */
  read(path: string, options: ReadOptions): Promise<Document[]>
}
