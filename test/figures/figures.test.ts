import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { semanticTypes, typeName } from '../../src/concepts/semantic-network.ts'
import type { Agreement } from '../../src/corpus/agreement.ts'
import { describeCorpus } from '../../src/corpus/description.ts'
import { describeTally } from '../../src/corpus/stats.ts'
import {
  agreementFigure,
  coOccurrenceFigure,
  lengthsFigure,
  typesFigure,
} from '../../src/figures/corpus/corpus.ts'
import { corpusFigures } from '../../src/figures/corpus/overview.ts'
import { fontFiles, parseFont } from '../../src/figures/font.ts'
import { renderFigure } from '../../src/figures/render.ts'
import { type ThemeName, themes } from '../../src/figures/theme.ts'
import { typeLabel } from '../../src/figures/words.ts'
import { segment } from '../../src/text/words.ts'

const bars = (values: readonly object[]) => ({
  data: { values },
  mark: 'bar',
  encoding: { y: { field: 'a', type: 'nominal' }, x: { field: 'b', type: 'quantitative' } },
})

/** The width and height that a PNG says of itself. */
function sizeOf(png: Uint8Array): [width: number, height: number] {
  const view = new DataView(png.buffer, png.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map(at => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}
const contrast = (a: string, b: string): number => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high! + 0.05) / (low! + 0.05)
}

describe('a figure', () => {
  it('is an SVG and a PNG of its size times the scale, the same each time', async () => {
    const spec = bars([{ a: 'T047 Disease', b: 3 }])
    const once = await renderFigure(spec, { scale: 1 })
    const twice = await renderFigure(spec, { scale: 2 })
    expect(once.svg).toMatch(/^<svg .*T047 Disease.*<\/svg>\n$/su)
    expect(once.svg).toContain('IBM Plex Sans')
    const [width, height] = sizeOf(once.png)
    expect(sizeOf(twice.png)).toEqual([2 * width, 2 * height])
    expect((await renderFigure(spec, { scale: 1 })).png).toEqual(once.png)
    expect(once.svg).toContain(themes.light.background)
    expect((await renderFigure(spec, { theme: 'dark' })).svg).toContain(themes.dark.background)
  })
  it('has its text painted', async () => {
    const blank = { data: { values: [{}] }, width: 200, height: 40, mark: { type: 'text', text: ' ' } }
    const written = { ...blank, mark: { type: 'text', text: 'a word in it' } }
    const [a, b] = [await renderFigure(blank), await renderFigure(written)]
    expect(b.png.length).toBeGreaterThan(a.png.length + 300)
  })
  it('shows text as text, whatever it holds', async () => {
    const { svg } = await renderFigure(bars([{ a: '<script>&"\u0000\ud800</svg>', b: 1 }]))
    expect(svg).toContain('&lt;script&gt;')
    expect(svg).not.toContain('<script>')
  })
  it.each(['http://127.0.0.1:9/x.json', 'file:///etc/hostname', '/etc/hostname', 'x.csv'])(
    'holds its data: %s is refused',
    async url => {
      const spec = { ...bars([]), data: { url } }
      await expect(renderFigure(spec)).rejects.toMatchObject({ code: 'unsafe-input' })
    },
  )
  it('loads no image from elsewhere', async () => {
    const spec = {
      data: { values: [{ url: 'file:///etc/hostname' }] },
      mark: { type: 'image', width: 10, height: 10 },
      encoding: { url: { field: 'url', type: 'nominal' } },
    }
    const { svg } = await renderFigure(spec)
    expect(svg).toContain('<image')
    expect(svg).not.toMatch(/href="[^"]/u)
  })
  it('is drawn by what the command line does not load before', () => {
    const main = new URL('../../src/figures/render.ts', import.meta.url)
    const source = readFileSync(main, 'utf8')
    for (const name of ['vega', 'vega-lite', '@resvg/resvg-js']) {
      expect(source).toContain(`import('${name}')`)
      expect(source).not.toMatch(new RegExp(`from '${name}'`, 'u'))
    }
  })
})

describe('the font', () => {
  it('tells the widths of its characters', () => {
    const width = parseFont(readFileSync(fontFiles.regular))
    expect(width('')).toBe(0)
    // IBM Plex Sans: `i` is narrow, `m` is wide, digits are all of one width.
    expect(width('i')).toBeLessThan(0.35)
    expect(width('m')).toBeGreaterThan(0.8)
    expect(new Set([...'0123456789'].map(width)).size).toBe(1)
    expect(width('mm')).toBe(2 * width('m'))
    expect(width('\u{1f600}')).toBe(1)
  })
  it('is licensed where it lies', () => {
    const licence = readFileSync(new URL('../../assets/fonts/OFL.txt', import.meta.url), 'utf8')
    expect(licence).toContain('SIL OPEN FONT LICENSE Version 1.1')
  })
})

