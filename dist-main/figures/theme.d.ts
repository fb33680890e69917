export type ThemeName = 'light' | 'dark';
export interface Theme {
    readonly background: string;
    readonly text: string;
    /** For what matters less: axes, subtitles. */
    readonly quiet: string;
    readonly grid: string;
    /** Of categories, in order. */
    readonly categories: readonly string[];
    /** Of amounts, from few to many. */
    readonly amounts: readonly string[];
    /** Text on the colours of few and of many. */
    readonly onFew: string;
    readonly onMany: string;
}
export declare const themes: Readonly<Record<ThemeName, Theme>>;
/** Vega-Lite's configuration for a theme; text is in the shipped font, labels are never below 11 pixels. */
export declare function themeConfig({ background, text, quiet, grid, categories, amounts }: Theme): {
    readonly background: string;
    readonly padding: 16;
    readonly aria: false;
    readonly font: "IBM Plex Sans, sans-serif";
    readonly title: {
        readonly anchor: "start";
        readonly color: string;
        readonly fontSize: 16;
        readonly fontWeight: 600;
        readonly subtitleColor: string;
        readonly subtitleFontSize: 12;
        readonly subtitlePadding: 6;
        readonly offset: 14;
    };
    readonly axis: {
        readonly labelColor: string;
        readonly labelFontSize: 11;
        readonly labelLimit: 320;
        readonly maxExtent: 360;
        readonly titleColor: string;
        readonly titleFontSize: 12;
        readonly titleFontWeight: "normal";
        readonly titlePadding: 8;
        readonly domainColor: string;
        readonly gridColor: string;
        readonly tickColor: string;
    };
    readonly legend: {
        readonly labelColor: string;
        readonly labelFontSize: 12;
        readonly labelLimit: 240;
        readonly titleColor: string;
        readonly titleFontSize: 12;
        readonly titleFontWeight: "normal";
        readonly symbolSize: 90;
        readonly gradientStrokeColor: string;
        readonly orient: "top";
        readonly direction: "horizontal";
        readonly offset: 10;
    };
    readonly header: {
        readonly labelColor: string;
        readonly labelFontSize: 12;
        readonly labelFontWeight: 600;
        readonly labelLimit: 260;
        readonly titleColor: string;
        readonly titleFontWeight: "normal";
    };
    readonly view: {
        readonly stroke: null;
    };
    readonly range: {
        readonly category: readonly string[];
        readonly heatmap: readonly string[];
        readonly ramp: readonly string[];
    };
    readonly mark: {
        readonly color: string | undefined;
    };
    readonly bar: {
        readonly color: string | undefined;
    };
    readonly rect: {
        readonly color: string | undefined;
    };
    readonly point: {
        readonly color: string | undefined;
        readonly filled: true;
        readonly size: 60;
    };
    readonly line: {
        readonly color: string | undefined;
        readonly strokeWidth: 2;
    };
    readonly text: {
        readonly color: string;
        readonly fontSize: 11;
    };
};
