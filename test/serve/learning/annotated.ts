/** @file Documents that annotators have marked, and a small model that is served to them. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { modelConfigJson } from '../../../src/nn/model.ts'
import { readModel } from '../../../src/nn/stored-model.ts'
import { formatSafetensors } from '../../../src/nn/weights/safetensors.ts'
import type { TrainingDocument } from '../../../src/serve/contract.ts'
import { writeFileWhole } from '../../../src/system/output.ts'
import type { Document, Mention, Span } from '../../../src/text/document.ts'
import { readTokenizer, tokenizerCopies } from '../../../src/tokenizer/stored-tokenizer.ts'
import { createSmallProject, smallRows } from '../../train/small-project.ts'

/** Documents of three sentences with mentions of diseases and chemicals. */
export function annotatedDocuments(count: number, seed = 1): Document[] {
  const rows = smallRows(count, seed)
  return Array.from({ length: count }, (_, index) => {
    const own = rows.slice(3 * index, 3 * index + 3)
    const tokens: Span[] = []
    const sentences: Span[] = []
    const mentions: Mention[] = []
    let text = ''
    for (const { tokens: words, ner_tags: tags } of own) {
      const first = text.length
      for (const [i, word] of words.entries()) {
        const begin = text.length
        text += word
        tokens.push({ begin, end: text.length })
        const [position, type] = tags[i]!.split('-')
        if (position === 'B') mentions.push({ begin, end: text.length, concepts: [], types: [type!] })
        if (position === 'I') mentions.push({ ...mentions.pop()!, end: text.length })
        text += ' '
      }
      sentences.push({ begin: first, end: text.length - 1 })
    }
    return { id: `doc-${index}`, text, sentences, tokens, mentions }
  })
}

export function trainingDocuments(
  count: number,
  scope: { readonly project?: string; readonly user?: string } = {},
  seed = 1,
): TrainingDocument[] {
  return annotatedDocuments(count, seed).map(document => ({ id: document.id, document, ...scope }))
}

/** Fills `folder/served` with a model of random weights, and gives its path. */
export async function createServedModel(folder: string, labels: readonly string[]): Promise<string> {
  await createSmallProject(folder)
  const served = join(folder, 'served')
  await mkdir(served)
  const source = join(folder, 'model')
  const model = await readModel(source, { labels, seed: 5 })
  await writeFileWhole(join(served, 'config.json'), modelConfigJson(model))
  await writeFileWhole(join(served, 'model.safetensors'), formatSafetensors(model.parameters))
  for (const [name, content] of await tokenizerCopies(await readTokenizer(source), { maxLength: 32 }))
    await writeFileWhole(join(served, name), content)
  return served
}
