/**
 * @file Which documents are trained with, which choose the best model on the way, and which are held out to compare the new
 * model with the one in use.
 *
 * The hash of a document's id decides, so that a document that was held out is not trained with later, unless others have
 * come to be held out in its place; and none that was trained with is ever held out.
 */
import type { Part } from '../../config/config.ts';
import type { Document } from '../../text/document.ts';
/** With fewer documents that have mentions nothing is learnt. */
export declare const fewestDocuments = 5;
export type DocumentParts = Readonly<Record<Part, readonly Document[]>>;
/**
 * Divides documents; `test` is what is held out.
 * @param documents by the names of their files
 * @returns the parts, or why there is nothing to learn yet
 */
export declare function divideDocuments(documents: ReadonlyMap<string, Document>): DocumentParts | string;
