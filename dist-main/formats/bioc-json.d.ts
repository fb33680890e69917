/**
 * @file BioC JSON: BioC's collections as the NCBI writes them in JSON.
 *
 * A collection, a list of them, PubTator 3's `{"PubTator3": [...]}`, one document alone, or one document a line, as
 * PubTator Central gave them. See bioc.ts for what becomes of it.
 */
import type { Document } from '../text/document.ts';
import type { DocumentFormat, ReadOptions } from '../text/format.ts';
/**
 * The documents of a BioC JSON file, in its order.
 *
 * Counted notices: those of `createBiocReader`, in bioc-reader.ts.
 * @throws MedspanError (`input`) with file and path inside it for what is no BioC, and for locations outside the text
 */
export declare function readBiocJson(path: string, options: ReadOptions): Promise<Document[]>;
/** BioC JSON files. */
export declare const biocJsonFormat: DocumentFormat;
