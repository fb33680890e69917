/**
 * @file What an INCEpTION project export holds: versions of documents by annotator, and the states of its work.
 */
import type { Notices } from '../errors.ts'
import { addTo, appendAll, firstIndex } from '../lists.ts'
import { parseJson } from '../text/json.ts'
import type { Tree } from './archive.ts'

/** One annotator's version of a document, or the curated one. */
export interface Version {
  readonly document: string
  /** A user's name; undefined for the curated version. */
  readonly annotator: string | undefined
  /** Files by extension, in lower case. */
  readonly forms: ReadonlyMap<string, string>
}

/** A project in a tree: an archive may have folders around it, and hold several. */
export interface Project {
  /** The folder that it lies in, with a `/` at its end; empty where that is the tree itself. */
  readonly root: string
  /** The name of its exportedproject.json. */
  readonly description: string | undefined
  /** Every version of every document, curated ones first, by document and annotator. */
  readonly versions: readonly Version[]
  /** Of each document that has one, what nobody has annotated yet. */
  readonly initial: readonly Version[]
}

const VERSION = /^(.*\/)?(curation|annotation)\/([^/]+)\/([^/]+)\.(\w+)$/
/** In a folder `curation` taken by itself, whatever it is called. */
const CURATED = /^(.*\/)?([^/]+)\/CURATION_USER\.(\w+)$/
/** There are few folders around a project, so that few projects share a name. */
const PROJECT = /^((?:[^/]+\/){0,8})exportedproject[^/]*\.json$/
/** What lies beside it in every export. */
export const PART = /^(?:(?:annotation|curation)(?:_ser)?|source)\//
/** Names that are no user's. */
const INITIAL = 'INITIAL_CAS'
const CURATOR = 'CURATION_USER'

/** Whether a file is INCEpTION's description of a project, which is no document. */
export function isProjectFile(name: string): boolean {
  return PROJECT.test(name)
}

/** Whether a folder is a project's, or a project's folder `curation`; a folder with more in it is walked instead. */
export function isProject(names: readonly string[]): boolean {
  if (names.some(name => /^(?:curation\/)?[^/]+\/CURATION_USER\.\w+$/.test(name))) return true
  return names.some(name => PROJECT.exec(name)?.[1] === '') && names.some(name => PART.test(name))
}

/** Which of sorted names lie in a folder: from one place to before another. */
function placesBelow(names: readonly string[], folder: string): [number, number] {
  const begin = firstIndex(names, name => name >= folder)
  return [begin, firstIndex(names, name => name >= folder && !name.startsWith(folder))]
}

/** Those of sorted names that lie in a folder. */
export function namesBelow(names: readonly string[], folder: string): readonly string[] {
  return names.slice(...placesBelow(names, folder))
}

/** The sorted names that lie in none of the projects found among them. */
export function namesBeside(names: readonly string[], projects: readonly Project[]): string[] {
  const beside: string[] = []
  let at = 0
  for (const { root } of projects) {
    const [begin, end] = placesBelow(names, root)
    // What begins earlier lies in a project itself.
    if (begin < at) continue
    appendAll(beside, names.slice(at, begin))
    at = end
  }
  appendAll(beside, names.slice(at))
  return beside
}

interface FoundVersion extends Omit<Version, 'forms'> {
  readonly root: string
  readonly form: string
  readonly name: string
}

function parseVersion(name: string): FoundVersion | undefined {
  const version = VERSION.exec(name)
  if (version !== null) {
    const [, root = '', part, document, user, form] = version
    const found = { root, document: document!, form: form!.toLowerCase(), name }
    if (part === 'curation') return user === CURATOR ? { ...found, annotator: undefined } : undefined
    return user === CURATOR || found.form === 'xml' ? undefined : { ...found, annotator: user }
  }
  const [, root = '', document, form] = CURATED.exec(name) ?? []
  if (document === undefined || form === 'ser') return undefined
  return { root, document, annotator: undefined, form: form!.toLowerCase(), name }
}

/** The projects among a tree's files, by their folders; `names` are sorted. */
export function findProjects(names: readonly string[]): Project[] {
  const found: FoundVersion[] = []
  const initial = new Map<string, FoundVersion[]>()
  for (const name of names) {
    const version = parseVersion(name)
    if (version?.annotator === INITIAL) addTo(initial, version.root, version)
    else if (version !== undefined) found.push(version)
  }
  const described = new Map<string, string>()
  for (const name of names) {
    const root = PROJECT.exec(name)?.[1]
    if (root !== undefined && !described.has(root)) described.set(root, name)
  }
  const roots = new Set([
    ...found.filter(({ annotator }) => annotator === undefined).map(({ root }) => root),
    ...[...described.keys()].filter(root =>
      namesBelow(names, root).some(name => PART.test(name.slice(root.length))),
    ),
  ])
  const projects = new Map<string, FoundVersion[]>()
  for (const root of roots) projects.set(root, [])
  for (const version of found) {
    const { root } = version
    // Without a description, `annotation` deep inside an archive may be any folder.
    if (roots.has(root) || root.indexOf('/') >= root.length - 1) addTo(projects, root, version)
  }
  return [...projects]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([root, versions]) => ({
      root,
      description: described.get(root),
      versions: joinForms(versions),
      initial: joinForms(initial.get(root) ?? []),
    }))
}

