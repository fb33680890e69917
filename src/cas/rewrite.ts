/**
 * @file Files, folders and archives of CASes written again with changed CASes: under the same names, in the same formats, and with
 * everything else as it was, byte for byte; projects of INCEpTION so that it imports the changed ones. One document is held at a time.
 */
import { mkdir, readdir, realpath, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, posix, resolve, sep } from 'node:path'
import { MedspanError, Notices } from '../errors.ts'
import type { Progress } from '../progress.ts'
import { refuseUnfinished } from '../system/file-set.ts'
import { checkFolder, checkNamed, isPassedOver } from '../system/folder.ts'
import { hasSystemCode, writeFileWhole, writeFolderWhole } from '../system/output.ts'
import type { Document } from '../text/document.ts'
import { inputError } from '../text/source.ts'
import type { Segmenter } from '../text/words.ts'
import { fileTree, isZip, openTree, readHead, type Tree, type TreeEntry } from './archive.ts'
import type { Cas } from './cas.ts'
import { formatCasJson } from './cas-json-writer.ts'
import { readCas } from './document.ts'
import {
  type CasFile,
  type CasForm,
  type CasImport,
  casNames,
  findAround,
  findTypeSystem,
  formIn,
  openCasFile,
  pickTypeSystems,
  startImport,
  typeSystemName,
} from './files.ts'
import { findToTag } from './inception.ts'
import { findProjects } from './inception-project.ts'
import { inlineArrays } from './inline.ts'
import { checkLayers, type ProjectCopy, TypeSystems } from './project-copy.ts'
import { formatTypeSystem, type TypeSystem } from './typesystem.ts'
import { formatTsvChanges } from './webanno-tsv/changes.ts'
import { formatXmiPieces } from './xmi-writer.ts'
import { packZip, type WrittenEntry } from './zip-writer.ts'

/** A CAS, and the document in it without its mentions. */
export interface OpenedCas {
  readonly cas: Cas
  readonly document: Document
  /** Whether its format declares layers where they are used, so that one may be added. */
  readonly declares: boolean
}

export interface RewriteOptions {
  /** The CAS to write in the place of one: the same, with mentions of one layer added or left out. */
  readonly change: (opened: OpenedCas, notices: Notices) => Promise<Cas>
  /** The type system of XMI files, or `infer`; see `ReadOptions`. */
  readonly typeSystem?: string | undefined
  /** Finds sentences and words where a CAS has none. */
  readonly segment?: Segmenter | undefined
  readonly progress: Progress
}

interface Context extends Pick<RewriteOptions, 'change'> {
  readonly reading: CasImport
  readonly notices: Notices
}

/**
 * Writes files, folders and archives again, whole or not at all. Of an INCEpTION project one version of each document is changed
 * (`versionsToTag`), and becomes its source document (`planCopy`). A folder is copied without hidden files and what else importing passes over.
 *
 * @param output of one path, the file or folder to write, or the folder to write the file into; of several, a folder for all,
 *   each under its own name
 * @throws MedspanError `input` where a path holds no CAS; `output` where the output lies in the input or is there already
 */
export async function rewriteCases(
  paths: readonly string[],
  output: string,
  options: RewriteOptions,
): Promise<void> {
  const { change, progress, typeSystem, segment } = options
  for (const path of paths) {
    await refuseUnfinished(path)
    await checkNamed(path)
    await checkFolder(path)
  }
  const places = await placesOf(paths, output)
  for (const [path, place] of places) await refuseOverlap(path, place)
  const notices = new Notices()
  const context = { change, notices, reading: await startImport({ typeSystem, segment }, notices) }
  try {
    if (paths.length === 1) for (const [path, place] of places) await rewriteOne(path, place, context)
    else {
      await refuseFilled(output)
      await writeFolderWhole(output, async folder => {
        for (const [path, place] of places) await rewriteOne(path, join(folder, basename(place)), context)
      })
    }
  } finally {
    for (const notice of notices.list()) progress.notice(notice)
  }
}

/** Where each path is written to. */
async function placesOf(paths: readonly string[], output: string): Promise<Map<string, string>> {
  const [first] = paths
  if (first !== undefined && paths.length === 1) {
    const isInside = !(await isFolder(first)) && (/[/\\]$/.test(output) || (await isFolder(output)))
    return new Map([[first, isInside ? join(output, basename(first)) : output]])
  }
  const places = new Map(paths.map(path => [path, join(output, basename(path))]))
  if (new Set([...places.values()].map(place => place.normalize().toUpperCase())).size < paths.length)
    throw new MedspanError('config', 'expected files and folders of different names', {
      where: { path: output },
      hint: 'each is written under its own name: give the folder around them, or one after the other',
    })
  return places
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true
}

async function rewriteOne(path: string, output: string, context: Context): Promise<void> {
  if (await isFolder(path)) return rewriteFolder(path, output, context)
  const head = await readHead(path)
  await (isZip(head) ? rewriteArchive(path, output, context) : rewriteFile(path, output, head, context))
}

