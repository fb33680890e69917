/**
 * @file `training_mentions.json`: the mentions of the training part by type, and their surface forms.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { writeJsonWhole } from "../system/output.js";
import { dictionaryOf } from "./lenient.js";
import { parseFile } from "./parse.js";
const schema = z.object({
    counts: dictionaryOf(z.number()),
    forms: z.array(z.object({ form: z.string(), type: z.string() })),
});
/** Keeps them in a run folder, from which alone a report is made. */
export function writeTrainingMentions(runFolder, training) {
    return writeJsonWhole(join(runFolder, 'training_mentions.json'), training);
}
/** @throws MedspanError `input` for what is no such file */
export function parseTrainingMentions(content, path) {
    return parseFile(content, path, schema, {
        expected: 'the mentions of the training part',
        hint: 'Another version of medspan may have written it: train again (--overwrite).',
    });
}
