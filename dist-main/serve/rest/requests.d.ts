import { type Document } from '../../text/document.ts';
import type { Segmenter } from '../../text/words.ts';
import { type RequestedDocument, type TagRequest } from './schemas.ts';
/** @throws MedspanError `input` for what is not UTF-8, JSON or as `tagRequestSchema` has it */
export declare function parseTagRequest(bytes: Uint8Array): TagRequest;
/**
 * A document to tag.
 * @param at its place in the request
 * @throws MedspanError `input` for a text that cannot be tagged, and for sentences and words that are not in order and apart
 */
export declare function toDocument({ id, text, sentences, tokens }: RequestedDocument, at: string, segment: Segmenter): Document;
