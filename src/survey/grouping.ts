/**
 * @file From files to sources: what a configuration names, so that each document is read once and nothing else is.
 */
import { join } from 'node:path'
import { addTo, appendAll } from '../lists.ts'
import { readHead } from '../text/source.ts'
import type { FoundEntry } from './walk.ts'

/** Files of one format that a source of a configuration reads. */
export interface FileGroup {
  /** A file or a folder, relative to the folder that was walked. */
  readonly path: string
  readonly entries: readonly FoundEntry[]
  /** Whether the format must be named, because the folder holds more than these. */
  readonly namesFormat: boolean
}

/** So many corpora in files are a source each, and so many folders of documents. */
const mostSingle = 20
/** So many files that share their folder with others of their format are named one by one. */
const mostNamed = 100

/**
 * Divides what was found into sources: projects and corpora each by itself, documents by the folders in which they lie.
 * @returns also those that no source can name, for they lie among others that it would read too
 */
export async function groupEntries(
  folder: string,
  entries: readonly FoundEntry[],
): Promise<{ readonly groups: FileGroup[]; readonly mixed: FoundEntry[] }> {
  const groups: FileGroup[] = []
  const mixed: FoundEntry[] = []
  const byFormat = new Map<string, FoundEntry[]>()
  for (const entry of entries)
    if (entry.holds === 'project') groups.push(single(entry))
    else if (entry.holds !== 'nothing') addTo(byFormat, entry.format.name, entry)
  for (const own of byFormat.values()) {
    if (own.length === 1 || (own.length <= mostSingle && own.every(isSource))) {
      appendAll(groups, own.map(single))
      continue
    }
    for (const { path, members } of byFolder(own)) {
      const others = entries.filter(one => isBelow(one.path, path) && !members.includes(one))
      if (others.length === 0) groups.push({ path, entries: members, namesFormat: false })
      else if (!(await wouldRead(folder, members[0]!, others)))
        groups.push({ path, entries: members, namesFormat: true })
      else if (members.length <= mostNamed) appendAll(groups, members.map(single))
      else appendAll(mixed, members)
    }
  }
  return { groups: groups.sort((a, b) => (a.path < b.path ? -1 : 1)), mixed }
}

const isSource = ({ holds, isFolder }: FoundEntry): boolean => holds === 'corpus' || isFolder
const single = (entry: FoundEntry): FileGroup => ({ path: entry.path, entries: [entry], namesFormat: false })

const isBelow = (path: string, folder: string): boolean => folder === '.' || path.startsWith(`${folder}/`)
const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.')

/** The folders that hold some entries: a few that lie side by side, such as one a team, or the one around all. */
function byFolder(entries: readonly FoundEntry[]): { path: string; members: FoundEntry[] }[] {
  const common = commonFolder(entries.map(({ path }) => folderOf(path)))
  const parts = new Map<string, FoundEntry[]>()
  for (const entry of entries) {
    const [first, ...rest] = (common === '.' ? entry.path : entry.path.slice(common.length + 1)).split('/')
    addTo(parts, rest.length === 0 ? '' : first!, entry)
  }
  const areApart =
    !parts.has('') && parts.size <= mostSingle && [...parts.values()].every(own => own.length > 1)
  if (!areApart) return [{ path: common, members: [...entries] }]
  return [...parts].map(([name, members]) => ({
    path: common === '.' ? name : `${common}/${name}`,
    members,
  }))
}

/** The deepest folder around some folders. */
function commonFolder(folders: readonly string[]): string {
  let common = folders[0]!
  for (const folder of folders)
    while (common !== '.' && folder !== common && !isBelow(folder, common)) common = folderOf(common)
  return common
}

/** Whether a source that reads all files of a format in a folder would read some of these too. */
async function wouldRead(
  folder: string,
  { format }: FoundEntry,
  others: readonly FoundEntry[],
): Promise<boolean> {
  for (const { path, isFolder } of others) {
    const at = join(folder, path)
    if (isFolder || format.accepts({ path: at, isFolder, head: await readHead(at) })) return true
  }
  return false
}
