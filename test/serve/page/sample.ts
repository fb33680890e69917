/**
 * @file A page for tests, with a tagger that needs no model.
 */
import type { Hono } from 'hono'
import type { ServedModels } from '../../../src/serve/contract.ts'
import { createPage } from '../../../src/serve/page/page.ts'
import type { Mention } from '../../../src/text/document.ts'
import { createTestTagger } from '../../predict/test-tagger.ts'

/** With an emoji, whose halves are two code units, and a line that ends as Windows' do. */
export const text = 'Aspirin 💊 eased\r\nthe renal failure & his migraine.'

const typesOf: Readonly<Record<string, string>> = {
  Aspirin: 'T103',
  'renal failure': 'T038',
  migraine: 'T038',
}

/** Finds three words, and what else it is told. */
export const tagger = createTestTagger(['T033', 'T038', 'T103'], ({ text: given }) =>
  Object.entries(typesOf)
    .flatMap(([word, type]): Mention[] =>
      [...given.matchAll(new RegExp(word, 'g'))].map(({ index }) => ({
        begin: index,
        end: index + word.length,
        types: [type],
        concepts: [],
        score: 0.75,
      })),
    )
    .sort((a, b) => a.begin - b.begin),
)

/** Models of one tagger, under one name. */
export function modelsOf(served = tagger, name = 'demo'): ServedModels {
  return {
    names: [name],
    use: async (asked, _, work) => (asked === name ? work({ version: '1', tagger: served }) : undefined),
  }
}

export const createSamplePage = (models = modelsOf()): Hono => createPage({ models })
