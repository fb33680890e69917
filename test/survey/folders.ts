/**
 * @file Folders as people have them: the small project's documents in every format, as projects of INCEpTION too.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ZipFile } from 'yazl'
import { exportCorpus, importCorpus } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import type { Corpus, Document } from '../../src/text/document.ts'
import { sampleXmi, typeSystemXml } from '../cas/sample-cas.ts'
import { smallRows, writeRows } from '../train/small-project.ts'

export type Files = Readonly<Record<string, string | Buffer>>

/** The small project's documents, with mentions of Disease and Chemical. */
export async function smallCorpus(folder: string, documents = 12): Promise<Corpus> {
  const path = join(folder, '.rows.json')
  await writeRows(path, smallRows(documents))
  return importCorpus([path], { progress: silent })
}

export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}

/** Writes a corpus in a format, into a file or a folder. */
export async function writeAs(corpus: Corpus, path: string, format: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await exportCorpus(corpus, path, { format, progress: silent })
}

export async function pack(files: Files): Promise<Buffer> {
  const file = new ZipFile()
  for (const [name, content] of Object.entries(files)) file.addBuffer(Buffer.from(content), name)
  file.end()
  const chunks: Buffer[] = []
  for await (const chunk of file.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** The concept that a mention's text stands for, of those that MRSTY.RRF below knows. */
function cuiOf(text: string): string {
  return `C${String([...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9_999_991, 7)).padStart(7, '0')}`
}

/** The attributes of a mention's annotation. */
type Say = (mention: { readonly text: string; readonly type: string }) => string

export const sayCui: Say = ({ text }) => `IDUMLS="${cuiOf(text)}"`
export const sayKind: Say = ({ type }) => `kind="${type}"`

/** A type system in which the layer of mentions has a feature for classes. */
const withKind = typeSystemXml.replace('<name>comment</name>', '<name>kind</name>')

/** The XMI of a document whose mentions are annotations of a layer. */
export function xmiOf({ text, mentions }: Document, say: Say, layer = 'custom:Finding'): string {
  return sampleXmi(
    text,
    mentions.map(({ begin, end, types }, i) => {
      const said = say({ text: text.slice(begin, end), type: types[0]! })
      return `<${layer} xmi:id="${i + 2}" sofa="1" begin="${begin}" end="${end}" ${said}/>`
    }),
  )
}

/** XMI files of documents, and their type system. */
export function xmiFiles(corpus: Corpus, say: Say): Record<string, string> {
  const files: Record<string, string> = { 'TypeSystem.xml': withKind }
  for (const document of corpus) files[`${document.id}.xmi`] = xmiOf(document, say)
  return files
}

/** A project of INCEpTION: `CURATION_USER` for what was curated, or names of annotators. */
export function projectFiles(corpus: Corpus, say: Say, who: readonly string[] = ['CURATION_USER']): Files {
  const files: Record<string, string> = { 'exportedproject42.json': '{}' }
  for (const user of who)
    for (const document of corpus) {
      const folder = `${user === 'CURATION_USER' ? 'curation' : 'annotation'}/${document.id}.txt`
      files[`${folder}/${user}.xmi`] = xmiOf(document, say)
      files[`${folder}/TypeSystem.xml`] = withKind
    }
  return files
}

/** MRSTY.RRF with the types of all concepts of some documents: T047 for diseases, T121 for chemicals. */
export function mrstyOf(corpus: Corpus): string {
  const rows = corpus.flatMap(({ text, mentions }) =>
    mentions.map(({ begin, end, types }) => {
      const type =
        types[0] === 'Disease'
          ? 'T047|B2.2.1.2.1|Disease or Syndrome'
          : 'T121|A1.4.1.1.1|Pharmacologic Substance'
      return `${cuiOf(text.slice(begin, end))}|${type}|AT1||\n`
    }),
  )
  return [...new Set(rows)].sort().join('')
}
