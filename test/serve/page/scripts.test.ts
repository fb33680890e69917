/**
 * @file What the page's scripts compute without a browser: changed mentions, what can be undone, types, and how marks lie in each
 * other.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { semanticGroups, semanticTypes } from '../../../src/concepts/semantic-network.ts'
import { segment } from '../../../src/text/words.ts'

type Pair = readonly [number, number]
interface Stretch {
  readonly begin: number
  readonly end: number
}
interface Annotation extends Stretch {
  readonly types: readonly string[]
  readonly concepts: readonly string[]
  readonly parts: readonly Pair[] | null
  readonly score?: number
  readonly corrected?: boolean
}
interface Changed {
  readonly mentions: readonly Annotation[]
  readonly index: number
}
interface Piece extends Stretch {
  readonly index: number
  readonly isLast: boolean
  readonly children: readonly Piece[]
}
interface KnownType {
  readonly type: string
  readonly name: string
  readonly group: string
}

const load = (name: string): Promise<unknown> =>
  import(pathToFileURL(resolve(import.meta.dirname, '../../../assets/report', name)).href)

const { fromRow, toRow, wordsIn, spanOfWords, addMention, removeMention, retypeMention, moveBorder } =
  (await load('annotation.js')) as {
    fromRow(row: readonly unknown[]): Annotation
    toRow(mention: Annotation): unknown[]
    wordsIn(tokens: readonly Pair[], stretch: Stretch): { from: number; to: number } | undefined
    spanOfWords(tokens: readonly Pair[], one: number, other: number): Stretch | undefined
    addMention(mentions: readonly Annotation[], stretch: Stretch, type: string): Changed
    removeMention(mentions: readonly Annotation[], index: number): readonly Annotation[]
    retypeMention(mentions: readonly Annotation[], index: number, type: string): Changed
    moveBorder(
      mentions: readonly Annotation[],
      index: number,
      tokens: readonly Pair[],
      border: 'begin' | 'end',
      by: -1 | 1,
    ): Changed | undefined
  }
const { createHistory } = (await load('history.js')) as {
  createHistory<T>(first: T): {
    readonly state: T
    readonly canUndo: boolean
    readonly canRedo: boolean
    push(next: T): void
    undo(): T
    redo(): T
  }
}
const { createTypes, findTypes } = (await load('types.js')) as {
  createTypes(network: unknown): {
    describe(type: string): KnownType
    nameOf(type: string): string
    use(types: Iterable<string>): void
    colourOf(type: string): string
    list(): [string, KnownType[]][]
    find(query: string): [string, KnownType[]][]
  }
  findTypes(types: readonly KnownType[], query: string): KnownType[]
}
const { nestMentions, drawnText, blocksOf } = (await load('marked-text.js')) as {
  nestMentions(
    mentions: readonly (Stretch & { readonly index: number })[],
    begin: number,
    end: number,
  ): readonly Piece[]
  drawnText(text: string): string
  blocksOf(text: string): readonly number[]
}

const text = 'Aspirin 💊 eased\r\nthe renal failure & his migraine.'
const tokens = segment(text).tokens.map(({ begin, end }): Pair => [begin, end])
const surface = ({ begin, end }: Stretch): string => text.slice(begin, end)
const mention = (words: string, more: Partial<Annotation> = {}): Annotation => {
  const begin = text.indexOf(words)
  return {
    begin,
    end: begin + words.length,
    types: ['T038'],
    concepts: ['C1'],
    parts: null,
    score: 0.5,
    ...more,
  }
}

describe('mentions that are corrected', () => {
  test('are the rows of a corpus file, and these again', () => {
    for (const row of [
      [0, 7, ['C1'], ['T1']],
      [
        0,
        7,
        [],
        ['T1'],
        [
          [0, 2],
          [4, 7],
        ],
      ],
      [0, 7, [], [], null, 0.5],
      [
        0,
        7,
        [],
        [],
        [
          [0, 2],
          [4, 7],
        ],
        0.5,
      ],
    ])
      expect(toRow(fromRow(row))).toEqual(row)
  })

  test('have words from what is touched, and characters from words', () => {
    expect(wordsIn(tokens, { begin: 9, end: 20 })).toEqual({ from: 1, to: 3 })
    expect(surface(spanOfWords(tokens, 4, 5)!)).toBe('renal failure')
    expect(surface(spanOfWords(tokens, 5, 4)!)).toBe('renal failure')
    expect(wordsIn(tokens, { begin: 3, end: 3 })).toEqual({ from: 0, to: 0 })
    expect(wordsIn(tokens, { begin: 16, end: 18 })).toBeUndefined()
    expect(wordsIn([], { begin: 0, end: 5 })).toBeUndefined()
  })

  test('are added in order, once, and removed', () => {
    const before = [mention('Aspirin'), mention('migraine')]
    const { mentions, index } = addMention(before, mention('renal failure'), 'T047')
    expect([mentions.map(surface), index]).toEqual([['Aspirin', 'renal failure', 'migraine'], 1])
    expect(mentions[1]).toMatchObject({ types: ['T047'], concepts: [], corrected: true })
    expect(mentions[1]).not.toHaveProperty('score')
    expect(addMention(mentions, mention('renal failure'), 'T047')).toEqual({ mentions, index: 1 })
    expect(addMention(mentions, mention('renal failure'), 'T033').mentions.length).toBe(4)
    expect(removeMention(mentions, 1)).toEqual(before)
    expect(before.length).toBe(2)
  })

  test('lose their score with their type, and keep their concepts', () => {
    const { mentions } = retypeMention([mention('migraine')], 0, 'T047')
    expect(mentions).toEqual([
      { begin: 42, end: 50, types: ['T047'], concepts: ['C1'], parts: null, corrected: true },
    ])
  })

  test('grow and shrink by words, over an emoji and the end of a line, and never to nothing', () => {
    const moved = (words: string, border: 'begin' | 'end', by: -1 | 1) => {
      const changed = moveBorder([mention(words)], 0, tokens, border, by)
      return changed && surface(changed.mentions[changed.index]!)
    }
    expect(moved('eased', 'begin', -1)).toBe('💊 eased')
    expect(moved('eased', 'end', 1)).toBe('eased\r\nthe')
    expect(moved('renal failure', 'begin', 1)).toBe('failure')
    expect(moved('renal failure', 'end', -1)).toBe('renal')
    expect(moved('migraine', 'begin', 1)).toBeUndefined()
    expect(moved('migraine', 'end', -1)).toBeUndefined()
    expect(moved('Aspirin', 'begin', -1)).toBeUndefined()
    // From within a word to its border.
    expect(moved('nal fail', 'begin', -1)).toBe('renal fail')
    expect(moved('nal fail', 'end', 1)).toBe('nal failure')
  })

  test('keep the parts that are left when they shrink', () => {
    const parts: Pair[] = [
      [8, 10],
      [18, 21],
      [28, 35],
    ]
    const whole = { ...mention('x'), begin: 8, end: 35, parts }
    const once = moveBorder([whole], 0, tokens, 'begin', 1)!.mentions[0]!
    expect(once.parts).toEqual([
      [11, 21],
      [28, 35],
    ])
    const shorter = [1, 2].reduce(mentions => moveBorder(mentions, 0, tokens, 'end', -1)!.mentions, [
      once,
    ] as readonly Annotation[])
    expect([surface(shorter[0]!), shorter[0]!.parts]).toEqual(['eased\r\nthe', null])
  })

  test('stay in order, on borders of words, and within the text, whatever is done', () => {
    const step = fc.record({
      at: fc.nat(),
      what: fc.constantFrom('add', 'remove', 'type', 'move'),
      by: fc.nat(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        let mentions: readonly Annotation[] = []
        for (const { at, what, by } of steps) {
          const index = mentions.length === 0 ? -1 : at % mentions.length
          if (what === 'add' || index < 0)
            mentions = addMention(
              mentions,
              spanOfWords(tokens, at % tokens.length, by % tokens.length)!,
              `T${by % 3}`,
            ).mentions
          else if (what === 'remove') mentions = removeMention(mentions, index)
          else if (what === 'type') mentions = retypeMention(mentions, index, `T${by % 3}`).mentions
          else {
            const border = by % 2 === 0 ? 'begin' : 'end'
            mentions = moveBorder(mentions, index, tokens, border, by % 4 < 2 ? 1 : -1)?.mentions ?? mentions
          }
        }
        expect(mentions.toSorted((a, b) => a.begin - b.begin || a.end - b.end)).toEqual(mentions)
        for (const { begin, end } of mentions) {
          expect(begin).toBeLessThan(end)
          expect(tokens.some(token => token[0] === begin) && tokens.some(token => token[1] === end)).toBe(
            true,
          )
        }
      }),
    )
  })
})

describe('what can be undone', () => {
  test('are the states before, until something else is done', () => {
    const history = createHistory('a')
    expect([history.canUndo, history.canRedo]).toEqual([false, false])
    history.push('b')
    history.push('c')
    expect([history.undo(), history.undo(), history.undo(), history.canUndo]).toEqual(['b', 'a', 'a', false])
    expect(history.redo()).toBe('b')
    history.push('d')
    expect([history.canRedo, history.redo(), history.undo()]).toEqual([false, 'd', 'b'])
  })

  test('are so many, and no more are kept', () => {
    const history = createHistory(0)
    for (let i = 1; i <= 2000; i++) history.push(i)
    let steps = 0
    for (; history.canUndo; steps++) history.undo()
    expect([steps, history.state]).toEqual([500, 1500])
  })
})

describe('types', () => {
  const network = {
    types: semanticTypes.map(({ tui, name, group }) => [tui, name, group]),
    groups: semanticGroups.map(({ abbreviation, name }) => [abbreviation, name]),
  }

  test('have names and groups, also those that UMLS does not know', () => {
    const types = createTypes(network)
    expect(types.describe('T047')).toEqual({ type: 'T047', name: 'Disease or Syndrome', group: 'Disorders' })
    expect(types.describe('Disease')).toEqual({ type: 'Disease', name: '', group: 'Other types' })
    expect(['T047', 'DISO', 'Disease', ''].map(type => types.nameOf(type))).toEqual([
      'T047 Disease or Syndrome',
      'DISO Disorders',
      'Disease',
      'without a type',
    ])
    expect(types.describe('__proto__')).toEqual({ type: '__proto__', name: '', group: 'Other types' })
  })

  test('have colours of their own as long as there are enough, and then those of their groups', () => {
    const types = createTypes(network)
    types.use(['T047', 'T033', 'Drug'])
    expect(['T047', 'T033', 'Drug'].map(type => types.colourOf(type))).toEqual([
      'category-1',
      'category-2',
      'category-3',
    ])
    types.use(['T017', 'T022', 'T098', 'T103', 'T058', 'T062'])
    expect(['T047', 'T033', 'Drug', 'T017'].map(type => types.colourOf(type))).toEqual([
      'category-1',
      'category-1',
      'category-2',
      'category-3',
    ])
  })

  test('are found by code, name and group, those that begin so in front', () => {
    const types = createTypes(network)
    types.use(['T033', 'T047'])
    expect(types.find('').map(([group, members]) => [group, members.map(({ type }) => type)])).toEqual([
      ['Disorders', ['T033', 'T047']],
    ])
    expect(types.find('disease')[0]![1][0]!.type).toBe('T047')
    expect(types.find('chem org')[0]![1].map(({ type }) => type)).toContain('T109')
    expect(types.find('nothing of the kind')).toEqual([])
    const own = [
      { type: 'b', name: 'Lab', group: '' },
      { type: 'a', name: 'Bone', group: '' },
    ]
    expect(findTypes(own, 'b').map(({ type }) => type)).toEqual(['b', 'a'])
    expect(findTypes(own, 'B').length).toBe(2)
  })
})

describe('marks in a text', () => {
  const nest = (...spans: readonly Pair[]) =>
    nestMentions(
      spans.map(([begin, end], index) => ({ begin, end, index })),
      0,
      100,
    )
  const shape = (pieces: readonly Piece[]): unknown[] =>
    pieces.map(({ begin, end, children }) => [begin, end, ...shape(children)])

  test('lie in each other as mentions do, and are cut where these overlap', () => {
    expect(shape(nest([0, 10], [2, 5], [20, 30]))).toEqual([
      [0, 10, [2, 5]],
      [20, 30],
    ])
    expect(shape(nest([0, 10], [5, 15]))).toEqual([
      [0, 10, [5, 10]],
      [10, 15],
    ])
    expect(nest([0, 10], [5, 15])[0]!.children[0]!.isLast).toBe(false)
    expect(shape(nest([0, 10], [0, 10]))).toEqual([[0, 10, [0, 10]]])
  })

  test('begin and end with the block that they stand in', () => {
    expect(shape(nestMentions([{ begin: 0, end: 50, index: 0 }], 10, 20))).toEqual([[10, 20]])
  })

  test('never overlap, and lie no deeper than can be seen, whatever the mentions', () => {
    const span = fc
      .tuple(fc.nat(99), fc.integer({ min: 1, max: 60 }))
      .map(([b, n]): Pair => [b, Math.min(b + n, 120)])
    fc.assert(
      fc.property(fc.array(span, { maxLength: 30 }), spans => {
        const walk = (pieces: readonly Piece[], begin: number, end: number, depth: number): void => {
          let at = begin
          for (const piece of pieces) {
            expect(piece.begin).toBeGreaterThanOrEqual(at)
            expect(piece.end).toBeGreaterThan(piece.begin)
            expect(depth).toBeLessThan(4)
            walk(piece.children, piece.begin, piece.end, depth + 1)
            at = piece.end
          }
          expect(at).toBeLessThanOrEqual(end)
        }
        walk(nest(...spans.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])), 0, 100, 0)
      }),
    )
  })

  test('keep every character at its place, and lines as lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('\r', '\n', 'a', '💊', '\ud800', '\u0000', '\u2028')),
        characters => {
          const value = characters.join('')
          expect(drawnText(value).length).toBe(value.length)
        },
      ),
    )
    expect(drawnText('a\r\nb\rc\u0000')).toBe('a\u200b\nb\nc\u2400')
  })

  test('stand in blocks of whole lines', () => {
    const lines = 'x'.repeat(999).concat('\n').repeat(10)
    expect(blocksOf(lines)).toEqual([0, 5000])
    expect(blocksOf('x'.repeat(10_000))).toEqual([0])
    expect(blocksOf('')).toEqual([0])
  })
})
