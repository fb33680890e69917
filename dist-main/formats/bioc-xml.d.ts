import { type Document } from '../text/document.ts';
import type { DocumentFormat, ReadOptions } from '../text/format.ts';
/**
 * The documents of a BioC XML file, in its order.
 *
 * Counted notices: those of `createBiocReader`, in bioc-reader.ts.
 * @throws MedspanError (`input`) with file, line and column for what is no BioC, for offsets that are none and
 *   locations outside the text; (`unsafe-input`) for a document type with declarations
 */
export declare function readBiocXml(path: string, options: ReadOptions): Promise<Document[]>;
/** BioC XML files. */
export declare const biocXmlFormat: DocumentFormat;
