/**
 * @file The sizes that docs/limits.md names: what the largest inputs that are taken cost, and that larger ones are refused
 * before they fill the memory. Measured is a process from its start to its end, in CPU time and at its peak of memory.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Measurement } from './results.ts'

const sentence = 'Aspirin relieved asthma in most patients of the trial. '

interface Case {
  readonly name: string
  readonly args: readonly string[]
  /** Writes the input, in pieces where it is large. */
  readonly make: (folder: string) => void
  /** The error where it is refused. */
  readonly refusal?: RegExp
}

/** A text of so many million characters. */
const text = (millions: number): string =>
  sentence.repeat(Math.ceil((millions * 1e6) / sentence.length)).slice(0, millions * 1e6)
const importOf = (file: string, ...more: string[]) => ['import', file, ...more, '-o', 'out.json']

const typeSystem = `<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types><typeDescription><name>custom.Concept</name>
<supertypeName>uima.tcas.Annotation</supertypeName><features><featureDescription><name>value</name><rangeTypeName>uima.cas.String</rangeTypeName>
</featureDescription></features></typeDescription></types></typeSystemDescription>`

/** An XMI with a text and so many annotations. */
function writeXmi(folder: string, millions: number, annotations: number): void {
  const path = join(folder, 'a.xmi')
  writeFileSync(join(folder, 'TypeSystem.xml'), typeSystem)
  writeFileSync(
    path,
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///custom.ecore" xmi:version="2.0">',
  )
  const ids: number[] = []
  for (let from = 0; from < annotations; from += 10_000) {
    let piece = ''
    for (let i = from; i < Math.min(from + 10_000, annotations); i++) {
      ids.push(i + 2)
      const begin = (i * sentence.length) % (millions * 1e6 - sentence.length)
      piece += `<custom:Concept xmi:id="${i + 2}" sofa="1" begin="${begin}" end="${begin + 7}" value="C0004057"/>`
    }
    appendFileSync(path, piece)
  }
  appendFileSync(
    path,
    `<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="${text(millions)}"/><cas:View sofa="1" members="${ids.join(' ')}"/></xmi:XMI>`,
  )
}

function writeLines(path: string, count: number, line: (i: number) => string): void {
  writeFileSync(path, '')
  for (let from = 0; from < count; from += 10_000)
    appendFileSync(
      path,
      Array.from({ length: Math.min(10_000, count - from) }, (_, i) => `${line(from + i)}\n`).join(''),
    )
}

const CASES: readonly Case[] = [
  {
    name: 'text of 10 million characters',
    make: folder => writeFileSync(join(folder, 'a.txt'), text(10)),
    args: importOf('a.txt', '--format', 'text'),
  },
  {
    name: 'text of 10.1 million characters',
    make: folder => writeFileSync(join(folder, 'a.txt'), text(10.1)),
    args: importOf('a.txt', '--format', 'text'),
    refusal: /at most 10,000,000 characters/,
  },
  {
    name: 'XMI, 5 million characters, 200,000 annotations',
    make: folder => writeXmi(folder, 5, 200_000),
    args: importOf('a.xmi'),
  },
  {
    name: 'XMI of 60 MB in one text',
    make: folder => writeXmi(folder, 60, 10),
    args: importOf('a.xmi'),
    refusal: /characters/,
  },
  {
    name: 'XMI of 2.1 million annotations',
    make: folder => writeXmi(folder, 5, 2_100_000),
    args: importOf('a.xmi'),
    refusal: /2,000,000|2000000/,
  },
  {
    name: 'PubTator, 100,000 documents',
    make: folder =>
      writeLines(
        join(folder, 'a.txt'),
        100_000,
        i => `${i}|t|Asthma\n${i}|a|${sentence}\n${i}\t0\t6\tAsthma\tDisease\tC0004096\n`,
      ),
    args: importOf('a.txt'),
  },
  {
    name: 'rows of JSON lines, 1 million words',
    make: folder =>
      writeLines(join(folder, 'a.jsonl'), 125_000, i =>
        JSON.stringify({
          doc_id: `d${i >> 3}`,
          tokens: sentence.trim().split(' ').slice(0, 8),
          ner_tags: ['B-Drug', 'O', 'B-Disease', 'O', 'O', 'O', 'O', 'O'],
        }),
      ),
    args: importOf('a.jsonl'),
  },
  {
    name: 'a safetensors header of 99 MB',
    make: folder => {
      mkdirSync(join(folder, 'model'))
      const header = Buffer.from(`{"a":"${'x'.repeat(99e6)}"}`)
      const length = Buffer.alloc(8)
      length.writeBigUInt64LE(BigInt(header.length))
      writeFileSync(join(folder, 'model', 'model.safetensors'), Buffer.concat([length, header]))
      writeFileSync(
        join(folder, 'model', 'config.json'),
        JSON.stringify({
          model_type: 'bert',
          vocab_size: 5,
          hidden_size: 4,
          num_hidden_layers: 1,
          num_attention_heads: 1,
          intermediate_size: 4,
          max_position_embeddings: 8,
          id2label: { 0: 'O' },
        }),
      )
      writeFileSync(join(folder, 'model', 'vocab.txt'), '[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n')
    },
    args: ['predict', '--model', 'model', '--text', 'a'],
    refusal: /16777216|16 MiB|header/i,
  },
]

export async function* run(part: string | undefined): AsyncGenerator<Measurement> {
  for (const { name, args, make, refusal } of CASES) {
    if (part !== undefined && !name.includes(part)) continue
    const folder = mkdtempSync(join(tmpdir(), 'medspan-limits-'))
    try {
      make(folder)
      const child = spawnSync(process.execPath, [join(import.meta.dirname, 'limits-worker.js'), ...args], {
        cwd: folder,
        encoding: 'utf8',
      })
      if (child.status !== 0)
        throw new Error(`${name}: ended by ${child.signal ?? child.status}\n${child.stderr}`)
      const { code, cpu, peakMiB, error } = JSON.parse(child.stdout) as {
        code: number
        cpu: number
        peakMiB: number
        error: string
      }
      const isAsExpected = refusal === undefined ? code === 0 : code === 1 && refusal.test(error)
      if (!isAsExpected) throw new Error(`${name}: exit code ${code}, ${error}`)
      const what = refusal === undefined ? name : `${name}, refused`
      yield* [
        { claim: `${what}: CPU s`, ours: cpu, versions: {} },
        { claim: `${what}: peak MiB`, ours: peakMiB, versions: {} },
      ]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
