/**
 * @file `learning_curve.json` in a run folder: the scores of models that learnt from shares of the training part.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { writeJsonWhole } from "../system/output.js";
import { readIfThere } from "../system/read.js";
import { parseFile } from "./parse.js";
const intervalSchema = z.object({
    estimate: z.number(),
    lower: z.number(),
    upper: z.number(),
    samples: z.int(),
});
/** F1 by characters, with the bootstrap interval over the part's documents. */
const partSchema = z.object({
    /** Over all mentions together. */
    micro: intervalSchema,
    /** The plain mean over the types that occur. */
    macro: intervalSchema,
});
const pointSchema = z.object({
    /** Of the training part's documents, above 0 and at most 1. */
    share: z.number(),
    /** Of the training: `training.seed`. */
    seed: z.int(),
    /** What was learnt from: documents, and mentions that have a label. */
    documents: z.int(),
    mentions: z.int(),
    validation: partSchema,
    test: partSchema,
});
const curveSchema = z.object({ points: z.array(pointSchema) });
const fileOf = (runFolder) => join(runFolder, 'learning_curve.json');
/**
 * Reads a run folder's learning curve; undefined where there is none.
 * @throws MedspanError `input` for a file that holds something else
 */
export async function readLearningCurve(runFolder) {
    const path = fileOf(runFolder);
    const content = await readIfThere(path);
    if (content === undefined)
        return undefined;
    return parseFile(content, path, curveSchema, {
        expected: 'the points of a learning curve',
        hint: 'medspan learning-curve writes it anew.',
    });
}
/** Writes `learning_curve.json` whole, and makes the folder where there is none. */
export function writeLearningCurve(runFolder, curve) {
    return writeJsonWhole(fileOf(runFolder), curve);
}
