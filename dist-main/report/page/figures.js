/**
 * @file Figures in a page: the SVG of both themes in the document itself, so that their text has the page's font.
 */
import { internal } from "../../errors.js";
import { prefixIds } from "../../figures/svg.js";
import { html, trustedMarkup } from "./html.js";
/** Wider figures keep a width at which they can be read, and scroll. */
const readableWidth = 640;
/** A figure on light and on dark ground; the stylesheet shows one. */
export function figure({ name, title, description, light, dark }) {
    const width = Number(/<svg\b[^>]*\bwidth="([\d.]+)"/.exec(light)?.[1] ?? 0);
    const size = width > readableWidth ? ' wide' : '';
    return html `<figure id="figure-${name}" class="drawing${size}">
<div class="scroll" data-label="${title}"><div role="img" aria-label="${title}. ${description}">
<div class="on-light">${inlineSvg(light, `${name}-light`)}</div>
<div class="on-dark">${inlineSvg(dark, `${name}-dark`)}</div>
</div></div>
<figcaption>${description}</figcaption>
</figure>`;
}
/**
 * A figure's SVG as a part of a page: its ids are its own there, and it is hidden from those who have its description.
 * @throws MedspanError `internal` for an SVG that our renderer does not draw: one with a script or foreign elements
 */
export function inlineSvg(svg, prefix) {
    const body = svg.slice(Math.max(0, svg.indexOf('<svg'))).trim();
    if (!body.startsWith('<svg') || /<(?:script|foreignObject|style|iframe|a)\b/i.test(body))
        throw internal(`expected a drawing of our renderer for ${prefix}`);
    const own = prefixIds(body, `${prefix}-`.replace(/[^\w-]/g, '_'));
    return trustedMarkup(own.replace('<svg', '<svg aria-hidden="true" focusable="false"'));
}
