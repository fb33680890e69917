/**
 * @file WebAnno TSV 2 and 3.0 to 3.3, the tabular format of WebAnno and INCEpTION, as a CAS: text, words, spans, slots,
 * relations and chains.
 *
 * After "WebAnno TSV 3.3 File format" (INCEpTION User Guide, appendix B) and the pairs of TSV and XMI that INCEpTION
 * is tested with. A unit is a token (`1-2`) or a part of one (`1-2.1`), its offsets count UTF-16 code units; a cell
 * holds the annotations over a unit, stacked with `|`, and a number in brackets joins what belongs together across
 * units. The format keeps no characters between sentences: line breaks stand for them, so that offsets stay true.
 */
import { Notices } from '../../errors.ts';
import type { DocumentFormat } from '../../text/format.ts';
import type { Cas } from '../cas.ts';
/** True where the beginning of a file is that of a WebAnno TSV file. */
export declare function isWebannoTsv(head: Uint8Array): boolean;
/**
 * Parses a document.
 *
 * @param notices counts `tsv-reference`: ends of relations and targets of slots that are not in the file
 * @throws MedspanError `input` with file and line where a line is against the format or contradicts the text
 */
export declare function parseWebannoTsv(content: string, path: string, notices?: Notices): Cas;
/** One WebAnno TSV file. */
export declare const webannoTsvFormat: DocumentFormat;
