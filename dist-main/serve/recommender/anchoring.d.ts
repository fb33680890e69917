import type { Document, Span } from '../../text/document.ts';
import type { Metadata } from './messages.ts';
/**
 * The span of a prediction for a mention; undefined where the layer can have none. `tokens` and `sentences` are widened to whole
 * ones, because INCEpTION keeps what a prediction covers as a whole; `singleToken` takes mentions in one word alone.
 */
export declare function anchorOf({ begin, end }: Span, { tokens, sentences }: Pick<Document, 'tokens' | 'sentences'>, { anchoringMode, crossSentence }: Pick<Metadata, 'anchoringMode' | 'crossSentence'>): Span | undefined;
