/**
 * @file The CASes of files, folders and archives into which mentions may be put: which there are, and each of them opened.
 */
import { stat } from 'node:fs/promises'
import { posix, sep } from 'node:path'
import { MedspanError, Notices } from '../errors.ts'
import type { Progress } from '../progress.ts'
import { refuseUnfinished } from '../system/file-set.ts'
import { checkFolder, checkNamed, isPassedOver } from '../system/folder.ts'
import type { Document } from '../text/document.ts'
import type { Segmenter } from '../text/words.ts'
import { fileTree, isZip, openTree, readHead, type Tree } from './archive.ts'
import type { Cas } from './cas.ts'
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
  startImport,
} from './files.ts'
import { findToTag } from './inception.ts'
import { findProjects } from './inception-project.ts'
import type { ProjectCopy } from './project-copy.ts'
import type { TypeSystem } from './typesystem.ts'

/** A CAS, and the document in it without its mentions. */
export interface OpenedCas {
  readonly cas: Cas
  /** Its `source` is no other CAS' in what is opened with it. */
  readonly document: Document
  /** Whether its format declares layers where they are used, so that one may be added. */
  readonly declares: boolean
}

export interface OpenOptions {
  /** The type system of XMI files, or `infer`; see `ReadOptions`. */
  readonly typeSystem?: string | undefined
  /** Finds sentences and words where a CAS has none. */
  readonly segment?: Segmenter | undefined
  readonly progress: Progress
}

/** What is opened, and what is counted of it. */
export interface Opening {
  readonly reading: CasImport
  readonly notices: Notices
  /** The paths of what is opened and of all that it lies in; left out, everything is. */
  readonly only?: ReadonlySet<string> | undefined
}

/** Starts to open CASes; `only` are the sources of those that are wanted. */
export async function startOpening(
  { typeSystem, segment }: OpenOptions,
  only?: Iterable<string>,
): Promise<Opening> {
  const notices = new Notices()
  return {
    notices,
    only: only === undefined ? undefined : withFolders(only),
    reading: await startImport({ typeSystem, segment }, notices),
  }
}

/** Paths, and those of the archives and folders around them. */
function withFolders(paths: Iterable<string>): Set<string> {
  const all = new Set<string>()
  for (const path of paths) {
    all.add(path)
    for (let i = 1; i < path.length; i++)
      if (path[i] === '!' || path[i] === sep || path[i] === '/') all.add(path.slice(0, i))
  }
  return all
}

export function isWanted({ only }: Pick<Opening, 'only'>, path: string): boolean {
  return only === undefined || only.has(path)
}

/** What is to be changed in a tree. */
export interface Plan {
  /** CASes in a form each, and archives with such. */
  readonly forms: ReadonlyMap<string, CasForm | 'archive' | undefined>
  /** The projects of which INCEpTION is to import what is changed. */
  readonly copies: readonly ProjectCopy[]
  /** The CASes and archives that are not wanted. */
  readonly left: ReadonlySet<string>
  /** The CASes of documents with which annotators or curators have begun. */
  readonly begun: ReadonlySet<string>
}

/** The versions of projects' documents, and what lies beside: in an archive names say what it is, in a folder contents. */
export async function planTree(tree: Tree, opening: Opening): Promise<Plan> {
  const { chosen, copies, beside, begun } = await findToTag(tree, opening)
  const named = tree.isOnDisk ? chosen : [...chosen, ...casNames(beside), ...beside.filter(isArchive)]
  const found = new Map<string, CasForm | 'archive' | undefined>()
  for (const name of named) found.set(name, isArchive(name) ? 'archive' : undefined)
  for (const name of tree.isOnDisk ? beside : []) {
    const head = await readHead(tree.pathOf(name))
    const form = isZip(head) && isArchive(name) ? 'archive' : formIn(name, head)
    if (form !== undefined) found.set(name, form)
  }
  if (found.size === 0 && copies.length === 0) throw noCases(tree.path)
  return { ...wantedOf(tree, found, opening), copies, begun }
}

function wantedOf(
  tree: Tree,
  found: ReadonlyMap<string, CasForm | 'archive' | undefined>,
  opening: Opening,
): Pick<Plan, 'forms' | 'left'> {
  const isLeft = (name: string): boolean => !isWanted(opening, tree.pathOf(name))
  return {
    forms: new Map([...found].filter(([name]) => !isLeft(name))),
    left: new Set([...found.keys()].filter(isLeft)),
  }
}

export function isArchive(name: string): boolean {
  return /\.zip$/i.test(name)
}

/** What is to be changed in an archive that lies in a tree, and the type system around it. */
export async function planInner(
  tree: Tree,
  name: string,
  inner: Tree,
  opening: Opening,
): Promise<{ readonly plan: Plan; readonly outer: TypeSystem | undefined }> {
  if (findProjects(inner.names).length > 0) return { plan: await planTree(inner, opening), outer: undefined }
  const names = casNames(inner.names)
  if (names.length === 0) throw noCases(inner.path)
  const found = new Map(names.map(one => [one, undefined]))
  return {
    plan: { ...wantedOf(inner, found, opening), copies: [], begun: new Set() },
    outer: await findTypeSystem(tree, name),
  }
}

