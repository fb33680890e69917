/**
 * @file Scores of types against how many mentions they have, with names that do not cover each other.
 */
import type { Evaluation } from '../../metrics/evaluation.ts';
import type { Drawing } from '../render.ts';
import type { Theme } from '../theme.ts';
import { type TypeName } from '../words.ts';
/** An axis of counts: logarithmic, with a place for 0. In pixels it is log(1 + count), stretched to the width. */
interface CountAxis {
    readonly domain: readonly [number, number];
    readonly ticks: readonly number[];
    readonly pixelOf: (count: number) => number;
}
export declare function countAxis(counts: readonly number[], width: number): CountAxis;
/** The stretch of scores that a plot shows, in tenths. */
export declare function scoreDomain(scores: readonly number[]): [low: number, high: number];
interface SupportOptions {
    /** The part, in words. */
    readonly part: string;
    readonly labels: 'labels' | 'no-labels';
}
/** Precision, recall and F1 of each type against its mentions in the part. */
export declare function supportFigure(evaluation: Evaluation, { part, labels }: SupportOptions, typeName: TypeName, theme: Theme): Drawing | undefined;
/** F1 of each type with its interval against its mentions in training. */
export declare function trainingMentionsFigure(evaluation: Evaluation, part: string, typeName: TypeName, theme: Theme): Drawing | undefined;
export {};
