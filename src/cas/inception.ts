/**
 * @file INCEpTION exports: a whole project, as a folder or a ZIP, or one document's ZIP.
 *
 * A project export has `curation/<document>/CURATION_USER.*` for what curators decided and
 * `annotation/<document>/<user>.*` for each annotator's version; which of them is read is an option. `INITIAL_CAS`
 * is nobody's version, and `source/` holds the same texts once more. Documents are XMI with a type system, or JSON
 * CAS, which may be packed once more, or WebAnno TSV, which is the least that can be read. Over all documents
 * together it is decided which feature holds concepts. Of `exportedproject.json` only the states of documents are
 * used.
 */
import { posix } from 'node:path'
import { MedspanError, Notices } from '../errors.ts'
import { appendAll } from '../lists.ts'
import type { Document } from '../text/document.ts'
import type { DocumentFormat, ReadOptions } from '../text/format.ts'
import { isZip, listFolder, openTree, type Tree } from './archive.ts'
import { toDocuments } from './concepts.ts'
import type { Reading } from './document.ts'
import { type CasImport, casNames, readCasArchive, readCasFile, startImport } from './files.ts'
import { findVersions, isProject, noteStates, readProject, type Version } from './inception-project.ts'

/** Files that may lie in a folder of XMI documents without being documents themselves. */
const COMPANION = /(?:\.xml|\.md|(?:^|\/)(?:README|LICENSE|NOTICE)[^/]*)$/i

export const inceptionFormat: DocumentFormat = {
  name: 'inception',
  description: 'an INCEpTION project or document export, as a folder or ZIP',
  accepts({ path, isFolder, head }) {
    if (!isFolder) return isZip(head)
    const names = listFolder(path)
    if (isProject(names)) return true
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

/** What is to be read: a file, and the document that it is a version of. */
interface Found {
  readonly name: string
  readonly id?: string | undefined
  readonly group?: string | undefined
}

async function readTree(tree: Tree, options: ReadOptions): Promise<Document[]> {
  const notices = new Notices()
  const context = await startImport(options, notices)
  const found = await find(tree, options, notices)
  const task =
    found.length > 1
      ? options.progress.task(`Reading ${posix.basename(tree.path)}`, found.length, 'documents')
      : undefined
  const readings: Reading[] = []
  try {
    for (const one of found) {
      appendAll(readings, await readOne(tree, one, context))
      task?.advance()
    }
  } finally {
    task?.end()
    for (const notice of notices.list()) options.progress.notice(notice)
  }
  return toDocuments(readings, options.concept, tree.path, options.progress)
}

async function readOne(tree: Tree, { name, id, group }: Found, context: CasImport): Promise<Reading[]> {
  const readings = /\.zip$/i.test(name)
    ? await readCasArchive(tree, name, context, { id })
    : [await readCasFile(tree, name, context, { id })]
  return readings.map(reading => ({ ...reading, group }))
}

async function find(tree: Tree, { annotator, progress }: ReadOptions, notices: Notices): Promise<Found[]> {
  const versions = findVersions(tree.names)
  if (versions.length === 0) {
    if (annotator !== undefined)
      notices.add(
        'annotator-unknown',
        `who annotated is not told here, so that annotator ${annotator} chooses nothing`,
        {
          path: tree.path,
        },
      )
    return findDocuments(tree)
  }
  const project = await readProject(tree, notices)
  const chosen = choose(versions, annotator, tree)
  noteStates(versions, chosen, project, tree.path, notices)
  const who = [...new Set(chosen.map(one => one.annotator ?? 'the curators'))]
  if (annotator !== undefined) progress.info(`annotations by ${who.join(', ')}`)
  return chosen.map(version => ({
    name: bestForm(version, tree),
    id: version.annotator === undefined ? version.document : `${version.document}@${version.annotator}`,
    group: version.annotator === undefined ? undefined : version.document,
  }))
}

/**
 * The versions that an option names: a user's, `all` annotators', or `curated`, which is the default.
 *
 * @throws MedspanError that names the annotators there are: `data` where nothing is curated, `config` for another name
 */
function choose(versions: readonly Version[], annotator: string | undefined, tree: Tree): readonly Version[] {
  const names = [...new Set(versions.flatMap(one => one.annotator ?? []))].sort()
  const list = names.length === 0 ? 'none' : names.join(', ')
  if (annotator === undefined || annotator === 'curated') {
    const curated = versions.filter(one => one.annotator === undefined)
    if (curated.length > 0) return curated
    throw new MedspanError('data', 'the project has no curated documents', {
      where: { path: tree.path, at: 'curation/' },
      hint:
        `finish the curation in INCEpTION and export again, or choose an annotator with --annotator ` +
        `(there are: ${list}), or --annotator all`,
    })
  }
  const chosen = versions.filter(
    one => one.annotator !== undefined && (annotator === 'all' || one.annotator === annotator),
  )
  if (chosen.length > 0) return chosen
  throw new MedspanError(
    'config',
    `the project has no annotations by ${annotator === 'all' ? 'anyone' : annotator}`,
    {
      where: { path: tree.path, at: 'annotation/' },
      hint: `annotators there: ${list}; without --annotator the curated documents are read`,
    },
  )
}

/** Of several forms of the same version, the first one is read. */
const PREFERRED = ['xmi', 'json', 'zip', 'tsv']

function bestForm({ document, annotator, forms }: Version, tree: Tree): string {
  const form = PREFERRED.find(one => forms.has(one))
  if (form !== undefined) return forms.get(form)!
  const what =
    annotator === undefined ? `the curated document ${document}` : `${annotator}'s version of ${document}`
  throw new MedspanError(
    'input',
    `${what} is there only as ${[...forms.keys()].join(', ')}, expected XMI, JSON CAS or WebAnno TSV`,
    {
      where: { path: tree.path, at: [...forms.values()][0]! },
      hint: 'in INCEpTION, export the project again with the format "UIMA CAS XMI (XML 1.0)"',
    },
  )
}

/** The documents of an export that is not a project. */
function findDocuments(tree: Tree): Found[] {
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
  return names.map(name => ({ name }))
}
