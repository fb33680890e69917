/** A tag; Vega escapes the angle brackets in text and in attributes. */
const tags = /<[a-z][^>]*>/gu;
/** A colour of a tag. */
const paints = /(?<= (?:fill|stroke|stop-color)=")[^"]*/gu;
const noColor = new Set(['none', 'transparent']);
/**
 * The same figure in the colours of another theme: figures differ between themes by nothing else, and to draw one takes
 * longest.
 * @returns undefined where it has a colour that the theme does not name, such as one between two amounts
 */
export function recolourSvg(svg, from, to) {
    const colors = pairColors(from, to);
    let isKnown = colors !== undefined;
    const recoloured = svg.replace(tags, tag => tag.replace(paints, color => {
        const other = noColor.has(color) ? color : colors?.get(color);
        if (other === undefined)
            isKnown = false;
        return other ?? color;
    }));
    return isKnown ? recoloured : undefined;
}
/** The colour of one theme for each of the other; undefined where one would have two. */
function pairColors(from, to) {
    const listed = ({ background, text, quiet, grid, onFew, onMany, categories, amounts }) => [
        ...[background, text, quiet, grid, onFew, onMany],
        ...categories,
        ...amounts,
    ];
    const others = listed(to);
    const pairs = new Map();
    for (const [index, color] of listed(from).entries()) {
        const other = others[index];
        if ((pairs.get(color) ?? other) !== other)
            return undefined;
        pairs.set(color, other);
    }
    return pairs;
}
/** An id, or a reference to one, of a tag. */
const ids = /(?<= id="|="url\(#|href="#)[^")]+/gu;
/** Numbers the ids as they first come: Vega numbers them on from figure to figure. */
export function numberIds(svg) {
    const numbers = new Map();
    return renameIds(svg, id => {
        const known = numbers.get(id) ?? `d${numbers.size}`;
        numbers.set(id, known);
        return known;
    });
}
/** Puts a prefix before every id and every reference to one, so that several SVGs can stand in one page. */
export function prefixIds(svg, prefix) {
    return renameIds(svg, id => prefix + id);
}
/** Most figures have no ids, and to look at every tag takes long. */
const renameIds = (svg, rename) => svg.includes(' id="') ? svg.replace(tags, tag => tag.replace(ids, rename)) : svg;
/** Width and height that an SVG says of itself, in pixels. */
export function sizeOfSvg(svg) {
    const of = (name) => Number(new RegExp(` ${name}="([^"]+)"`, 'u').exec(svg)?.[1]);
    return { width: of('width'), height: of('height') };
}
/** Says what a figure is to those who do not see it: `role="img"` and its words. */
export function labelSvg(svg, words) {
    const escaped = words.replace(/[&<>"]/gu, character => `&#${character.codePointAt(0)};`);
    return svg.replace('<svg ', `<svg role="img" aria-label="${escaped}" `);
}