/** Where a version of a document lies: itself, or in an archive with its type system. */
export async function openVersion(tree: Tree, name: string): Promise<[Tree, string, TypeSystem | undefined]> {
  if (!isArchive(name)) return [tree, name, undefined]
  const inner = await tree.inner(name)
  const [file] = casNames(inner.names)
  if (file !== undefined) return [inner, file, await findTypeSystem(tree, name)]
  inner.close()
  throw noCases(inner.path)
}

export interface FileOptions {
  readonly form: CasForm | undefined
  readonly outer?: TypeSystem | undefined
}

/** Opens one CAS of a tree. */
export async function openCas(
  tree: Tree,
  name: string,
  { reading, notices }: Opening,
  options: FileOptions,
): Promise<OpenedCas & { readonly file: CasFile }> {
  const path = tree.pathOf(name)
  const find = async () => (await findTypeSystem(tree, name)) ?? findAround(path)
  const outer = options.outer ?? (tree.isOnDisk ? await find() : undefined)
  const file = await openCasFile(tree, name, reading, { ...options, outer })
  const { id, text, sentences, tokens } = readCas(file.cas, path, notices, reading.reading)
  const document = { id, text, sentences, tokens, mentions: [], source: path }
  return { cas: file.cas, document, declares: file.form === 'tsv', file }
}

/** A CAS that may take mentions, and what is known of the document's annotation. */
export interface VisitedCas extends OpenedCas {
  /** Whether annotators or curators have begun with the document. */
  readonly isBegun: boolean
}

/**
 * Opens every CAS that `rewriteCases` would change, one after the other; documents of projects have the ids that these have.
 * Counted notices: those of reading.
 * @throws MedspanError `input` where a path holds no CAS
 */
export async function* visitCases(
  paths: readonly string[],
  options: OpenOptions,
): AsyncGenerator<VisitedCas, void, undefined> {
  const opening = await startOpening(options)
  try {
    for (const path of paths) {
      await checkPath(path)
      yield* visitPath(path, opening)
    }
  } finally {
    for (const notice of opening.notices.list()) options.progress.notice(notice)
  }
}

/** @throws MedspanError where what is read there may not be */
export async function checkPath(path: string): Promise<void> {
  await refuseUnfinished(path)
  await checkNamed(path)
  await checkFolder(path)
}

/** The same, for a plan by which nothing is written: what it would leave out is not noticed. */
function unnoticed(opening: Opening): Opening {
  return { ...opening, notices: new Notices() }
}

async function* visitPath(path: string, opening: Opening): AsyncGenerator<VisitedCas> {
  const head = (await isFolder(path)) ? undefined : await readHead(path)
  if (head !== undefined && !isZip(head)) {
    const { tree, name, form } = openFile(path, head)
    yield { ...(await openCas(tree, name, opening, { form })), isBegun: false }
    return
  }
  const tree = head === undefined ? withoutPassedOver(await openTree(path)) : await openTree(path)
  try {
    const plan = await planTree(tree, unnoticed(opening))
    yield* visitTree(tree, { plan, outer: undefined }, opening)
  } finally {
    tree.close()
  }
}

async function* visitTree(
  tree: Tree,
  { plan, outer }: Awaited<ReturnType<typeof planInner>>,
  opening: Opening,
): AsyncGenerator<VisitedCas> {
  for (const { sources } of plan.copies)
    for (const { name, form, document: id } of sources.values()) {
      const [within, file, own] = await openVersion(tree, name)
      try {
        const { document, ...opened } = await openCas(within, file, opening, { form, outer: own })
        yield { ...opened, document: { ...document, id }, isBegun: plan.begun.has(name) }
      } finally {
        if (within !== tree) within.close()
      }
    }
  for (const [name, form] of plan.forms) {
    if (form !== 'archive') {
      yield { ...(await openCas(tree, name, opening, { form, outer })), isBegun: plan.begun.has(name) }
      continue
    }
    const inner = await tree.inner(name)
    try {
      const planned = await planInner(tree, name, inner, unnoticed(opening))
      for await (const one of visitTree(inner, planned, opening))
        yield { ...one, isBegun: one.isBegun || plan.begun.has(name) }
    } finally {
      inner.close()
    }
  }
}

/** A file that lies alone, as a tree. */
export function openFile(
  path: string,
  head: Uint8Array,
): { readonly tree: Tree; readonly name: string; readonly form: CasForm } {
  const form = formIn(path, head)
  if (form === undefined) throw noCases(path)
  const tree = fileTree(path)
  return { tree, name: tree.names[0]!, form }
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true
}

/** A folder without what importing passes over. */
export function withoutPassedOver(tree: Tree): Tree {
  const known = new Map<string, boolean>([['.', false]])
  const passesOver = (name: string): boolean => {
    const answer = known.get(name) ?? (isPassedOver(tree.pathOf(name)) || passesOver(posix.dirname(name)))
    known.set(name, answer)
    return answer
  }
  const names = tree.names.filter(name => !passesOver(name))
  return { ...tree, names, entries: names.map(name => ({ name })) }
}

function noCases(path: string): MedspanError {
  return new MedspanError('input', 'expected documents as XMI, JSON CAS or WebAnno TSV, got none', {
    where: { path },
    hint: 'give what INCEpTION exported, or write other formats with --to',
  })
}
