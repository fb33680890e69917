/**
 * @file What comes back of a document that was written as rows of words and tags: its text rebuilt from its words.
 */
import type { Document, Span } from '../../src/text/document.ts'

/** A document whose words are joined by spaces, and its sentences by line breaks; mentions end with sentences. */
export function rebuilt(document: Document): Partial<Document> {
  let text = ''
  const moved = new Map<Span, Span>()
  const sentences: Span[] = []
  const mentions: Document['mentions'][number][] = []
  for (const sentence of document.sentences) {
    const tokens = document.tokens.filter(token => token.begin >= sentence.begin && token.end <= sentence.end)
    if (tokens.length === 0) continue
    if (text !== '') text += '\n'
    const begin = text.length
    for (const [i, token] of tokens.entries()) {
      if (i > 0) text += ' '
      moved.set(token, { begin: text.length, end: text.length + token.end - token.begin })
      text += document.text.slice(token.begin, token.end)
    }
    sentences.push({ begin, end: text.length })
    for (const mention of document.mentions) {
      const own = tokens.filter(token => token.begin >= mention.begin && token.end <= mention.end)
      if (own.length > 0)
        mentions.push({
          begin: moved.get(own[0]!)!.begin,
          end: moved.get(own.at(-1)!)!.end,
          concepts: [],
          types: mention.types,
        })
    }
  }
  return { id: document.id, text, sentences, tokens: [...moved.values()], mentions }
}
