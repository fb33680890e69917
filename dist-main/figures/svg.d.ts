/**
 * @file What is done to an SVG that Vega has drawn: colours of another theme, names that are its own on a page.
 */
import type { Theme } from './theme.ts';
/**
 * The same figure in the colours of another theme: figures differ between themes by nothing else, and to draw one takes
 * longest.
 * @returns undefined where it has a colour that the theme does not name, such as one between two amounts
 */
export declare function recolourSvg(svg: string, from: Theme, to: Theme): string | undefined;
/** Numbers the ids as they first come: Vega numbers them on from figure to figure. */
export declare function numberIds(svg: string): string;
/** Puts a prefix before every id and every reference to one, so that several SVGs can stand in one page. */
export declare function prefixIds(svg: string, prefix: string): string;
/** Width and height that an SVG says of itself, in pixels. */
export declare function sizeOfSvg(svg: string): {
    width: number;
    height: number;
};
/** Says what a figure is to those who do not see it: `role="img"` and its words. */
export declare function labelSvg(svg: string, words: string): string;
