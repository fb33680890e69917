/**
 * @file CASes as files of another format that holds them whole, with all their layers: XMI or JSON.
 */
import { stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Notices } from '../errors.ts'
import { appendAll } from '../lists.ts'
import type { Progress } from '../progress.ts'
import { refuseUnfinished } from '../system/file-set.ts'
import { checkFolder, checkNamed } from '../system/folder.ts'
import { writeFolderWhole } from '../system/output.ts'
import { createFileNames } from '../text/format.ts'
import { fileTree, isZip, openTree, readHead } from './archive.ts'
import { formatCasJson } from './cas-json-writer.ts'
import { readCas } from './document.ts'
import { type CasImport, type FoundCas, findAround, formIn, openCasFile, startImport } from './files.ts'
import { isCompanion, openCases } from './inception.ts'
import { findProjects, isProject } from './inception-project.ts'
import { inlineArrays } from './inline.ts'
import { TypeSystems } from './project-copy.ts'
import { refuseFilled } from './rewrite.ts'
import { formatXmiPieces } from './xmi-writer.ts'

export interface ConvertOptions {
  readonly to: 'xmi' | 'cas-json'
  readonly typeSystem?: string | undefined
  /** Whose version of a project's documents; see `ReadOptions`. */
  readonly annotator?: string | undefined
  readonly progress: Progress
}

/**
 * Writes the CASes that importing the paths would read into a folder, one file a document, whole or not at all: all their
 * annotations, views and arrays. XMI has a type system beside it, that of all.
 *
 * @returns how many; undefined where something among the paths is no CAS, and nothing is written
 * @throws MedspanError `input` where XMI is to be written and the type systems contradict each other
 */
export async function convertCases(
  paths: readonly string[],
  output: string,
  { to, typeSystem, annotator, progress }: ConvertOptions,
): Promise<number | undefined> {
  const files: string[] = []
  for (const path of paths) {
    const found = await findFiles(path)
    if (found === undefined) return undefined
    appendAll(files, found)
  }
  if (files.length === 0) return undefined
  await refuseFilled(output)
  const notices = new Notices()
  const context = await startImport({ typeSystem }, notices)
  let count = 0
  const task = progress.task('Converting', undefined, 'documents')
  await writeFolderWhole(output, async folder => {
    const nameOf = createFileNames()
    const types = new TypeSystems()
    for (const file of files)
      for await (const { cas, form, path, id } of openFile(file, context, { annotator, progress })) {
        // What reading it notices is not left out here.
        const name = nameOf(readCas(cas, path, new Notices(), { id }).id)
        if (to === 'cas-json') await writeFile(join(folder, `${name}.json`), formatCasJson(cas))
        else {
          const written = form === 'json' ? inlineArrays(cas, path, types.joined) : cas
          types.add(written.typeSystem)
          await writeFile(join(folder, `${name}.xmi`), formatXmiPieces(written))
        }
        count += 1
        task.advance()
      }
    if (to === 'xmi') await writeFile(join(folder, 'TypeSystem.xml'), types.format())
  })
  task.end()
  for (const notice of notices.list()) progress.notice(notice)
  return count
}

/** The files, archives and projects at a path; undefined where there is something else. */
async function findFiles(path: string): Promise<string[] | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return undefined
  await refuseUnfinished(path)
  await checkNamed(path)
  await checkFolder(path)
  if (!found.isDirectory()) {
    const head = await readHead(path)
    return isZip(head) || formIn(path, head) !== undefined ? [path] : undefined
  }
  const { names } = await openTree(path)
  if (isProject(names)) return [path]
  if (findProjects(names).length > 0) return undefined
  const files: string[] = []
  for (const name of names.filter(one => !isCompanion(one))) {
    const file = join(path, name)
    const head = await readHead(file)
    if (!isZip(head) && formIn(file, head) === undefined) return undefined
    files.push(file)
  }
  return files
}

async function* openFile(
  path: string,
  context: CasImport,
  options: Pick<ConvertOptions, 'annotator' | 'progress'>,
): AsyncGenerator<FoundCas> {
  const isFolder = (await stat(path)).isDirectory()
  const head = isFolder ? new Uint8Array() : await readHead(path)
  if (!isFolder && !isZip(head)) {
    const form = formIn(path, head)
    const outer = form === 'xmi' ? await findAround(path) : undefined
    yield { ...(await openCasFile(fileTree(path), basename(path), context, { form, outer })), path }
    return
  }
  const tree = await openTree(path)
  try {
    yield* openCases(tree, context, options)
  } finally {
    tree.close()
  }
}
