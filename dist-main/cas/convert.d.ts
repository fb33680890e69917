import type { Progress } from '../progress.ts';
export interface ConvertOptions {
    readonly to: 'xmi' | 'cas-json';
    readonly typeSystem?: string | undefined;
    /** Whose version of a project's documents; see `ReadOptions`. */
    readonly annotator?: string | undefined;
    readonly progress: Progress;
}
/**
 * Writes the CASes that importing the paths would read into a folder, one file a document, whole or not at all: all their
 * annotations, views and arrays. XMI has a type system beside it, that of all.
 *
 * @returns how many; undefined where something among the paths is no CAS, and nothing is written
 * @throws MedspanError `input` where XMI is to be written and the type systems contradict each other
 */
export declare function convertCases(paths: readonly string[], output: string, { to, typeSystem, annotator, progress }: ConvertOptions): Promise<number | undefined>;
