/**
 * @file The tags of a CoNLL file: what each is, the scheme that all of them keep to, and the mentions that they mark.
 */
import { MedspanError, type Notices, type Where } from '../errors.ts'
import { bilouPrefixes, OUTSIDE, type TagAnomalies, type TaggedSpan, tagsToSpans } from '../text/tags.ts'
import { isTag } from './conll-layout.ts'

/** A tag as `tagsToSpans` reads it, with what counts for telling schemes apart. */
export interface KnownTag {
  readonly tag: string
  readonly prefix: string
  readonly type: string
}

export const outside: KnownTag = { tag: OUTSIDE, prefix: '', type: '' }

export class ConllTags {
  readonly #path: string
  /** Of tags, from 0. */
  readonly #column: number
  readonly #known = new Map<string, KnownTag>()
  readonly #prefixes = new Set<string>()
  /** `B-X` where IOB1 would write `I-X`. */
  #needlessBegins = 0
  readonly #anomalies: TagAnomalies = { orphans: 0, changes: 0 }
  #firstAnomaly: Where | undefined

  constructor(path: string, column: number) {
    this.#path = path
    this.#column = column
  }

  /** @throws MedspanError (`input`) for what is no tag */
  parse(text: string, line: number): KnownTag {
    return text === OUTSIDE ? outside : (this.#known.get(text) ?? this.#add(text, line))
  }

  #add(text: string, line: number): KnownTag {
    if (!isTag(text))
      throw new MedspanError(
        'input',
        `expected a tag such as O, B-T038, I-T038 or IGN in column ${this.#column + 1}, got ${JSON.stringify(text)}`,
        {
          where: { path: this.#path, line },
          hint: 'say which column holds tags (columns.tags, from 1), if it is another one',
        },
      )
    const prefix = text[1] === '-' ? text[0]! : ''
    const type = prefix === '' ? '' : text.slice(2)
    const tag: KnownTag = {
      tag: prefix === '' ? text : `${bilouPrefixes[prefix] ?? prefix}-${type}`,
      prefix,
      type,
    }
    this.#known.set(text, tag)
    return tag
  }

  /** The mentions of a sentence that has any; how its tags are used is counted. */
  toSpans(tags: readonly KnownTag[], where: Where): TaggedSpan[] {
    this.#countUsage(tags)
    const anomalies = this.#anomalies
    const before = anomalies.orphans + anomalies.changes
    const spans = tagsToSpans(
      tags.map(({ tag }) => tag),
      anomalies,
      where,
    )
    if (anomalies.orphans + anomalies.changes > before) this.#firstAnomaly ??= where
    return spans
  }

  #countUsage(tags: readonly KnownTag[]): void {
    let before: KnownTag | undefined
    for (const tag of tags) {
      if (tag.prefix !== '') {
        this.#prefixes.add(tag.prefix)
        if (tag.prefix === 'B' && before?.type !== tag.type) this.#needlessBegins++
      }
      before = tag
    }
  }

  /** The scheme that the tags so far keep to, by the marks that only it has. */
  get scheme(): string {
    const has = (...names: string[]) => names.some(name => this.#prefixes.has(name))
    if (has('L', 'U')) return 'BILOU'
    if (has('E', 'S')) return 'BIOES'
    if (!has('B', 'I')) return 'no mentions'
    const { orphans, changes } = this.#anomalies
    return orphans + changes > 0 && this.#needlessBegins === 0 ? 'IOB1' : 'IOB2'
  }

  /** Counts as notices what no scheme but IOB1 has. */
  addNotices(notices: Notices): void {
    if (this.scheme === 'IOB1') return
    const { orphans, changes } = this.#anomalies
    const where = this.#firstAnomaly
    if (orphans > 0)
      notices.add('tag-orphan', 'I- tags continue nothing and were read as beginnings', where, orphans)
    if (changes > 0)
      notices.add('tag-change', 'I- tags continue another type and were read as beginnings', where, changes)
  }
}
