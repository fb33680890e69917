/**
 * @file CASes as files of another format that holds them whole, with all their layers: XMI or JSON.
 */
import { stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Notices } from "../errors.js";
import { appendAll } from "../lists.js";
import { refuseUnfinished } from "../system/file-set.js";
import { checkFolder, checkNamed } from "../system/folder.js";
import { writeFolderWhole } from "../system/output.js";
import { createFileNames } from "../text/format.js";
import { fileTree, isZip, openTree, readHead } from "./archive.js";
import { formatCasJson } from "./cas-json-writer.js";
import { readCas } from "./document.js";
import { findAround, formIn, openCasFile, startImport } from "./files.js";
import { isCompanion, openCases } from "./inception.js";
import { findProjects, isProject } from "./inception-project.js";
import { inlineArrays } from "./inline.js";
import { TypeSystems } from "./project-copy.js";
import { refuseFilled } from "./rewrite.js";
import { formatXmiPieces } from "./xmi-writer.js";
/**
 * Writes the CASes that importing the paths would read into a folder, one file a document, whole or not at all: all their
 * annotations, views and arrays. XMI has a type system beside it, that of all.
 *
 * @returns how many; undefined where something among the paths is no CAS, and nothing is written
 * @throws MedspanError `input` where XMI is to be written and the type systems contradict each other
 */
export async function convertCases(paths, output, { to, typeSystem, annotator, progress }) {
    const files = [];
    for (const path of paths) {
        const found = await findFiles(path);
        if (found === undefined)
            return undefined;
        appendAll(files, found);
    }
    if (files.length === 0)
        return undefined;
    await refuseFilled(output);
    const notices = new Notices();
    const context = await startImport({ typeSystem }, notices);
    let count = 0;
    const task = progress.task('Converting', undefined, 'documents');
    await writeFolderWhole(output, async (folder) => {
        const nameOf = createFileNames();
        const types = new TypeSystems();
        for (const file of files)
            for await (const { cas, form, path, id } of openFile(file, context, { annotator, progress })) {
                // What reading it notices is not left out here.
                const name = nameOf(readCas(cas, path, new Notices(), { id }).id);
                if (to === 'cas-json')
                    await writeFile(join(folder, `${name}.json`), formatCasJson(cas));
                else {
                    const written = form === 'json' ? inlineArrays(cas, path, types.joined) : cas;
                    types.add(written.typeSystem);
                    await writeFile(join(folder, `${name}.xmi`), formatXmiPieces(written));
                }
                count += 1;
                task.advance();
            }
        if (to === 'xmi')
            await writeFile(join(folder, 'TypeSystem.xml'), types.format());
    });
    task.end();
    for (const notice of notices.list())
        progress.notice(notice);
    return count;
}
/** The files, archives and projects at a path; undefined where there is something else. */
async function findFiles(path) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined)
        return undefined;
    await refuseUnfinished(path);
    await checkNamed(path);
    await checkFolder(path);
    if (!found.isDirectory()) {
        const head = await readHead(path);
        return isZip(head) || formIn(path, head) !== undefined ? [path] : undefined;
    }
    const { names } = await openTree(path);
    if (isProject(names))
        return [path];
    if (findProjects(names).length > 0)
        return undefined;
    const files = [];
    for (const name of names.filter(one => !isCompanion(one))) {
        const file = join(path, name);
        const head = await readHead(file);
        if (!isZip(head) && formIn(file, head) === undefined)
            return undefined;
        files.push(file);
    }
    return files;
}
async function* openFile(path, context, options) {
    const isFolder = (await stat(path)).isDirectory();
    const head = isFolder ? new Uint8Array() : await readHead(path);
    if (!isFolder && !isZip(head)) {
        const form = formIn(path, head);
        const outer = form === 'xmi' ? await findAround(path) : undefined;
        yield { ...(await openCasFile(fileTree(path), basename(path), context, { form, outer })), path };
        return;
    }
    const tree = await openTree(path);
    try {
        yield* openCases(tree, context, options);
    }
    finally {
        tree.close();
    }
}
