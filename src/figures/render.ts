/**
 * @file From a Vega-Lite specification to SVG and PNG, without a browser, a network or the system's fonts.
 *
 * Vega draws the SVG; resvg paints it. Both are loaded when the first figure is drawn, because that takes half a
 * second. A specification holds its data: nothing is fetched, and one that asks for it is an error.
 */
import { availableParallelism } from 'node:os'
import { internal, MedspanError } from '../errors.ts'
import { appendAll } from '../lists.ts'
import { fontFamily, fontFiles, textWidth } from './font.ts'
import { labelSvg, numberIds, recolourSvg, sizeOfSvg } from './svg.ts'
import { type Theme, type ThemeName, themeConfig, themes } from './theme.ts'

/**
 * A Vega-Lite 6 specification (https://vega.github.io/vega-lite/docs/), without `$schema` and `config`. Its
 * `description` is what a screen reader says.
 */
export type FigureSpec = { readonly [key: string]: unknown }

/** A specification and the name of its file, without an extension. */
export interface NamedFigure {
  readonly name: string
  readonly spec: FigureSpec
}

/** A specification with its title and with what it shows in words. */
export interface Drawing {
  readonly spec: FigureSpec
  readonly title: string
  /** For who cannot see it: what it shows, and its main numbers. */
  readonly description: string
}

export interface FigureOptions {
  readonly theme?: ThemeName | undefined
  /** Pixels of the PNG for each of the SVG. Default: 2. */
  readonly scale?: number | undefined
}

export interface Figure {
  readonly svg: string
  readonly png: Uint8Array
}

/** A figure with its name and its theme. */
export interface RenderedFigure extends Figure {
  readonly name: string
  readonly theme: ThemeName
}

/** No PNG is wider or higher: beyond it the scale is lowered. */
const largestSide = 16_000

/** The most figures that are painted at once: each holds its pixels, and more than there are cores only wait. */
const mostAtOnce = Math.min(4, availableParallelism())

/** What no XML may hold, not even escaped; a corpus may. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu

/** What is used of a text item of Vega's scene graph. */
interface TextItem {
  readonly fontSize?: number
  readonly fontWeight?: string | number
  /** Longer text is cut. */
  readonly limit?: number
}

async function loadVega() {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')])
  // Vega says that a program may put its own function here; its types do not.
  const { textMetrics: metrics } = vega as unknown as {
    textMetrics: { width: (item: TextItem, text: unknown) => number }
  }
  // Without a canvas Vega takes every character to be 0.8 of the font's size, and leaves holes beside every label.
  metrics.width = widthOf
  return { vega, vegaLite }
}

function widthOf({ fontSize = 11, fontWeight, limit }: TextItem, text: unknown): number {
  const isBold = fontWeight === 'bold' || Number(fontWeight) >= 600
  const words = text === null || text === undefined ? '' : String(text)
  const width = textWidth(words, fontSize, isBold ? 'semiBold' : 'regular')
  return limit !== undefined && limit > 0 ? Math.min(width, limit) : width
}

/** Vega's logger, as far as it is used: errors are collected, and what we refused, which Vega takes for a warning. */
function createLogger(failures: unknown[]) {
  const logger = {
    level: (): never => logger as never,
    error: (...parts: readonly unknown[]) => {
      appendAll(failures, parts)
      return logger
    },
    warn: (...parts: readonly unknown[]) => {
      appendAll(
        failures,
        parts.filter(part => part instanceof MedspanError),
      )
      return logger
    },
    info: () => logger,
    debug: () => logger,
  }
  return logger
}

let loaded: ReturnType<typeof loadVega> | undefined

function refuse(address: unknown): Promise<never> {
  return Promise.reject(
    new MedspanError('unsafe-input', `expected a figure that holds its data, got ${JSON.stringify(address)}`),
  )
}

/**
 * Draws a figure as SVG and PNG. The same specification gives the same bytes.
 * @throws MedspanError `unsafe-input` when it asks for data from elsewhere, `internal` when it cannot be drawn
 */
export async function renderFigure(spec: FigureSpec, options: FigureOptions = {}): Promise<Figure> {
  const svg = await drawSvg(spec, options.theme)
  return { svg, png: await paintSvg(svg, options.scale) }
}

