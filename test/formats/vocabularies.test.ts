import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportCorpus, importCorpus, writableFormats } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import { segment } from '../../src/text/words.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-vocabularies-'))
})
afterAll(() => rm(folder, { recursive: true }))

const concepts = [
  ['22298006'],
  ['http://snomed.info/id/22298006'],
  ['SNOMEDCT:22298006', 'C0027051'],
  ['I21.4', 'ICD10:I21'],
  ['D003920', 'MESH:D003920', 'http://id.nlm.nih.gov/mesh/D003920'],
  ['OMIM:114500', 'I21', '114500'],
]
/** What holds tags of words alone has no place for concepts. */
const tags = ['conll', 'records', 'jsonl', 'parquet']

test.each(writableFormats.map(({ name }) => name).filter(name => !tags.includes(name)))(
  '%s keeps concepts of every vocabulary',
  async format => {
    const text = 'aa bb cc dd ee ff.'
    const mentions = concepts.map((own, i) => ({ begin: 3 * i, end: 3 * i + 2, types: ['X'], concepts: own }))
    const path = join(folder, format)
    await exportCorpus([{ id: 'd', text, ...segment(text), mentions }], path, { format, progress: silent })
    const [document] = await importCorpus([path], { progress: silent })
    expect(document!.mentions.map(mention => mention.concepts)).toEqual(concepts)
  },
)
