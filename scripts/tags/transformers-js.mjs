/** @file transformers.js on an export. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = process.argv[3]
const require = createRequire(join(resolve(process.env.TRANSFORMERS_JS), 'package.json'))
const { env, AutoTokenizer, AutoModelForTokenClassification } = await import(
  pathToFileURL(require.resolve('@huggingface/transformers'))
)
env.allowRemoteModels = false
env.localModelPath = folder
const sentences = JSON.parse(readFileSync(join(folder, 'words.json'), 'utf8'))
const tokenizer = await AutoTokenizer.from_pretrained('exported')
for (const [name, dtype] of [
  ['float32', 'fp32'],
  ['int8', 'q8'],
]) {
  const model = await AutoModelForTokenClassification.from_pretrained('exported', {
    dtype,
    session_options: { intraOpNumThreads: 1 },
  })
  const logits = []
  for (const words of sentences) {
    const encoded = await tokenizer(words.join(' '))
    const { logits: scores } = await model(encoded)
    const labels = scores.dims[2]
    const row = []
    // Behind the first special piece; it does not say which word a piece is of.
    let piece = 1
    for (const word of words) {
      const count = tokenizer.encode(word, { add_special_tokens: false }).length
      for (let k = 0; k < labels; k++) row.push(count > 0 ? scores.data[piece * labels + k] : null)
      piece += count
    }
    if (piece + 1 !== encoded.input_ids.data.length) throw new Error(`other pieces: ${words.join(' ')}`)
    logits.push(row)
  }
  writeFileSync(join(folder, `transformers.js, ${name}.json`), JSON.stringify({ logits }))
}
console.log(`transformers.js ${env.version}`)
