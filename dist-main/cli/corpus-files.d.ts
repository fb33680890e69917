import { type Command } from 'commander';
import { type CorpusSize } from '../corpus/stats.ts';
import type { Corpus } from '../text/document.ts';
import { type DocumentFormat } from '../text/format.ts';
import { type Language } from '../text/languages.ts';
import { type SegmenterName } from '../text/segmenters.ts';
import type { Segmenter } from '../text/words.ts';
import type { CommandContext } from './io.ts';
/** What a command that makes a corpus reports. */
export interface WrittenCorpus extends CorpusSize {
    readonly output: string;
    /** How many concepts it has of each vocabulary. */
    readonly vocabularies: Readonly<Record<string, number>>;
}
/** How a command is told to read documents; see `importOptions`. */
export interface ImportSettings {
    readonly format?: string;
    readonly layer?: string;
    readonly feature?: string;
    readonly typeFeature?: string;
    readonly typeSystem?: string;
    readonly annotator?: string;
    readonly tokensColumn?: string;
    readonly tagsColumn?: string;
    readonly documentColumn?: string;
    readonly tagNames?: string;
    readonly tokenizer?: SegmenterName;
    readonly language?: Language;
    /** Of commands that write formats which could hold what is left out; no option. */
    readonly countsLinguistic?: boolean;
}
/** Formats with what they are, a line each, for a command's help. */
export declare function listFormats(formats: readonly Pick<DocumentFormat, 'name' | 'description'>[]): string;
/** Adds the options that say how documents are read. */
export declare function importOptions(command: Command): Command;
/** Whether what is given is no path, but a dataset on the hub. */
export declare function isDataset(path: string): boolean;
/**
 * Reads paths of the command line. `hub:owner/name`, with `@revision` where it matters, is a dataset on the Hugging
 * Face hub.
 * @param segment finds the words of texts that come without; as the settings say, by default
 */
export declare function readPaths(paths: readonly string[], context: CommandContext, settings?: ImportSettings, segment?: Segmenter): Promise<Corpus>;
/** Writes a corpus file and says what is in it. */
export declare function writeCorpus(corpus: Corpus, output: string, { io, progress }: CommandContext): Promise<WrittenCorpus>;
/** What is in a corpus that was written to a path. */
export declare function describeWritten(corpus: Corpus, output: string): WrittenCorpus;
/**
 * `corpus.jsonl: 60 documents, 300 sentences, 6,000 tokens, 800 mentions`; and where not all concepts are UMLS', their
 * vocabularies.
 */
export declare function renderWritten(written: WrittenCorpus): string;
/** A path's last part without what follows its first dot: the name of a source. */
export declare function nameOf(path: string): string;