/** @throws MedspanError `output` where a folder has something in it */
export async function refuseFilled(folder: string): Promise<void> {
  if ((await readdir(folder).catch(() => [])).length > 0)
    throw new MedspanError('output', 'expected no folder yet, or an empty one, but there are files in it', {
      where: { path: folder },
      hint: 'choose another one, or delete this one first',
    })
}

async function rewriteFolder(path: string, output: string, context: Context): Promise<void> {
  await refuseFilled(output)
  const tree = withoutPassedOver(await openTree(path))
  const plan = await planTree(tree, context)
  await writeFolderWhole(output, async folder => {
    for await (const { name, pieces } of rewriteTree(tree, plan, context)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), pieces)
    }
  })
}

async function rewriteArchive(path: string, output: string, context: Context): Promise<void> {
  const tree = await openTree(path)
  try {
    const plan = await planTree(tree, context)
    await writeFileWhole(output, packZip(rewriteTree(tree, plan, context)))
  } finally {
    tree.close()
  }
}

async function rewriteFile(path: string, output: string, head: Uint8Array, context: Context): Promise<void> {
  const form = formIn(path, head)
  if (form === undefined) throw noCases(path)
  const tree = fileTree(path)
  const written = await rewriteCas(tree, tree.names[0]!, context, { form })
  if (written.typeSystem !== undefined)
    throw new MedspanError(
      'input',
      'the type system has no named entities to which mentions could be added',
      {
        where: { path },
        hint: 'name one of its layers with --into, or give the folder with its TypeSystem.xml, which is then written with them',
      },
    )
  await writeFileWhole(output, written.pieces)
}

/** What is to be changed in a tree. */
interface Plan {
  /** CASes in a form each, and archives with such. */
  readonly forms: ReadonlyMap<string, CasForm | 'archive' | undefined>
  /** The projects of which INCEpTION is to import what is changed. */
  readonly copies: readonly ProjectCopy[]
}

/** The versions of projects' documents, and what lies beside: in an archive names say what it is, in a folder contents. */
async function planTree(tree: Tree, { notices }: Context): Promise<Plan> {
  const { chosen, copies, beside } = await findToTag(tree, notices)
  const named = tree.isOnDisk ? chosen : [...chosen, ...casNames(beside), ...beside.filter(isArchive)]
  const forms = new Map<string, CasForm | 'archive' | undefined>()
  for (const name of named) forms.set(name, isArchive(name) ? 'archive' : undefined)
  for (const name of tree.isOnDisk ? beside : []) {
    const head = await readHead(tree.pathOf(name))
    const form = isZip(head) && isArchive(name) ? 'archive' : formIn(name, head)
    if (form !== undefined) forms.set(name, form)
  }
  if (forms.size === 0 && copies.length === 0) throw noCases(tree.path)
  return { forms, copies }
}

function isArchive(name: string): boolean {
  return /\.zip$/i.test(name)
}

/** The entries of a tree with what is changed in them; type systems last, as some may be changed too. */
async function* rewriteTree(
  tree: Tree,
  { forms, copies }: Plan,
  context: Context,
  outer?: TypeSystem,
): AsyncGenerator<WrittenEntry> {
  const typeSystems = new Map<string, string>()
  const descriptors: TreeEntry[] = []
  const left = new Set(copies.flatMap(copy => [...copy.left]))
  const described = new Map(copies.map(({ description: { name, content } }) => [name, content]))
  const sources = new Map(copies.flatMap(copy => [...copy.sources.keys()].map(name => [name, copy] as const)))
  const joined = new Map<ProjectCopy, TypeSystems>()
  for (const entry of tree.entries) {
    const { name } = entry
    const form = forms.get(name)
    const copy = sources.get(name)
    const description = described.get(name)
    if (left.has(name)) continue
    if (description !== undefined) yield { ...entry, pieces: toBytes([description]) }
    else if (copy !== undefined) {
      const types = joined.get(copy) ?? new TypeSystems()
      joined.set(copy, types)
      const cas = await changeSource(tree, copy, name, context, types.joined)
      types.add(cas.typeSystem)
      yield { ...entry, pieces: toBytes(formatXmiPieces(cas)) }
    } else if (form === 'archive') yield { ...entry, pieces: packZip(rewriteInner(tree, name, context)) }
    else if (forms.has(name)) {
      const { pieces, typeSystem } = await rewriteCas(tree, name, context, { form, outer })
      if (typeSystem !== undefined) typeSystems.set(typeSystemName(tree, name), formatTypeSystem(typeSystem))
      yield { ...entry, pieces }
    } else if (pickTypeSystems([posix.basename(name)]).length > 0) descriptors.push(entry)
    else yield { ...entry, pieces: name.endsWith('/') ? [] : tree.pieces(name) }
  }
  // INCEpTION has the layers in its description, others have not.
  for (const [{ root }, types] of joined) typeSystems.set(`${root}TypeSystem.xml`, types.format())
  for (const entry of descriptors) {
    const { name } = entry
    const changed = typeSystems.get(name)
    typeSystems.delete(name)
    yield { ...entry, pieces: changed === undefined ? tree.pieces(name) : toBytes([changed]) }
  }
  for (const [name, content] of typeSystems) yield { name, pieces: toBytes([content]) }
}

