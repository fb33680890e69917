import { type TsvHeader } from './header.ts';
import type { TsvRow } from './sentence.ts';
/** True where the beginning of a file is that of a WebAnno TSV 2 file. */
export declare function isWebannoTsv2(head: Uint8Array): boolean;
export interface Tsv2Sentence {
    readonly begin: number;
    readonly text: string;
    readonly rows: readonly TsvRow[];
}
/** @throws MedspanError `input` with the line where a word is not in its sentence, or a row lacks columns */
export declare function readTsv2(lines: readonly string[], path: string): {
    header: TsvHeader;
    sentences: Tsv2Sentence[];
};
