/**
 * @file Predicted documents beside the gold ones that they are of: by id and text, or by text alone where ids differ.
 *
 * Texts may differ in their white space, such as line ends: offsets are then carried over by the characters between.
 */
import { type Notices } from '../errors.ts';
import type { Corpus, Document } from '../text/document.ts';
/** A document as annotators have marked it, and the same with what was predicted; both have the gold text. */
export interface DocumentPair {
    readonly gold: Document;
    readonly predicted: Document;
}
/**
 * Finds the prediction of each gold document. Predicted documents that are not in gold are left out. Counted notices:
 * `document-not-in-gold`, `document-other-id`, `text-white-space`.
 * @throws MedspanError (`data`) for a gold document without a prediction, and for one whose text is another one there
 */
export declare function alignDocuments(gold: Corpus, predicted: Corpus, notices: Notices): DocumentPair[];
