/**
 * @file What is done to an SVG that Vega has drawn: colours of another theme, names that are its own on a page.
 */
import type { Theme } from './theme.ts'

/** A tag; Vega escapes the angle brackets in text and in attributes. */
const tags = /<[a-z][^>]*>/gu

/** A colour of a tag. */
const paints = /(?<= (?:fill|stroke|stop-color)=")[^"]*/gu

const noColor = new Set(['none', 'transparent'])

/**
 * The same figure in the colours of another theme: figures differ between themes by nothing else, and to draw one takes
 * longest.
 * @returns undefined where it has a colour that the theme does not name, such as one between two amounts
 */
export function recolourSvg(svg: string, from: Theme, to: Theme): string | undefined {
  const colors = pairColors(from, to)
  let isKnown = colors !== undefined
  const recoloured = svg.replace(tags, tag =>
    tag.replace(paints, color => {
      const other = noColor.has(color) ? color : colors?.get(color)
      if (other === undefined) isKnown = false
      return other ?? color
    }),
  )
  return isKnown ? recoloured : undefined
}

/** The colour of one theme for each of the other; undefined where one would have two. */
function pairColors(from: Theme, to: Theme): Map<string, string> | undefined {
  const listed = ({ background, text, quiet, grid, onFew, onMany, categories, amounts }: Theme) => [
    ...[background, text, quiet, grid, onFew, onMany],
    ...categories,
    ...amounts,
  ]
  const others = listed(to)
  const pairs = new Map<string, string>()
  for (const [index, color] of listed(from).entries()) {
    const other = others[index]!
    if ((pairs.get(color) ?? other) !== other) return undefined
    pairs.set(color, other)
  }
  return pairs
}

/** An id, or a reference to one, of a tag. */
const ids = /(?<= id="|="url\(#|href="#)[^")]+/gu

/** Numbers the ids as they first come: Vega numbers them on from figure to figure. */
export function numberIds(svg: string): string {
  const numbers = new Map<string, string>()
  return renameIds(svg, id => {
    const known = numbers.get(id) ?? `d${numbers.size}`
    numbers.set(id, known)
    return known
  })
}

/** Puts a prefix before every id and every reference to one, so that several SVGs can stand in one page. */
export function prefixIds(svg: string, prefix: string): string {
  return renameIds(svg, id => prefix + id)
}

/** Most figures have no ids, and to look at every tag takes long. */
const renameIds = (svg: string, rename: (id: string) => string): string =>
  svg.includes(' id="') ? svg.replace(tags, tag => tag.replace(ids, rename)) : svg

/** Width and height that an SVG says of itself, in pixels. */
export function sizeOfSvg(svg: string): { width: number; height: number } {
  const of = (name: string): number => Number(new RegExp(` ${name}="([^"]+)"`, 'u').exec(svg)?.[1])
  return { width: of('width'), height: of('height') }
}

/** Says what a figure is to those who do not see it: `role="img"` and its words. */
export function labelSvg(svg: string, words: string): string {
  const escaped = words.replace(/[&<>"]/gu, character => `&#${character.codePointAt(0)};`)
  return svg.replace('<svg ', `<svg role="img" aria-label="${escaped}" `)
}
