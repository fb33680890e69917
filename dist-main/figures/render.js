/**
 * @file From a Vega-Lite specification to SVG and PNG, without a browser, a network or the system's fonts.
 *
 * Vega draws the SVG; resvg paints it. Both are loaded when the first figure is drawn, because that takes half a
 * second. A specification holds its data: nothing is fetched, and one that asks for it is an error.
 */
import { availableParallelism } from 'node:os';
import { internal, MedspanError } from "../errors.js";
import { appendAll } from "../lists.js";
import { fontFamily, fontFiles, textWidth } from "./font.js";
import { labelSvg, numberIds, recolourSvg, sizeOfSvg } from "./svg.js";
import { themeConfig, themes } from "./theme.js";
/** No PNG is wider or higher: beyond it the scale is lowered. */
const largestSide = 16_000;
/** The most figures that are painted at once: each holds its pixels, and more than there are cores only wait. */
const mostAtOnce = Math.min(4, availableParallelism());
/** What no XML may hold, not even escaped; a corpus may. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu;
async function loadVega() {
    const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
    // Vega says that a program may put its own function here; its types do not.
    const { textMetrics: metrics } = vega;
    // Without a canvas Vega takes every character to be 0.8 of the font's size, and leaves holes beside every label.
    metrics.width = widthOf;
    return { vega, vegaLite };
}
function widthOf({ fontSize = 11, fontWeight, limit }, text) {
    const isBold = fontWeight === 'bold' || Number(fontWeight) >= 600;
    const words = text === null || text === undefined ? '' : String(text);
    const width = textWidth(words, fontSize, isBold ? 'semiBold' : 'regular');
    return limit !== undefined && limit > 0 ? Math.min(width, limit) : width;
}
/** Vega's logger, as far as it is used: errors are collected, and what we refused, which Vega takes for a warning. */
function createLogger(failures) {
    const logger = {
        level: () => logger,
        error: (...parts) => {
            appendAll(failures, parts);
            return logger;
        },
        warn: (...parts) => {
            appendAll(failures, parts.filter(part => part instanceof MedspanError));
            return logger;
        },
        info: () => logger,
        debug: () => logger,
    };
    return logger;
}
let loaded;
function refuse(address) {
    return Promise.reject(new MedspanError('unsafe-input', `expected a figure that holds its data, got ${JSON.stringify(address)}`));
}
/**
 * Draws a figure as SVG and PNG. The same specification gives the same bytes.
 * @throws MedspanError `unsafe-input` when it asks for data from elsewhere, `internal` when it cannot be drawn
 */
export async function renderFigure(spec, options = {}) {
    const svg = await drawSvg(spec, options.theme);
    return { svg, png: await paintSvg(svg, options.scale) };
}
/**
 * Draws figures in several themes, painting some while the next is drawn. Those of the first theme come first.
 * @param figuresOf the figures in the colours of a theme; the same ones in every theme
 * @throws MedspanError as `renderFigure`
 */
export async function renderFigures(figuresOf, options = {}) {
    const { themes: names = ['light', 'dark'], scale } = options;
    const painted = [];
    const underWay = new Set();
    for await (const { name, theme, svg } of drawInThemes(figuresOf, names)) {
        const painting = paintSvg(svg, scale).then(png => ({ name, theme, svg, png }));
        painted.push(painting);
        const settled = painting.then(() => underWay.delete(settled), () => underWay.delete(settled));
        underWay.add(settled);
        if (underWay.size >= mostAtOnce)
            await Promise.race(underWay);
    }
    return Promise.all(painted);
}
/** Draws figures as SVG in one theme after the other; of all but the first only what cannot be made of those of the first. */
async function* drawInThemes(figuresOf, [first, ...others]) {
    if (first === undefined)
        return;
    const figures = figuresOf(themes[first]);
    const drawn = [];
    for (const { name, spec } of figures) {
        const svg = await drawSvg(spec, first);
        drawn.push(svg);
        yield { name, theme: first, svg };
    }
    for (const theme of others) {
        let own;
        for (const [place, { name }] of figures.entries()) {
            let svg = recolourSvg(drawn[place], themes[first], themes[theme]);
            if (svg === undefined) {
                own ??= figuresOf(themes[theme]);
                svg = await drawSvg(own[place].spec, theme);
            }
            yield { name, theme, svg };
        }
    }
}
/**
 * Draws a figure as SVG. It refers to nothing outside: text is in the font of the system or of the page that it stands
 * in, by its name. Ids begin anew in each; where several stand in one page, `prefixIds` tells them apart.
 * @throws MedspanError as `renderFigure`
 */
export async function drawSvg(spec, theme = 'light') {
    loaded ??= loadVega();
    const { vega, vegaLite } = await loaded;
    const failures = [];
    const logger = createLogger(failures);
    const { spec: compiled } = vegaLite.compile(spec, {
        config: themeConfig(themes[theme]),
        logger,
    });
    const view = new vega.View(vega.parse(compiled), {
        renderer: 'none',
        logger,
        loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse },
    });
    try {
        await view.runAsync();
        const failure = failures.find(one => one instanceof MedspanError) ?? failures[0];
        if (failure instanceof MedspanError)
            throw failure;
        if (failure !== undefined)
            throw internal(`a figure could not be drawn: ${String(failure)}`);
        const svg = labelSvg(numberIds(await view.toSVG()), wordsOf(spec));
        return `${svg.replace(notXml, '\ufffd')}\n`;
    }
    finally {
        view.finalize();
    }
}
/** What a specification says of itself: its description, else its title. */
function wordsOf({ description, title }) {
    if (typeof description === 'string')
        return description;
    const text = typeof title === 'object' && title !== null && 'text' in title ? title.text : title;
    return typeof text === 'string' ? text : 'figure';
}
/** Paints an SVG beside the main thread, and packs the pixels in it. */
export async function paintSvg(svg, scale = 2) {
    const { renderAsync } = await import('@resvg/resvg-js');
    const { width, height } = sizeOfSvg(svg);
    const image = await renderAsync(svg, {
        fitTo: { mode: 'zoom', value: Math.min(scale, largestSide / Math.max(width, height)) },
        font: {
            loadSystemFonts: false,
            fontFiles: [fontFiles.regular, fontFiles.semiBold],
            defaultFontFamily: fontFamily,
            sansSerifFamily: fontFamily,
        },
    });
    return image.asPng();
}