/** A source document of a project: what it is made of, changed, as XMI has it. */
async function changeSource(
  tree: Tree,
  copy: ProjectCopy,
  source: string,
  context: Context,
  known: TypeSystem | undefined,
): Promise<Cas> {
  const { name, form } = copy.sources.get(source)!
  const [within, file, outer] = await openVersion(tree, name)
  try {
    const path = within.pathOf(file)
    const { opened, changed } = await changeCas(within, file, context, { form, outer })
    checkLayers(copy, opened.cas, changed, path)
    return opened.form === 'json' ? inlineArrays(changed, path, known) : changed
  } finally {
    if (within !== tree) within.close()
  }
}

/** Where a version of a document lies: itself, or in an archive with its type system. */
async function openVersion(tree: Tree, name: string): Promise<[Tree, string, TypeSystem | undefined]> {
  if (!isArchive(name)) return [tree, name, undefined]
  const inner = await tree.inner(name)
  const [file] = casNames(inner.names)
  if (file !== undefined) return [inner, file, await findTypeSystem(tree, name)]
  inner.close()
  throw noCases(inner.path)
}

async function* rewriteInner(tree: Tree, name: string, context: Context): AsyncGenerator<WrittenEntry> {
  const inner = await tree.inner(name)
  try {
    if (findProjects(inner.names).length > 0) {
      yield* rewriteTree(inner, await planTree(inner, context), context)
      return
    }
    const names = casNames(inner.names)
    if (names.length === 0) throw noCases(inner.path)
    const outer = await findTypeSystem(tree, name)
    const forms = new Map(names.map(one => [one, undefined]))
    yield* rewriteTree(inner, { forms, copies: [] }, context, outer)
  } finally {
    inner.close()
  }
}

interface FileOptions {
  readonly form: CasForm | undefined
  readonly outer?: TypeSystem | undefined
}

/** A changed CAS as a file, and its type system where that was changed too. */
async function rewriteCas(
  tree: Tree,
  name: string,
  context: Context,
  options: FileOptions,
): Promise<{ readonly pieces: Iterable<Uint8Array>; readonly typeSystem: TypeSystem | undefined }> {
  const { opened, changed } = await changeCas(tree, name, context, options)
  const isOther = opened.form === 'xmi' && changed.typeSystem !== opened.cas.typeSystem
  return {
    pieces: toBytes(formatCas(opened, changed, tree.pathOf(name), context.notices)),
    typeSystem: isOther ? changed.typeSystem : undefined,
  }
}

async function changeCas(
  tree: Tree,
  name: string,
  { change, reading, notices }: Context,
  options: FileOptions,
): Promise<{ readonly opened: CasFile; readonly changed: Cas }> {
  const path = tree.pathOf(name)
  const find = async () => (await findTypeSystem(tree, name)) ?? findAround(path)
  const outer = options.outer ?? (tree.isOnDisk ? await find() : undefined)
  const opened = await openCasFile(tree, name, reading, { ...options, outer })
  const { id, text, sentences, tokens } = readCas(opened.cas, path, notices, reading.reading)
  const document = { id, text, sentences, tokens, mentions: [], source: path }
  const changed = await change({ cas: opened.cas, document, declares: opened.form === 'tsv' }, notices)
  return { opened, changed }
}

function formatCas(file: CasFile, cas: Cas, path: string, notices: Notices): Iterable<string> {
  switch (file.form) {
    case 'xmi':
      return formatXmiPieces(cas)
    case 'json':
      return [formatCasJson(cas)]
    case 'tsv':
      return [formatTsvChanges(file.text ?? '', file.cas, cas, path, notices)]
  }
}

function* toBytes(pieces: Iterable<string>): Generator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece)
}

/** A folder without what importing passes over. */
function withoutPassedOver(tree: Tree): Tree {
  const known = new Map<string, boolean>([['.', false]])
  const passesOver = (name: string): boolean => {
    const answer = known.get(name) ?? (isPassedOver(tree.pathOf(name)) || passesOver(posix.dirname(name)))
    known.set(name, answer)
    return answer
  }
  const names = tree.names.filter(name => !passesOver(name))
  return { ...tree, names, entries: names.map(name => ({ name })) }
}

/** @throws MedspanError `output` where writing would change what is read */
async function refuseOverlap(path: string, output: string): Promise<void> {
  const from = await realpath(path).catch(error => {
    throw inputError(error, path)
  })
  const to = await realOf(resolve(output))
  if (from !== to && !to.startsWith(from + sep) && !from.startsWith(to + sep)) return
  throw new MedspanError('output', 'expected a place apart from what is read', {
    where: { path: output },
    hint: 'the files that are given stay as they are: write the new ones into another folder',
  })
}

/** Where a path leads, of which the end may be missing. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (!hasSystemCode(error, 'ENOENT') || dirname(path) === path) return path
    return join(await realOf(dirname(path)), basename(path))
  }
}

function noCases(path: string): MedspanError {
  return new MedspanError('input', 'expected documents as XMI, JSON CAS or WebAnno TSV, got none', {
    where: { path },
    hint: 'give what INCEpTION exported, or write other formats with --to',
  })
}
