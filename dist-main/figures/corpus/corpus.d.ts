/**
 * @file Figures of what a corpus holds: types, lengths, what occurs together, forms and endings, agreement.
 *
 * Every function takes numbers and gives a specification; nothing is drawn here. Types stand with their names.
 */
import type { Agreement } from '../../corpus/agreement.ts';
import { type Distribution } from '../../corpus/stats.ts';
import type { TypePair, TypeProfile } from '../../corpus/stats-types.ts';
import type { FigureSpec } from '../render.ts';
import type { Theme } from '../theme.ts';
import { type TypeName } from '../words.ts';
/** A part of a corpus by name, with the mentions of each type. */
export interface PartTypes {
    readonly name: string;
    readonly types: Readonly<Record<string, number>>;
}
/** How many mentions each type has, and in several parts its share in each. */
export declare function typesFigure(parts: readonly PartTypes[], typeName: TypeName): FigureSpec;
/** A part of a corpus by name, with how long something is in it. */
export interface PartLengths {
    readonly name: string;
    readonly lengths: Distribution;
}
/**
 * How long something is, as shares of each part.
 * @param unit what is measured and in what: `words of a sentence`
 * @param bars the most bars or steps; the last one takes in everything longer
 */
export declare function lengthsFigure(parts: readonly PartLengths[], title: string, unit: string, bars?: number): FigureSpec;
/** Which types occur together, as a symmetric map of counts on a logarithmic scale; the most frequent type first. */
export declare function coOccurrenceFigure(pairs: readonly TypePair[], order: readonly string[], { title, unit }: {
    readonly title: string;
    readonly unit: string;
}, typeName: TypeName): FigureSpec;
/** Small bar charts, one a type: its most frequent forms, or its surest suffixes. */
export declare function profilesFigure(profiles: Readonly<Record<string, TypeProfile>>, what: 'forms' | 'suffixes', typeName: TypeName, limits?: {
    readonly types: number;
    readonly rows: number;
}): FigureSpec;
/** How far each two annotators agree: F1 of spans with their types, and kappa over words. */
export declare function agreementFigure(agreement: Agreement, { onFew, onMany }: Theme): FigureSpec;
