/**
 * @file The folder of a run or a study that is named on the command line: it may come from anybody.
 */
import { resolve } from 'node:path';
import { checkFolder } from "../system/folder.js";
/**
 * Its whole path, when nothing in it leads out of it.
 * @throws MedspanError `unsafe-input`
 */
export async function givenFolder({ cwd }, path) {
    const folder = resolve(cwd, path);
    await checkFolder(folder);
    return folder;
}
