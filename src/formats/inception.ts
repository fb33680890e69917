/**
 * @file INCEpTION exports: a whole project, as a folder or a ZIP, or one document's ZIP.
 *
 * A project export has `curation/<document>/CURATION_USER.*` for what curators decided; that is what is read,
 * and `annotation/`, which holds each annotator's own version, is not. Documents are XMI with a type system, or
 * JSON CAS, which may be packed once more, or WebAnno TSV, which is the least that can be read. Over all documents together it is decided which feature holds
 * concepts.
 */
import { posix } from 'node:path'
import { MedspanError, Notices } from '../errors.ts'
import type { Document } from '../text/document.ts'
import { isZip, listFolder, openTree, type Tree } from './archive.ts'
import type { Reading } from './cas-document.ts'
import { type CasImport, casNames, readCasArchive, readCasFile, startImport } from './cas-files.ts'
import { toDocuments } from './concepts.ts'
import type { DocumentFormat, ReadOptions } from './format.ts'

/** In a project, or in its folder `curation` taken by itself. */
const CURATED = /^(?:curation\/)?[^/]+\/CURATION_USER\.(\w+)$/
/** Archives may have a folder around everything; a folder with more in it is walked by the importer. */
const CURATED_DEEPER = /^(?:.*\/)?curation\/[^/]+\/CURATION_USER\.(\w+)$/
const ANNOTATED = /^(?:[^/]*\/)?annotation\/[^/]+\/[^/]+\.\w+$/
const PROJECT = /^(?:[^/]*\/)?exportedproject[^/]*\.json$/
/** Of several forms of the same document, the first one is read. */
const PREFERRED = ['xmi', 'json', 'zip', 'tsv']

/** Files that may lie in a folder of XMI documents without being documents themselves. */
const COMPANION = /(?:\.xml|\.md|(?:^|\/)(?:README|LICENSE|NOTICE)[^/]*)$/i

export const inceptionFormat: DocumentFormat = {
  name: 'inception',
  description: 'an INCEpTION project or document export, as a folder or ZIP',
  accepts({ path, isFolder, head }) {
    if (!isFolder) return isZip(head)
    const names = listFolder(path)
    if (names.some(name => CURATED.test(name)) || isUncurated(names)) return true
    const documents = names.filter(name => /\.(?:xmi|zip)$/i.test(name))
    return documents.length > 0 && names.every(name => /\.(?:xmi|zip)$/i.test(name) || COMPANION.test(name))
  },
  async read(path, options) {
    const tree = await openTree(path)
    try {
      return await readTree(tree, options)
    } finally {
      tree.close()
    }
  },
}

function isUncurated(names: readonly string[]): boolean {
  return names.some(name => PROJECT.test(name)) && names.some(name => ANNOTATED.test(name))
}

async function readTree(tree: Tree, options: ReadOptions): Promise<Document[]> {
  const notices = new Notices()
  const context = await startImport(options.typeSystem, notices)
  const curated = findCurated(tree)
  const names = curated.length > 0 ? curated : findDocuments(tree)
  const task =
    names.length > 1
      ? options.progress.task(`Reading ${posix.basename(tree.path)}`, names.length, 'documents')
      : undefined
  const readings: Reading[] = []
  try {
    for (const { name, id } of names) {
      readings.push(...(await readOne(tree, name, context, id)))
      task?.advance()
    }
  } finally {
    task?.end()
    for (const notice of notices.list()) options.progress.notice(notice)
  }
  return toDocuments(readings, options.concept, tree.path, options.progress)
}

async function readOne(
  tree: Tree,
  name: string,
  context: CasImport,
  id: string | undefined,
): Promise<Reading[]> {
  if (/\.zip$/i.test(name)) return readCasArchive(tree, name, context, { id })
  return [await readCasFile(tree, name, context, { id })]
}

interface Found {
  readonly name: string
  readonly id: string | undefined
}

/** One file a curated document, in the best of the forms that are there. */
function findCurated(tree: Tree): Found[] {
  const byDocument = new Map<string, Map<string, string>>()
  for (const name of tree.names) {
    const match = CURATED.exec(name) ?? CURATED_DEEPER.exec(name)
    if (match === null) continue
    const folder = posix.dirname(name)
    const forms = byDocument.get(folder) ?? new Map<string, string>()
    byDocument.set(folder, forms.set(match[1]!.toLowerCase(), name))
  }
  return [...byDocument].map(([folder, forms]) => {
    const form = PREFERRED.find(one => forms.has(one))
    if (form === undefined)
      throw new MedspanError(
        'input',
        `the curated document ${posix.basename(folder)} is there only as ${[...forms.keys()].join(', ')}, ` +
          'expected XMI, JSON CAS or WebAnno TSV',
        {
          where: { path: tree.path, at: [...forms.values()][0]! },
          hint: 'in INCEpTION, export the project again with the format "UIMA CAS XMI (XML 1.0)"',
        },
      )
    return { name: forms.get(form)!, id: posix.basename(folder) }
  })
}

/** The documents of an export that is not a project. */
function findDocuments(tree: Tree): Found[] {
  if (isUncurated(tree.names))
    throw new MedspanError('data', 'the project has no curated documents', {
      where: { path: tree.path, at: 'curation/' },
      hint: 'finish the curation in INCEpTION and export again, or import files below annotation/ one by one',
    })
  const archives = tree.names.filter(name => /\.zip$/i.test(name))
  const names = [...casNames(tree.names), ...archives]
  if (names.length === 0)
    throw new MedspanError(
      'input',
      'expected an .xmi, .json or .tsv file, or curation/<document>/CURATION_USER.*',
      {
        where: { path: tree.path },
        hint: 'in INCEpTION, export as "UIMA CAS XMI (XML 1.0)"',
      },
    )
  return names.map(name => ({ name, id: undefined }))
}
