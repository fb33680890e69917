import type { ReportFigure } from '../content.ts';
import { type Markup } from './html.ts';
/** A figure on light and on dark ground; the stylesheet shows one. */
export declare function figure({ name, title, description, light, dark }: Omit<ReportFigure, 'section'>): Markup;
/**
 * A figure's SVG as a part of a page: its ids are its own there, and it is hidden from those who have its description.
 * @throws MedspanError `internal` for an SVG that our renderer does not draw: one with a script or foreign elements
 */
export declare function inlineSvg(svg: string, prefix: string): Markup;
