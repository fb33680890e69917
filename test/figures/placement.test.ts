import { describe, expect, it } from 'vitest'
import { textWidth } from '../../src/figures/font.ts'
import { heading } from '../../src/figures/heading.ts'
import { type LabelledPoint, type PlacedLabel, placeLabels } from '../../src/figures/placement.ts'
import { createRandom } from '../../src/random.ts'

const size = { width: 600, height: 400 }
const pointsAt = (places: readonly (readonly [x: number, y: number])[]): LabelledPoint[] =>
  places.map(([x, y], index) => ({ x, y, short: `T${index}`, long: `T${index}  A name of some length` }))

const boxOf = ({ text, x, y }: PlacedLabel) => ({
  left: x,
  right: x + textWidth(text, 11),
  top: y - 5,
  bottom: y + 5,
})
const overlap = (a: ReturnType<typeof boxOf>, b: ReturnType<typeof boxOf>): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

describe('names of points', () => {
  it('stand beside them, long where there is place', () => {
    const [label] = placeLabels(pointsAt([[100, 100]]), size)
    expect(label).toEqual({ text: 'T0  A name of some length', x: 107, y: 100, line: undefined })
    const [atEdge] = placeLabels(pointsAt([[590, 100]]), size)
    expect(atEdge!.x + textWidth(atEdge!.text, 11)).toBeCloseTo(583, 9)
    const [narrow] = placeLabels(pointsAt([[10, 10]]), { width: 60, height: 20 })
    expect(narrow!.text).toBe('T0')
  })
  it('never cover a point, another name or what is in the way', () => {
    const random = createRandom(5, 'points')
    const places = Array.from(
      { length: 120 },
      () => [600 * random.uniform(), 400 * random.uniform()] as const,
    )
    const points = pointsAt(places)
    const obstacle = { left: 0, right: 600, top: 199, bottom: 201 }
    const labels = placeLabels(points, { ...size, obstacles: [obstacle] })
    const placed = labels.filter(label => label !== undefined).map(boxOf)
    expect(placed.length).toBeGreaterThan(90)
    for (const [index, box] of placed.entries()) {
      expect(overlap(box, obstacle)).toBe(false)
      for (const other of placed.slice(index + 1)) expect(overlap(box, other)).toBe(false)
      for (const [x, y] of places)
        expect(overlap(box, { left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 })).toBe(false)
    }
    expect(labels.some(label => label?.line !== undefined)).toBe(true)
  })
  it('are all there where points lie on each other', () => {
    const labels = placeLabels(pointsAt([...Array(6)].map(() => [300, 200] as const)), size)
    expect(labels.filter(label => label === undefined)).toEqual([])
    const boxes = labels.map(label => boxOf(label!))
    for (const [index, box] of boxes.entries())
      for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false)
  })
  it('are left out where there is no place', () => {
    const labels = placeLabels(pointsAt([...Array(40)].map(() => [30, 30] as const)), {
      width: 60,
      height: 60,
    })
    expect(labels.filter(label => label === undefined).length).toBeGreaterThan(20)
  })
})

describe('titles', () => {
  it('have lines under them that are no wider than the figure', () => {
    const sentence = 'some words that go on for longer than a line has place for them'
    const { text, subtitle } = heading('A title', [sentence, '', 'short'], 150)
    expect(text).toBe('A title')
    expect(subtitle.slice(0, -1).join(' ')).toBe(sentence)
    expect(subtitle.at(-1)).toBe('short')
    expect(subtitle.length).toBeGreaterThan(3)
    for (const line of subtitle) expect(textWidth(line, 12)).toBeLessThanOrEqual(150)
    expect(heading('A', ['averylongwordthatcannotbecut'], 20).subtitle).toEqual([
      'averylongwordthatcannotbecut',
    ])
  })
})
