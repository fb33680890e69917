/**
 * @file How figures look: colours that people with any colour vision can tell apart, on light and on dark ground.
 *
 * Categories have the colours of Okabe and Ito ("Color Universal Design", https://jfly.uni-koeln.de/color/), ordered
 * by contrast with the ground; amounts are in the colours of cividis (Nuñez, Anderton & Renslow 2018).
 */
import { fontFamily } from "./font.js";
const cividis = ['#00224e', '#2c416b', '#575c6d', '#7d7c78', '#a69d75', '#d3c164', '#fee838'];
export const themes = {
    light: {
        background: '#ffffff',
        text: '#1d2129',
        quiet: '#565d68',
        grid: '#e3e6ea',
        categories: ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#7a7a7a', '#f0e442'],
        amounts: ['#f3ecc0', '#d3c164', '#a69d75', '#7d7c78', '#575c6d', '#2c416b', '#00224e'],
        onFew: '#1d2129',
        onMany: '#ffffff',
    },
    dark: {
        background: '#14171c',
        text: '#eceef1',
        quiet: '#a9b0ba',
        grid: '#2c323b',
        categories: ['#56b4e9', '#e69f00', '#2bc49a', '#ff7f3f', '#e29ac2', '#f0e442', '#b8bec7', '#4a9bd6'],
        amounts: ['#1f2f4d', ...cividis.slice(1)],
        onFew: '#eceef1',
        onMany: '#14171c',
    },
};
/** Vega-Lite's configuration for a theme; text is in the shipped font, labels are never below 11 pixels. */
export function themeConfig({ background, text, quiet, grid, categories, amounts }) {
    return {
        background,
        padding: 16,
        // A figure is said as a whole, in the words of its description; not each of its hundreds of marks.
        aria: false,
        font: `${fontFamily}, sans-serif`,
        title: {
            anchor: 'start',
            color: text,
            fontSize: 16,
            fontWeight: 600,
            subtitleColor: quiet,
            subtitleFontSize: 12,
            subtitlePadding: 6,
            offset: 14,
        },
        axis: {
            labelColor: text,
            labelFontSize: 11,
            labelLimit: 320,
            // Titles of axes stand beyond the longest label.
            maxExtent: 360,
            titleColor: quiet,
            titleFontSize: 12,
            titleFontWeight: 'normal',
            titlePadding: 8,
            domainColor: grid,
            gridColor: grid,
            tickColor: grid,
        },
        legend: {
            labelColor: text,
            labelFontSize: 12,
            labelLimit: 240,
            titleColor: quiet,
            titleFontSize: 12,
            titleFontWeight: 'normal',
            symbolSize: 90,
            gradientStrokeColor: grid,
            // Beside or above the plot, never in it.
            orient: 'top',
            direction: 'horizontal',
            offset: 10,
        },
        header: {
            labelColor: text,
            labelFontSize: 12,
            labelFontWeight: 600,
            labelLimit: 260,
            titleColor: quiet,
            titleFontWeight: 'normal',
        },
        view: { stroke: null },
        range: { category: categories, heatmap: amounts, ramp: amounts },
        mark: { color: categories[0] },
        bar: { color: categories[0] },
        rect: { color: categories[0] },
        point: { color: categories[0], filled: true, size: 60 },
        line: { color: categories[0], strokeWidth: 2 },
        text: { color: text, fontSize: 11 },
    };
}
