/**
 * @file A corpus in numbers as text for a terminal.
 */
import type { CorpusDescription } from './description.ts';
/** Renders a description: counts by part, sources, lengths, overlaps, what parts share, agreement. */
export declare function renderDescription(description: CorpusDescription): string;
