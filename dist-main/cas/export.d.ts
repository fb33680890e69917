/**
 * @file Corpora as folders of CAS files: one `.xmi` a document with a TypeSystem.xml, or one `.json` a document.
 */
import { type DocumentWriter } from '../text/format.ts';
/** One XMI file a document, named after it, and the type system of all. */
export declare const xmiWriter: DocumentWriter;
/** One JSON CAS file a document, named after it. */
export declare const casJsonWriter: DocumentWriter;
