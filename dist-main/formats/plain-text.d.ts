import type { DocumentFormat } from '../text/format.ts';
/** Recognised only where documents need no annotation, as for a tagger. */
export declare const plainTextFormat: DocumentFormat;
