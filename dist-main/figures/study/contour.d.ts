/**
 * @file The metric over the two most important numeric parameters of a hyperparameter search, as a surface.
 *
 * The surface is a mean of the trials, the nearer the heavier (Nadaraya 1964, "On estimating regression"; Watson 1964,
 * "Smooth regression analysis"), with Gaussian weights as wide as Scott's rule says ("Multivariate density estimation",
 * 1992, section 6.3). A mean and no interpolation, because the other parameters differ between trials too. Where no
 * trial is near it is not drawn.
 */
import type { StudyFigureData } from '../../run/study-data.ts';
import type { Drawing } from '../render.ts';
import type { Theme } from '../theme.ts';
/** A trial on two axes. */
export interface SurfacePoint {
    readonly x: number;
    readonly y: number;
    readonly value: number;
}
/** How wide the weights are along each axis, in places. */
export type Bandwidth = readonly [x: number, y: number];
/** Scott's rule in two dimensions, s n^(-1/6), within bounds. */
export declare function bandwidthOf(points: readonly SurfacePoint[]): Bandwidth;
/** The surface at a place; undefined where no trial is near. */
export declare function surfaceAt(points: readonly SurfacePoint[], [wide, high]: Bandwidth, x: number, y: number): number | undefined;
/** The metric over two parameters. */
export declare function contourFigure(data: StudyFigureData, theme: Theme): Drawing | undefined;