describe('themes', () => {
  it.each(Object.keys(themes) as ThemeName[])('%s has readable text and visible categories', name => {
    const { background, text, quiet, categories, amounts, onFew, onMany } = themes[name]
    expect(contrast(text, background)).toBeGreaterThan(10)
    expect(contrast(quiet, background)).toBeGreaterThan(4.5)
    for (const color of categories.slice(0, 3)) expect(contrast(color, background)).toBeGreaterThan(2)
    expect(contrast(onFew, amounts[0]!)).toBeGreaterThan(4.5)
    expect(contrast(onMany, amounts.at(-1)!)).toBeGreaterThan(4.5)
    expect(new Set(categories).size).toBe(8)
  })
})

describe('figures of a corpus', () => {
  const text = 'Gastritis and chronic bronchitis were seen. Arthritis too.'
  const document = {
    id: 'd',
    text,
    ...segment(text),
    mentions: [
      { begin: 0, end: 9, types: ['T047'], concepts: ['C1'] },
      { begin: 14, end: 32, types: ['T047', 'T046'], concepts: ['C2'] },
      { begin: 44, end: 53, types: ['T184'], concepts: [] },
    ],
  }

  it('are those that it has something to show in', () => {
    const names = (corpus: (typeof document)[]) =>
      corpusFigures(describeCorpus([{ name: 'all', corpus }]), typeName, themes.light).map(({ name }) => name)
    expect(names([document])).toEqual([
      'types',
      'sentence-lengths',
      'mention-lengths',
      'types-in-a-sentence',
      'types-of-a-mention',
      'forms',
      'suffixes',
    ])
    expect(names([{ ...document, mentions: [] }])).toEqual(['sentence-lengths'])
    expect(names([])).toEqual([])
  })
  it('can all be drawn, in one part and in several, on both grounds', async () => {
    const corpus = [document]
    const one = describeCorpus([{ name: 'all', corpus }])
    const two = describeCorpus([
      { name: 'train', corpus },
      { name: 'test', corpus: [{ ...document, id: 'e' }] },
      { name: 'empty', corpus: [] },
    ])
    for (const theme of ['light', 'dark'] as const)
      for (const description of [one, two])
        for (const { name, spec } of corpusFigures(description, typeName, themes[theme])) {
          const { svg, png } = await renderFigure(spec, { theme, scale: 1 })
          const [width, height] = sizeOf(png)
          expect(width, name).toBeGreaterThan(100)
          expect(height, name).toBeGreaterThan(60)
          expect(svg, name).not.toMatch(/NaN|undefined/u)
        }
  })
  it('name types', () => {
    expect(typeLabel('T047', typeName)).toBe('T047  Disease or Syndrome')
    expect(typeLabel('Chemical', typeName)).toBe('Chemical')
  })
  it('hold all 127 types with their whole names', async () => {
    const types = Object.fromEntries(semanticTypes.map(({ tui }, i) => [tui, 1 + (i % 50)]))
    const { svg } = await renderFigure(
      typesFigure(
        [
          { name: 'a', types },
          { name: 'b', types },
        ],
        typeName,
      ),
      { scale: 1 },
    )
    // Vega puts an ellipsis where a label is cut.
    expect(svg).not.toContain('…')
    for (const { tui, name } of semanticTypes) expect(svg).toContain(`${tui}  ${name}`)
    const order = semanticTypes.map(({ tui }) => tui)
    const words = { title: 'Together', unit: 'sentences' }
    const map = await renderFigure(coOccurrenceFigure([['T047', 'T184', 3]], order, words, typeName), {
      scale: 1,
    })
    expect(map.svg).not.toContain('…')
    expect(map.svg.match(/>T047</gu)).toHaveLength(1)
  })
  it('count everything beyond the last bar into it', () => {
    const lengths = describeTally(
      new Map([...Array.from({ length: 99 }, (_, i) => [i + 1, 10] as const), [5000, 1]]),
    )
    const { data } = lengthsFigure([{ name: 'all', lengths }], 'Lengths', 'words') as {
      data: { values: { from: number; share: number }[] }
    }
    const sum = data.values.reduce((total, { share }) => total + share, 0)
    expect(sum).toBeCloseTo(1, 12)
    expect(data.values.length).toBeLessThanOrEqual(41)
  })
  it('show agreement both ways, and leave out what is not defined', async () => {
    const pair = { documents: 1, mentions: [1, 1], tokens: 9, observed: 1 } as const
    const agreement: Agreement = {
      annotators: ['ann', 'bob', 'cyd'],
      documents: 1,
      pairs: [
        {
          ...pair,
          annotators: ['ann', 'bob'],
          f1: { exact: 0.25, span: 1, concept: 1, overlap: 1 },
          kappa: 0.5,
        },
        {
          ...pair,
          annotators: ['ann', 'cyd'],
          f1: { exact: null, span: 1, concept: 1, overlap: 1 },
          kappa: null,
        },
      ],
      groups: [],
      differentTexts: 0,
    }
    const { svg } = await renderFigure(agreementFigure(agreement, themes.dark), { theme: 'dark' })
    expect(svg.match(/>0\.25</gu)).toHaveLength(2)
    expect(svg.match(/>0\.50</gu)).toHaveLength(2)
    expect(svg).not.toMatch(/NaN|null/u)
  })
})
