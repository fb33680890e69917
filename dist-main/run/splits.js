/**
 * @file `splits.json`: which documents a run has learnt from, and which it was evaluated on, by their ids.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { checkBeside } from "../system/folder.js";
import { writeJsonWhole } from "../system/output.js";
import { readIfThere } from "../system/read.js";
import { parseFile } from "./parse.js";
const ids = z.array(z.string()).readonly();
const schema = z.object({ train: ids, validation: ids, test: ids });
const fileOf = (runFolder) => join(runFolder, 'splits.json');
export function writeSplits(runFolder, { train, validation, test }) {
    return writeJsonWhole(fileOf(runFolder), { train, validation, test });
}
/**
 * Reads which documents a run knows; undefined where the folder does not say so.
 * @throws MedspanError `input` for a file that holds something else
 */
export async function readSplits(runFolder) {
    const path = fileOf(runFolder);
    await checkBeside(path);
    const content = await readIfThere(path);
    if (content === undefined)
        return undefined;
    return parseFile(content, path, schema, {
        expected: 'the ids of the documents of train, validation and test',
        hint: 'Another version of medspan may have written it: train again (--overwrite).',
    });
}
