// Scores tags for spans.py, which compares them with seqeval. Takes the names of a file of JSON with
// [{ scheme, suffix, gold, predicted }] and of the one to write (after npm run build; MEDSPAN_DIST names another
// build than dist).
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const dist = process.env.MEDSPAN_DIST ?? resolve(import.meta.dirname, '../../dist')
const { scoreTags } = await import(pathToFileURL(resolve(dist, 'metrics/spans.js')).href)
const row = ({ precision, recall, f1, number }) => [precision, recall, f1, number]
const scores = JSON.parse(readFileSync(process.argv[2], 'utf8')).map(({ scheme, suffix, gold, predicted }) => {
  const options = scheme === 'default' ? { mode: 'default', suffix } : { mode: 'strict', scheme, suffix }
  const { overall, macro, weighted, types } = scoreTags(gold, predicted, options)
  return {
    micro: row(overall),
    macro: row(macro),
    weighted: row(weighted),
    types: [...types].map(([name, score]) => [name, ...row(score)]),
    accuracy: overall.accuracy,
    inside: overall.insideAccuracy,
  }
})
writeFileSync(process.argv[3], JSON.stringify(scores))
