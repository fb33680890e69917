import type { Progress } from '../progress.ts';
import { type MetathesaurusInfo } from './metathesaurus.ts';
/** What a build made. */
export interface BuiltMetathesaurus extends MetathesaurusInfo {
    readonly concepts: number;
    readonly retired: number;
    readonly names: number;
}
/**
 * Builds a Metathesaurus database from a folder with MRSTY.RRF and, where they are there, MRCUI.RRF and MRCONSO.RRF;
 * each may be compressed (`.gz`). The file appears whole or not at all.
 *
 * Counted notices: `mrcui-missing`, `mrcui-relation` (one that is not documented; such rows are left out).
 *
 * @param options.names false to leave MRCONSO, the largest file, unread
 * @throws MedspanError (`input`) with file, line and column for a broken row
 */
export declare function buildMetathesaurus(folder: string, output: string, options: {
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
    readonly names?: boolean | undefined;
    readonly now?: () => Date;
}): Promise<BuiltMetathesaurus>;
