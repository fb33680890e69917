/** @file What a tagger of medspan, in Node or a browser, makes of sentences: logits of words, and mentions. */
import { createDecoding } from '../../dist/nn/decoding.js'

/** The label set of a `config.json`, by id. */
export function labelsOf({ id2label }) {
  return Object.keys(id2label).map((_, id) => id2label[id])
}

/** @param load makes a tagger with options beside its own */
export async function recordTags(load, sentences, config) {
  const { head = 'linear', decoding: method = 'constrained' } = config.medspan ?? {}
  const labels = labelsOf(config)
  const { decode, probabilities } = createDecoding({ labels, head, decoding: method, parameters: new Map() })
  let scores = []
  const tagger = await load({
    decode(own) {
      scores = Array.from(own)
      return decode(own)
    },
    probabilities,
    // One sentence at a time, as the others have them.
    batchPieces: 1,
  })
  const [logits, mentions] = [[], []]
  for (const words of sentences) {
    scores = []
    const document = await tagger.tag(documentOf(words))
    logits.push(scores)
    mentions.push(document.mentions.map(({ begin, end, types }) => [begin, end, types[0]]))
  }
  await tagger.dispose()
  return { logits, mentions }
}

/** A document of one sentence, its words with a space between them. */
function documentOf(words) {
  let end = -1
  const tokens = words.map(word => {
    const begin = end + 1
    end = begin + word.length
    return { begin, end }
  })
  return { id: 'sentence', text: words.join(' '), sentences: [{ begin: 0, end }], tokens, mentions: [] }
}
