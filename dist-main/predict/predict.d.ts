/**
 * @file Files in, tagged documents out.
 *
 * Every format that can be imported is read, and plain text (`.txt`); every one that can be written is what
 * `exportCorpus` makes of the result.
 */
import { type ImportOptions } from '../formats/index.ts';
import type { Document } from '../text/document.ts';
import type { Tagger } from './tagger.ts';
/**
 * Reads documents, `.txt` files among them, splits those without words as the tagger does, and yields them tagged, in
 * order, as they are read; mentions that they had are replaced by the predicted ones.
 * @throws MedspanError `input` when a path is missing, of no known format, or holds no document
 */
export declare function predictFiles(paths: readonly string[], options: ImportOptions & {
    readonly tagger: Tagger;
}): AsyncGenerator<Document, void, undefined>;