/**
 * Draws figures in several themes, painting some while the next is drawn. Those of the first theme come first.
 * @param figuresOf the figures in the colours of a theme; the same ones in every theme
 * @throws MedspanError as `renderFigure`
 */
export async function renderFigures(
  figuresOf: (theme: Theme) => readonly NamedFigure[],
  options: { readonly themes?: readonly ThemeName[]; readonly scale?: number } = {},
): Promise<RenderedFigure[]> {
  const { themes: names = ['light', 'dark'], scale } = options
  const painted: Promise<RenderedFigure>[] = []
  const underWay = new Set<Promise<unknown>>()
  for await (const { name, theme, svg } of drawInThemes(figuresOf, names)) {
    const painting = paintSvg(svg, scale).then(png => ({ name, theme, svg, png }))
    painted.push(painting)
    const settled: Promise<unknown> = painting.then(
      () => underWay.delete(settled),
      () => underWay.delete(settled),
    )
    underWay.add(settled)
    if (underWay.size >= mostAtOnce) await Promise.race(underWay)
  }
  return Promise.all(painted)
}

/** Draws figures as SVG in one theme after the other; of all but the first only what cannot be made of those of the first. */
async function* drawInThemes(
  figuresOf: (theme: Theme) => readonly NamedFigure[],
  [first, ...others]: readonly ThemeName[],
): AsyncGenerator<Omit<RenderedFigure, 'png'>> {
  if (first === undefined) return
  const figures = figuresOf(themes[first])
  const drawn: string[] = []
  for (const { name, spec } of figures) {
    const svg = await drawSvg(spec, first)
    drawn.push(svg)
    yield { name, theme: first, svg }
  }
  for (const theme of others) {
    let own: readonly NamedFigure[] | undefined
    for (const [place, { name }] of figures.entries()) {
      let svg = recolourSvg(drawn[place]!, themes[first], themes[theme])
      if (svg === undefined) {
        own ??= figuresOf(themes[theme])
        svg = await drawSvg(own[place]!.spec, theme)
      }
      yield { name, theme, svg }
    }
  }
}

/**
 * Draws a figure as SVG. It refers to nothing outside: text is in the font of the system or of the page that it stands
 * in, by its name. Ids begin anew in each; where several stand in one page, `prefixIds` tells them apart.
 * @throws MedspanError as `renderFigure`
 */
export async function drawSvg(spec: FigureSpec, theme: ThemeName = 'light'): Promise<string> {
  loaded ??= loadVega()
  const { vega, vegaLite } = await loaded
  const failures: unknown[] = []
  const logger = createLogger(failures)
  const { spec: compiled } = vegaLite.compile(spec as unknown as Parameters<typeof vegaLite.compile>[0], {
    config: themeConfig(themes[theme]) as unknown as NonNullable<
      NonNullable<Parameters<typeof vegaLite.compile>[1]>['config']
    >,
    logger,
  })
  const view = new vega.View(vega.parse(compiled), {
    renderer: 'none',
    logger,
    loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse },
  })
  try {
    await view.runAsync()
    const failure = failures.find(one => one instanceof MedspanError) ?? failures[0]
    if (failure instanceof MedspanError) throw failure
    if (failure !== undefined) throw internal(`a figure could not be drawn: ${String(failure)}`)
    const svg = labelSvg(numberIds(await view.toSVG()), wordsOf(spec))
    return `${svg.replace(notXml, '\ufffd')}\n`
  } finally {
    view.finalize()
  }
}

/** What a specification says of itself: its description, else its title. */
function wordsOf({ description, title }: FigureSpec): string {
  if (typeof description === 'string') return description
  const text = typeof title === 'object' && title !== null && 'text' in title ? title.text : title
  return typeof text === 'string' ? text : 'figure'
}

/** Paints an SVG beside the main thread, and packs the pixels in it. */
export async function paintSvg(svg: string, scale = 2): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js')
  const { width, height } = sizeOfSvg(svg)
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: Math.min(scale, largestSide / Math.max(width, height)) },
    font: {
      loadSystemFonts: false,
      fontFiles: [fontFiles.regular, fontFiles.semiBold],
      defaultFontFamily: fontFamily,
      sansSerifFamily: fontFamily,
    },
  })
  return image.asPng()
}
