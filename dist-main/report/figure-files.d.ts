import { type Drawing, type Figure, type NamedFigure } from '../figures/render.ts';
import { type Theme } from '../figures/theme.ts';
import type { Progress } from '../progress.ts';
/** A figure on both grounds, in place of its specification. */
export type DrawnFigure<F> = Omit<F, 'spec'> & {
    readonly light: Figure;
    readonly dark: Figure;
};
/** Draws figures; `figuresOf` gives the same ones in every theme. */
export declare function drawFigures<F extends NamedFigure & Drawing>(figuresOf: (theme: Theme) => readonly F[], progress: Progress): Promise<DrawnFigure<F>[]>;
/** The same with SVG alone, as a page holds them. */
export declare function inPage<F>(drawn: readonly DrawnFigure<F>[]): (Omit<DrawnFigure<F>, "light" | "dark"> & {
    light: string;
    dark: string;
})[];
/** A page that was written. */
export interface WrittenPage {
    /** The path of `report.html`. */
    readonly page: string;
    /** The names of the figures in `figures/`, without an extension: each is there as PNG and SVG, light and dark. */
    readonly figures: readonly string[];
}
/**
 * Writes a page, and its figures as SVG and PNG, those on dark ground in `dark/`, and other files by their names: all or none.
 * Figures of an earlier report go; other files in `figures/` stay, and are told of.
 */
export declare function writeReportFiles(folder: string, page: string, drawn: readonly DrawnFigure<{
    readonly name: string;
}>[], progress: Progress, files?: Readonly<Record<string, string>>): Promise<WrittenPage>;
