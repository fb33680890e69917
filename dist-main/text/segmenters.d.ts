import { type Language } from './languages.ts';
import { type Segmenter } from './words.ts';
export declare const SEGMENTERS: readonly ["biomedical", "spacy-like"];
export type SegmenterName = (typeof SEGMENTERS)[number];
/**
 * `biomedical`: words come apart at every punctuation mark, and sentences end where a reader would end them.
 * `spacy-like`: words as spaCy's blank English cuts them, and sentences that end at a lone full stop; a sixth of the
 * speed, and a mention's border falls inside a word ten times as often.
 */
export declare const segmenters: Readonly<Record<SegmenterName, Segmenter>>;
/**
 * The segmenter of a name, by the rules of a language, which goes before what documents say of theirs.
 * @throws MedspanError (`config`) for a language that the segmenter has no rules of
 */
export declare function createSegmenter(name: SegmenterName, language?: Language | undefined): Segmenter;
