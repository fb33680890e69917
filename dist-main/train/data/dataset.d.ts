/**
 * @file From the sources of a configuration to the three parts of a corpus: import, label concepts, link, merge, split.
 *
 * The same configuration and the same files always give the same parts. A source's fingerprint is over what was
 * read from it, not over its path, so that a project can be moved.
 */
import { type Config, type Part } from '../../config/config.ts';
import { type SplitTable } from '../../corpus/split-table.ts';
import { type Progress } from '../../progress.ts';
import type { SourceFingerprint } from '../../run/identity.ts';
import type { Corpus } from '../../text/document.ts';
import type { TypeFeature } from '../../text/format.ts';
import { type Language } from '../../text/languages.ts';
export interface PreparedCorpus {
    readonly parts: Readonly<Record<Part, Corpus>>;
    /** The training part before `train_share`: it decides the labels, so that they are those of every share. */
    readonly wholeTrain: Corpus;
    readonly sources: readonly SourceFingerprint[];
    /** How the types are distributed over the parts. */
    readonly table: SplitTable;
    /** The language by whose rules all texts without words were cut, where they said it or the configuration does. */
    readonly language: Language | undefined;
    /** The languages by whose rules texts without words were cut, sorted. */
    readonly languages: readonly Language[];
    /** Where the types of its mentions stood, if all that are from CASes had them in one place. */
    readonly trainedFrom: TypeFeature | undefined;
}
export interface PrepareOptions {
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
    /** Where the key of UTS is looked for; by default the process' environment. */
    readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}
/**
 * Reads, links, merges and splits. Concepts of `labels.map` get their labels before others are linked. A source that names
 * its part goes there whole; the documents of all others are divided as `corpus.split` says. A source whose files are named
 * after the splits of a dataset counts as a source for each of them when sources are compared.
 *
 * A document that sources put into two parts is reported (`document-in-two-parts`) and left where it is.
 * @throws MedspanError where a file cannot be read, or of code `data` when a part is left without documents
 */
export declare function prepareCorpus({ corpus: config, labels }: Pick<Config, 'corpus' | 'labels'>, options: PrepareOptions): Promise<PreparedCorpus>;
/** Looks up the types of the concepts of documents, as `corpus.link` says. */
export declare function linkDocuments(documents: Corpus, setting: NonNullable<Config['corpus']['link']>, { progress, signal, env }: PrepareOptions): Promise<Corpus>;
