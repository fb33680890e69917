/**
 * @file `run.json`: what a run folder is made from and what came of it. Its one schema, and the readers of it.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { writeJsonWhole } from "../system/output.js";
import { readIfThere } from "../system/read.js";
import { identitySchema } from "./identity.js";
import { dictionaryOf, lenient } from "./lenient.js";
import { parseFile } from "./parse.js";
const scoreSchema = z.object({
    precision: z.number(),
    recall: z.number(),
    f1: z.number(),
    number: z.number(),
});
const scoresSchema = z.object({
    overall: scoreSchema.extend({ accuracy: z.number(), insideAccuracy: z.number() }),
    macro: scoreSchema,
    weighted: scoreSchema,
    types: dictionaryOf(scoreSchema),
});
const partScoresSchema = z.object({ default: scoresSchema, strict: scoresSchema });
const partResultSchema = partScoresSchema.extend({
    loss: z.number(),
    sentences: z.number(),
    seconds: z.number(),
    batches: z.number(),
});
const countsSchema = z.object({
    documents: z.int().min(0),
    sentences: z.int().min(0),
    words: z.int().min(0),
    sequences: z.int().min(0),
});
const intervalSchema = z.object({
    estimate: z.number(),
    lower: z.number(),
    upper: z.number(),
    samples: z.number(),
});
const intervalsSchema = z.object({
    precision: intervalSchema,
    recall: intervalSchema,
    f1: intervalSchema,
});
const mentionScoresSchema = z.object({
    correct: z.number(),
    predicted: z.number(),
    gold: z.number(),
    lost: z.number(),
    micro: intervalsSchema,
    macro: intervalsSchema,
});
const noticeSchema = z.object({
    code: z.string(),
    message: z.string(),
    count: z.number(),
    where: z
        .object({
        path: z.string().exactOptional(),
        line: z.number().exactOptional(),
        column: z.number().exactOptional(),
        at: z.string().exactOptional(),
    })
        .exactOptional(),
    kinds: dictionaryOf(z.number()).exactOptional(),
});
const summarySchema = z.object({
    runFolder: z.string(),
    types: z.array(z.string()).readonly(),
    counts: z.object({ train: countsSchema, validation: countsSchema, test: countsSchema }),
    training: z.record(z.string(), z.number()),
    best: z.object({ step: z.int(), epoch: z.number(), metric: z.string(), value: z.number() }),
    temperature: z.number().exactOptional(),
    validation: partResultSchema,
    test: partResultSchema,
    mentions: z.object({ validation: mentionScoresSchema, test: mentionScoresSchema }),
    baseline: z.object({ validation: partScoresSchema, test: partScoresSchema }),
    warnings: z.array(noticeSchema).readonly(),
});
const runFileSchema = z.object({
    /** `pruned`: a search has ended it before its time. */
    status: z.enum(['running', 'finished', 'failed', 'pruned']),
    /** Of a run that failed: why. */
    error: z.string().exactOptional(),
    /** When it was finished: ISO 8601, UTC. */
    ended: z.string().exactOptional(),
    versions: z.record(z.string(), z.string()),
    /** What the machine is like on which it was begun, or resumed. */
    environment: z.record(z.string(), z.string()).exactOptional(),
    seed: z.int(),
    /** The types of the label set. */
    types: z.array(z.string()).readonly(),
    /** The loss, with the weights that came of the training part. */
    loss: z.custom(value => typeof value === 'object' && value !== null).exactOptional(),
    identity: identitySchema,
    /** The mark of its `medspan.yaml` by who has made it, see system/own.ts. */
    own: z.string().optional(),
    /** Everything that was noticed, also what did not stop the work. */
    warnings: z.array(noticeSchema).readonly(),
    /** Of a finished run. */
    summary: summarySchema.exactOptional(),
});
/** The same of a folder that may be of another version: what is not there, or not as expected, is left out. */
export const lenientRunSchema = lenient(runFileSchema, ['status']);
/**
 * Reads a run folder's `run.json`; undefined where there is none.
 * @throws MedspanError `input` for a file that cannot be read, or holds something else
 */
export async function readRunFile(runFolder) {
    const path = join(runFolder, 'run.json');
    const content = await readIfThere(path);
    if (content === undefined)
        return undefined;
    return parseFile(content, path, runFileSchema, {
        expected: 'the description of a run',
        hint: 'Another version of medspan may have written it: train again (--overwrite), or into another folder.',
    });
}
export function writeRunFile(runFolder, run) {
    return writeJsonWhole(join(runFolder, 'run.json'), run);
}
