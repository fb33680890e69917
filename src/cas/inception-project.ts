/**
 * @file What an INCEpTION project export holds: versions of documents by annotator, and the states of its work.
 */
import type { Notices } from '../errors.ts'
import type { Tree } from './archive.ts'

/** One annotator's version of a document, or the curated one. */
export interface Version {
  readonly document: string
  /** A user's name; undefined for the curated version. */
  readonly annotator: string | undefined
  /** Files by extension, in lower case. */
  readonly forms: ReadonlyMap<string, string>
}

/** In a project, or in its folder `curation` taken by itself; archives may have a folder around everything. */
const CURATED = /^(?:(?:.*\/)?curation\/)?([^/]+)\/CURATION_USER\.(\w+)$/
const ANNOTATED = /^(?:[^/]*\/)?annotation\/([^/]+)\/([^/]+)\.(\w+)$/
const PROJECT = /^(?:[^/]*\/)?exportedproject[^/]*\.json$/
/** Names that are no user's. */
const NOBODY: ReadonlySet<string> = new Set(['INITIAL_CAS', 'CURATION_USER'])

/** Whether a folder is a project's, or a project's folder `curation`; a folder with more in it is walked instead. */
export function isProject(names: readonly string[]): boolean {
  if (names.some(name => /^(?:curation\/)?[^/]+\/CURATION_USER\.\w+$/.test(name))) return true
  return names.some(name => PROJECT.test(name)) && names.some(name => ANNOTATED.test(name))
}

/** Every version of every document, curated ones first, by document and annotator. */
export function findVersions(names: readonly string[]): Version[] {
  const versions = new Map<
    string,
    { document: string; annotator: string | undefined; forms: Map<string, string> }
  >()
  const add = (document: string, annotator: string | undefined, form: string, name: string): void => {
    const key = `${annotator === undefined ? 0 : 1}\u0000${document}\u0000${annotator ?? ''}`
    const version = versions.get(key) ?? { document, annotator, forms: new Map<string, string>() }
    versions.set(key, version)
    version.forms.set(form.toLowerCase(), name)
  }
  for (const name of names) {
    const curated = CURATED.exec(name)
    if (curated !== null && !ANNOTATED.test(name)) add(curated[1]!, undefined, curated[2]!, name)
    const annotated = ANNOTATED.exec(name)
    if (annotated !== null && !NOBODY.has(annotated[2]!) && annotated[3]!.toLowerCase() !== 'xml')
      add(annotated[1]!, annotated[2], annotated[3]!, name)
  }
  return [...versions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, version]) => version)
}

/** How far the work on a project was, as INCEpTION's exportedproject.json says it. */
export interface ProjectStates {
  /** The state of each document, such as `CURATION_FINISHED`. */
  readonly documents: ReadonlyMap<string, string>
  /** The state of each annotator's version, such as `FINISHED`; the key is `document@user`. */
  readonly versions: ReadonlyMap<string, string>
}

/** Reads what is used of exportedproject.json; one that cannot be read is counted and passed over. */
export async function readProject(tree: Tree, notices: Notices): Promise<ProjectStates> {
  const states = { documents: new Map<string, string>(), versions: new Map<string, string>() }
  const name = tree.names.find(one => PROJECT.test(one))
  if (name === undefined) return states
  const bytes = await tree.read(name)
  let root: unknown
  try {
    root = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    notices.add('inception-project-unreadable', 'exportedproject.json is not JSON and is passed over', {
      path: tree.pathOf(name),
    })
    return states
  }
  for (const one of listIn(root, 'source_documents')) {
    const { name: document, state } = one
    if (typeof document === 'string' && typeof state === 'string') states.documents.set(document, state)
  }
  for (const one of listIn(root, 'annotation_documents')) {
    const { name: document, user, state } = one
    if (typeof document === 'string' && typeof user === 'string' && typeof state === 'string')
      states.versions.set(`${document}@${user}`, state)
  }
  return states
}

function listIn(root: unknown, key: string): Record<string, unknown>[] {
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
