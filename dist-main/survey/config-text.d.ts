/**
 * @file The text of a configuration: what a survey has found, with comments that say what it is. Names in it are those of
 * files and layers, which may come from anybody: a value is quoted where it must be, and a comment stays on its line.
 */
import type { Survey, SurveyedSource } from './survey.ts';
/** A configuration of what was found; of nothing, one with a place to fill in. */
export declare function renderConfig({ sources, link, leftOut, others }: Survey): string;
/** What a source is: `INCEpTION project, curated: 12 documents, 80 sentences, 300 mentions of 5 types (120 T047 Disease or Syndrome; …)`. */
export declare function describeSource(source: SurveyedSource): string;
/** `1 document`, `1,200 documents`. */
export declare function count(number: number, unit: string): string;
