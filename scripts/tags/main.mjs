/**
 * @file Tags the same sentences with a run on whatever can open it, and lists the words whose tags differ, with their logits.
 *
 *     npm run build
 *     PYTHON=.venv/bin/python node scripts/tags/main.mjs RUN CORPUS...
 *
 * Beside Node: Chromium (MEDSPAN_CHROMIUM, or Debian's); transformers.js, where TRANSFORMERS_JS names a folder in which
 * `npm install @huggingface/transformers` was run; ONNX Runtime and transformers of the Python that PYTHON names, with what is in
 * scripts/reference/requirements.txt. SENTENCES (1,000) may be set.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { exportModel } from '../../dist/export/export.js'
import { loadTagger, segment, silent, streamCorpus } from '../../dist/index.js'
import { labelsOf, recordTags } from './record.mjs'

const [run, ...corpus] = process.argv.slice(2)
if (run === undefined || corpus.length === 0) throw new Error('expected a run folder and files of documents')
const folder = mkdtempSync(join(tmpdir(), 'medspan-tags-'))
const exported = join(folder, 'exported')

/** Their words. */
async function readSentences() {
  const sentences = []
  for await (const { text } of streamCorpus(corpus, { plainText: true, progress: silent })) {
    const { sentences: spans, tokens } = segment(text)
    for (const { begin, end } of spans) {
      if (sentences.length === Number(process.env.SENTENCES ?? 1000)) return sentences
      const words = tokens.filter(token => token.begin >= begin && token.end <= end)
      // A sentence that does not fit a model is cut in ways that differ.
      if (words.length > 0 && words.length < 90) sentences.push(words.map(word => text.slice(word.begin, word.end)))
    }
  }
  return sentences
}

function start(program, ...args) {
  const { status } = spawnSync(program, [...args, run, folder], { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`${program} ${args[0]} ended with ${status}`)
}

const keep = (name, value) => writeFileSync(join(folder, `${name}.json`), JSON.stringify(value))

try {
  const sentences = await readSentences()
  keep('words', sentences)
  console.log(`${sentences.length} sentences, ${sentences.flat().length} words`)
  await exportModel(resolve(run), exported, { threads: 1, progress: silent })
  symlinkSync(resolve(run), join(folder, 'run'))
  const config = JSON.parse(readFileSync(join(exported, 'config.json'), 'utf8'))
  for (const [name, model, int8] of [
    ['Node, the run', run, undefined],
    ['Node, float32', exported, false],
    ['Node, int8', exported, true],
  ])
    keep(name, await recordTags(own => loadTagger(model, { threads: 1, int8, ...own }), sentences, config))
  const here = import.meta.dirname
  const chromium = process.env.MEDSPAN_CHROMIUM ?? '/usr/bin/chromium'
  if (existsSync(chromium)) start(process.execPath, join(here, 'chromium.mjs'))
  if (process.env.TRANSFORMERS_JS) start(process.execPath, join(here, 'transformers-js.mjs'))
  if (process.env.PYTHON) start(process.env.PYTHON, join(here, 'python.py'))
  for (const [one, others] of [
    ['Node, the run', ['Node, float32', 'transformers']],
    ['Node, float32', ['Chromium, float32', 'transformers.js, float32', 'ONNX Runtime of Python, float32', 'Node, int8']],
    ['Node, int8', ['Chromium, int8', 'transformers.js, int8', 'ONNX Runtime of Python, int8']],
  ])
    for (const other of others) compare(one, other, sentences, labelsOf(config))
} finally {
  rmSync(folder, { recursive: true })
}

function compare(one, other, sentences, labels) {
  const [ours, theirs] = [one, other].map(name => {
    const path = join(folder, `${name}.json`)
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
  })
  if (theirs === undefined) return console.log(`${other}: not here`)
  const differing = []
  let [count, largest] = [0, 0]
  for (const [at, words] of sentences.entries())
    for (const [index, word] of words.entries()) {
      const [a, b] = [ours, theirs].map(side =>
        side.logits[at].slice(index * labels.length, (index + 1) * labels.length),
      )
      // A word of nothing that the tokenizer knows has no piece.
      if (a[0] === null && b[0] === null) continue
      if (a.length !== labels.length || b.length !== labels.length || a[0] === null || b[0] === null)
        throw new Error(`${other}: sentence ${at} has other words`)
      count++
      for (const [i, value] of a.entries()) largest = Math.max(largest, Math.abs(value - b[i]))
      const [x, y] = [best(a), best(b)]
      if (x !== y)
        differing.push(
          `  ${at}:${index} ${word}: ${labels[x]} ${a[x].toFixed(3)} before ${labels[y]} ${a[y].toFixed(3)}; ` +
            `${labels[y]} ${b[y].toFixed(3)} before ${labels[x]} ${b[x].toFixed(3)}`,
        )
    }
  console.log(
    `${one} and ${other}: ${differing.length} of ${count} words differ, logits by at most ${largest.toExponential(1)}` +
      otherMentions(ours, theirs),
  )
  for (const line of differing) console.log(line)
}

function otherMentions(ours, theirs) {
  if (theirs.mentions === undefined) return ''
  const places = mentions => mentions.map(([begin, end, type]) => [begin, end, type].join()).join(';')
  const differing = ours.mentions.filter((mentions, i) => places(mentions) !== places(theirs.mentions[i])).length
  return `; ${ours.mentions.flat().length} mentions, other ones in ${differing} sentences`
}

function best(values) {
  return values.indexOf(Math.max(...values))
}