/** The versions that several files may hold, each in a form of its own. */
function joinForms(found: readonly FoundVersion[]): Version[] {
  const versions = new Map<string, Version & { readonly forms: Map<string, string> }>()
  for (const { document, annotator, form, name } of found) {
    const key = `${annotator === undefined ? 0 : 1}\u0000${document}\u0000${annotator ?? ''}`
    const version = versions.get(key) ?? { document, annotator, forms: new Map<string, string>() }
    versions.set(key, version)
    version.forms.set(form, name)
  }
  return [...versions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, version]) => version)
}

/**
 * The version of each document that predictions are put into: the curated one; where there is none, what nobody has
 * annotated yet; where there is neither, every annotator's.
 */
export function versionsToTag({ versions, initial }: Project): Version[] {
  const chosen: Version[] = []
  for (const group of [
    versions.filter(({ annotator }) => annotator === undefined),
    initial,
    versions.filter(({ annotator }) => annotator !== undefined),
  ]) {
    const known = new Set(chosen.map(({ document }) => document))
    appendAll(
      chosen,
      group.filter(({ document }) => !known.has(document)),
    )
  }
  return chosen
}

/** Every version of every document of the projects among a tree's files. */
export function findVersions(names: readonly string[]): Version[] {
  return findProjects(names).flatMap(({ versions }) => versions)
}

/** How far the work on a project was, as INCEpTION's exportedproject.json says it. */
export interface ProjectStates {
  /** The state of each document, such as `CURATION_FINISHED`. */
  readonly documents: ReadonlyMap<string, string>
  /** The state of each annotator's version, such as `FINISHED`; the key is `document@user`. */
  readonly versions: ReadonlyMap<string, string>
  /** A document's or a user's name as the project has it, else in one form: a Mac takes the accents of file names apart. */
  nameOf(name: string): string
}

/** Reads what is used of exportedproject.json; one that cannot be read is counted and passed over. */
export async function readProject(
  tree: Tree,
  { description }: Pick<Project, 'description'>,
  notices: Notices,
): Promise<ProjectStates> {
  const documents = new Map<string, string>()
  const versions = new Map<string, string>()
  const composed = new Map<string, string>()
  const known = new Set<string>()
  const add = (name: string): void => {
    known.add(name)
    composed.set(name.normalize(), name)
  }
  const root = await readDescription(tree, description, notices)
  for (const { name: document, state } of listIn(root, 'source_documents')) {
    if (typeof document !== 'string' || typeof state !== 'string') continue
    documents.set(document, state)
    add(document)
  }
  for (const { name: document, user, state } of listIn(root, 'annotation_documents')) {
    if (typeof document !== 'string' || typeof user !== 'string' || typeof state !== 'string') continue
    versions.set(`${document}@${user}`, state)
    add(user)
  }
  const nameOf = (name: string): string => {
    const whole = name.normalize()
    return known.has(name) ? name : (composed.get(whole) ?? whole)
  }
  return { documents, versions, nameOf }
}

/** What exportedproject.json says; one that cannot be read is counted and passed over. */
export async function readDescription(
  tree: Tree,
  name: string | undefined,
  notices: Notices,
): Promise<unknown> {
  if (name === undefined) return undefined
  const bytes = await tree.read(name)
  try {
    return parseJson(new TextDecoder().decode(bytes), { path: tree.pathOf(name) })
  } catch {
    notices.add('inception-project-unreadable', 'exportedproject.json is not JSON and is passed over', {
      path: tree.pathOf(name),
    })
    return undefined
  }
}

/** The objects in a list of the description. */
export function listIn(root: unknown, key: string): Record<string, unknown>[] {
  if (typeof root !== 'object' || root === null) return []
  const list = (root as Record<string, unknown>)[key]
  return Array.isArray(list) ? list.filter(one => typeof one === 'object' && one !== null) : []
}

/**
 * Tells what of a project is not read or not finished: `document-not-curated`, `curation-unfinished`,
 * `annotation-unfinished`.
 */
export function noteStates(
  versions: readonly Version[],
  chosen: readonly Version[],
  states: ProjectStates,
  path: string,
  notices: Notices,
): void {
  const isCurated = chosen.every(one => one.annotator === undefined)
  const read = new Set(chosen.map(one => one.document))
  const known = new Set([...versions.map(one => one.document), ...states.documents.keys()])
  for (const document of known)
    if (!read.has(document))
      notices.add(
        isCurated ? 'document-not-curated' : 'document-not-annotated',
        `documents of the project have no ${isCurated ? 'curated version' : 'version by the annotator'} and are left out`,
        { path, at: document },
      )
  for (const { document, annotator } of chosen) {
    const state =
      annotator === undefined
        ? states.documents.get(document)
        : states.versions.get(`${document}@${annotator}`)
    if (state === undefined || /FINISHED|COMPLETE/.test(state)) continue
    notices.addKind(
      annotator === undefined ? 'curation-unfinished' : 'annotation-unfinished',
      `documents whose ${annotator === undefined ? 'curation' : 'annotation'} is not finished`,
      state,
      { path, at: document },
    )
  }
}
