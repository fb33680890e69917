/**
 * @file The sources of a merged corpus side by side, as text.
 */
import type { SourceProfile } from './sources.ts';
/** Sizes and types (by mentions), a column for each source; a type that a source lacks shows as `-`. */
export declare function renderSources(sources: readonly SourceProfile[]): string;
