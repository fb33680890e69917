import { inflateSync } from 'node:zlib'
import { Resvg } from '@resvg/resvg-js'
import { describe, expect, it } from 'vitest'
import { createPngEncoder } from '../../src/figures/png.ts'
import { drawSvg, renderFigures } from '../../src/figures/render.ts'
import { labelSvg, prefixIds, recolourSvg, sizeOfSvg } from '../../src/figures/svg.ts'
import { themes } from '../../src/figures/theme.ts'

const { light, dark } = themes

describe('an SVG', () => {
  it('has the colours of another theme, text left as it is', () => {
    const svg = `<svg><rect fill="${light.background}" stroke="none"/><text fill="${light.text}">fill="${light.text}" ${light.text}</text></svg>`
    const other = recolourSvg(svg, light, dark)!
    expect(other).toBe(
      `<svg><rect fill="${dark.background}" stroke="none"/><text fill="${dark.text}">fill="${light.text}" ${light.text}</text></svg>`,
    )
    expect(recolourSvg(other, dark, light)).toBe(svg)
  })
  it('is drawn anew where a colour belongs to no theme', () => {
    expect(recolourSvg('<svg><rect fill="rgb(1, 2, 3)"/></svg>', light, dark)).toBeUndefined()
    const ambiguous = { ...light, quiet: light.text }
    expect(recolourSvg('<svg/>', ambiguous, dark)).toBeUndefined()
  })
  it('has ids of its own on a page', () => {
    const svg =
      '<svg><clipPath id="clip0"/><g clip-path="url(#clip0)" fill="url(#a)"><use xlink:href="#a"/><text>id="x" url(#a)</text></g></svg>'
    expect(prefixIds(svg, 'p-')).toBe(
      '<svg><clipPath id="p-clip0"/><g clip-path="url(#p-clip0)" fill="url(#p-a)"><use xlink:href="#p-a"/><text>id="x" url(#a)</text></g></svg>',
    )
  })
  it('says in words what it shows', async () => {
    expect(labelSvg('<svg width="1">', 'a "b" <c> & d')).toBe(
      '<svg role="img" aria-label="a &#34;b&#34; &#60;c&#62; &#38; d" width="1">',
    )
    const spec = { data: { values: [{}] }, mark: 'point', title: { text: 'The title' } }
    expect(await drawSvg(spec)).toContain('aria-label="The title"')
    expect(await drawSvg({ ...spec, description: 'Words.' })).toContain('aria-label="Words."')
  })
  it('says how large it is', () => {
    expect(sizeOfSvg('<svg width="12.5" height="7"><rect width="1" height="2"/></svg>')).toEqual({
      width: 12.5,
      height: 7,
    })
  })
})

describe('a PNG', () => {
  it('holds the pixels, row by row, and sums that check them', async () => {
    const pixels = Uint8Array.from({ length: 4 * 3 * 2 }, (_, i) => i)
    const png = Buffer.from(await createPngEncoder()(pixels, 3, 2))
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 2])
    const length = png.readUInt32BE(33)
    expect(png.subarray(37, 41).toString('latin1')).toBe('IDAT')
    const rows = inflateSync(png.subarray(41, 41 + length))
    expect([...rows]).toEqual([0, ...pixels.subarray(0, 12), 0, ...pixels.subarray(12)])
    // The last twelve bytes of every PNG.
    expect(png.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082')
    // Another decoder reads it, which checks every sum.
    const image = `<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><image width="3" height="2" href="data:image/png;base64,${png.toString('base64')}"/></svg>`
    expect(new Resvg(image, { font: { loadSystemFonts: false } }).innerBBox()).toMatchObject({
      width: 3,
      height: 2,
    })
  })

  it('is the same from an encoder that has encoded others', async () => {
    const encode = createPngEncoder()
    for (const [width, height] of [
      [9, 4],
      [3, 2],
      [20, 7],
      [1, 1],
    ] as const) {
      const pixels = Uint8Array.from({ length: 4 * width * height }, (_, i) => (i * i) % 251)
      const [one, other] = await Promise.all([encode(pixels, width, height), encode(pixels, width, height)])
      expect(one).toEqual(await createPngEncoder()(pixels, width, height))
      expect(other).toEqual(one)
    }
  })
})

describe('figures in several themes', () => {
  it('are drawn anew where colours lie between those of a theme', async () => {
    const cells = [0, 1, 2, 3].map(x => ({ x, times: 7 * x }))
    const spec = {
      data: { values: cells },
      mark: 'rect',
      encoding: { x: { field: 'x' }, color: { field: 'times', type: 'quantitative' } },
    }
    const [first, second] = await renderFigures(() => [{ name: 'map', spec }], { scale: 1 })
    expect(recolourSvg(first!.svg, light, dark)).toBeUndefined()
    expect(second!.svg).toBe(await drawSvg(spec, 'dark'))
    // The gradient of the legend has an id.
    for (const part of [' id="d0"', '"url(#d0)"']) expect(first!.svg).toContain(part)
    for (const part of [' id="map-d0"', '"url(#map-d0)"'])
      expect(prefixIds(first!.svg, 'map-')).toContain(part)
  })
  it('fail as one where one cannot be drawn', async () => {
    const bad = { data: { url: 'file:///etc/hostname' }, mark: 'point' }
    const good = { data: { values: [{}] }, mark: 'point' }
    const figures = [
      { name: 'good', spec: good },
      { name: 'bad', spec: bad },
    ]
    await expect(renderFigures(() => figures)).rejects.toMatchObject({ code: 'unsafe-input' })
  })
})
