import { type Theme, type ThemeName } from './theme.ts';
/**
 * A Vega-Lite 6 specification (https://vega.github.io/vega-lite/docs/), without `$schema` and `config`. Its
 * `description` is what a screen reader says.
 */
export type FigureSpec = {
    readonly [key: string]: unknown;
};
/** A specification and the name of its file, without an extension. */
export interface NamedFigure {
    readonly name: string;
    readonly spec: FigureSpec;
}
/** A specification with its title and with what it shows in words. */
export interface Drawing {
    readonly spec: FigureSpec;
    readonly title: string;
    /** For who cannot see it: what it shows, and its main numbers. */
    readonly description: string;
}
export interface FigureOptions {
    readonly theme?: ThemeName | undefined;
    /** Pixels of the PNG for each of the SVG. Default: 2. */
    readonly scale?: number | undefined;
}
export interface Figure {
    readonly svg: string;
    readonly png: Uint8Array;
}
/** A figure with its name and its theme. */
export interface RenderedFigure extends Figure {
    readonly name: string;
    readonly theme: ThemeName;
}
/**
 * Draws a figure as SVG and PNG. The same specification gives the same bytes.
 * @throws MedspanError `unsafe-input` when it asks for data from elsewhere, `internal` when it cannot be drawn
 */
export declare function renderFigure(spec: FigureSpec, options?: FigureOptions): Promise<Figure>;
/**
 * Draws figures in several themes, painting some while the next is drawn. Those of the first theme come first.
 * @param figuresOf the figures in the colours of a theme; the same ones in every theme
 * @throws MedspanError as `renderFigure`
 */
export declare function renderFigures(figuresOf: (theme: Theme) => readonly NamedFigure[], options?: {
    readonly themes?: readonly ThemeName[];
    readonly scale?: number;
}): Promise<RenderedFigure[]>;
/**
 * Draws a figure as SVG. It refers to nothing outside: text is in the font of the system or of the page that it stands
 * in, by its name. Ids begin anew in each; where several stand in one page, `prefixIds` tells them apart.
 * @throws MedspanError as `renderFigure`
 */
export declare function drawSvg(spec: FigureSpec, theme?: ThemeName): Promise<string>;
/** Paints an SVG beside the main thread, and packs the pixels in it. */
export declare function paintSvg(svg: string, scale?: number): Promise<Uint8Array>;
