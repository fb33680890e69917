import { describe, expect, it } from 'vitest'
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
