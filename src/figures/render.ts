/**
 * @file From a Vega-Lite specification to SVG and PNG, without a browser, a network or the system's fonts.
 *
 * Vega draws the SVG; resvg paints it. Both are loaded when the first figure is drawn, because that takes half a
 * second. A specification holds its data: nothing is fetched, and one that asks for it is an error.
 */
import { internal, MedspanError } from '../errors.ts'
import { fontFamily, fontFiles, textWidth } from './font.ts'
import { type ThemeName, themeConfig, themes } from './theme.ts'

/** A Vega-Lite 6 specification (https://vega.github.io/vega-lite/docs/), without `$schema` and `config`. */
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

/** No PNG is wider or higher: beyond it the scale is lowered. */
const largestSide = 16_000

/** What no XML may hold, not even escaped; a corpus may. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu

/** What is used of a text item of Vega's scene graph. */
interface TextItem {
  readonly fontSize?: number
  readonly fontWeight?: string | number
}

async function load() {
  const [vega, vegaLite, { Resvg }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('@resvg/resvg-js'),
  ])
  // Vega says that a program may put its own function here; its types do not.
  const { textMetrics: metrics } = vega as unknown as {
    textMetrics: { width: (item: TextItem, text: unknown) => number }
  }
  // Without a canvas Vega takes every character to be 0.8 of the font's size, and leaves holes beside every label.
  metrics.width = (item, text) => widthOf(item, text)
  return { vega, vegaLite, Resvg }
}

function widthOf({ fontSize = 11, fontWeight }: TextItem, text: unknown): number {
  const isBold = fontWeight === 'bold' || Number(fontWeight) >= 600
  return textWidth(
    text === null || text === undefined ? '' : String(text),
    fontSize,
    isBold ? 'semiBold' : 'regular',
  )
}

/** Vega's logger, as far as it is used: errors are collected, and what we refused, which Vega takes for a warning. */
function createLogger(failures: unknown[]) {
  const logger = {
    level: (): never => logger as never,
    error: (...parts: readonly unknown[]) => {
      failures.push(...parts)
      return logger
    },
    warn: (...parts: readonly unknown[]) => {
      failures.push(...parts.filter(part => part instanceof MedspanError))
      return logger
    },
    info: () => logger,
    debug: () => logger,
  }
  return logger
}

let loaded: ReturnType<typeof load> | undefined

function refuse(address: unknown): Promise<never> {
  return Promise.reject(
    new MedspanError('unsafe-input', `expected a figure that holds its data, got ${JSON.stringify(address)}`),
  )
}

/**
 * Draws a figure. The same specification gives the same bytes.
 * @throws MedspanError `unsafe-input` when it asks for data from elsewhere, `internal` when it cannot be drawn
 */
export async function renderFigure(spec: FigureSpec, options: FigureOptions = {}): Promise<Figure> {
  const { theme = 'light', scale = 2 } = options
  loaded ??= load()
  const { vega, vegaLite, Resvg } = await loaded
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
    const svg = (await view.toSVG()).replace(notXml, '\ufffd')
    const { width, height } = new Resvg(svg)
    const zoom = Math.min(scale, largestSide / Math.max(width, height))
    const painted = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: zoom },
      font: {
        loadSystemFonts: false,
        fontFiles: [fontFiles.regular, fontFiles.semiBold],
        defaultFontFamily: fontFamily,
        sansSerifFamily: fontFamily,
      },
    }).render()
    return { svg: `${svg}\n`, png: painted.asPng() }
  } finally {
    view.finalize()
  }
}
