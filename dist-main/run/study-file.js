/**
 * @file `study.json` in a study folder: all that a report of a hyperparameter search says, as plain data.
 *
 * Whatever storage holds the study itself, this file needs no database to be read.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { MedspanError } from "../errors.js";
import { writeJsonWhole } from "../system/output.js";
import { readIfThere } from "../system/read.js";
const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const intervalSchema = z.object({ estimate: z.number(), lower: z.number(), upper: z.number() });
const secondsSchema = z.number().min(0);
/** Only what lies in the study folder: it becomes the address of a link. */
const folderSchema = z
    .string()
    .refine(path => path.split('/').every(name => name !== '' && !/^\.{1,2}$|[\\\p{Cc}\p{Cs}]/u.test(name)), {
    error: 'expected a folder inside the study folder',
});
const studySchema = z
    .object({
    name: z.string(),
    metric: z.string(),
    direction: z.enum(['minimize', 'maximize']),
    started: z.string(),
    ended: z.string().exactOptional(),
    status: z.enum(['running', 'finished', 'interrupted']),
    settings: z.record(z.string(), z.string()),
    parameters: z.array(z.object({
        name: z.string(),
        kind: z.enum(['float', 'int', 'categorical']),
        low: z.number().exactOptional(),
        high: z.number().exactOptional(),
        log: z.boolean().exactOptional(),
        step: z.number().exactOptional(),
        choices: z.array(valueSchema).exactOptional(),
    })),
    trials: z.array(z.object({
        number: z.int().min(0),
        state: z.enum(['waiting', 'running', 'complete', 'pruned', 'failed']),
        value: z.number().nullable(),
        params: z.record(z.string(), valueSchema),
        intermediate: z.array(z.tuple([z.number(), z.number().nullable()])),
        started: z.string().nullable(),
        ended: z.string().nullable(),
        reason: z.string().exactOptional(),
        folder: folderSchema.exactOptional(),
    })),
    importance: z.array(z.object({ name: z.string(), importance: z.number() })),
    best: z.int().exactOptional(),
    initial: z.int().exactOptional(),
    gain: z
        .object({
        best: intervalSchema,
        initial: intervalSchema,
        difference: intervalSchema,
        p: z.number(),
    })
        .exactOptional(),
    time: z.object({ trained_seconds: secondsSchema, saved_seconds: secondsSchema }),
})
    .superRefine((study, context) => {
    const wrong = (path, message) => context.addIssue({ code: 'custom', path, message });
    const states = new Map();
    for (const [index, { number, state }] of study.trials.entries()) {
        if (index > 0 && study.trials[index - 1].number >= number)
            wrong(['trials', index, 'number'], `expected a number above that of the trial before, got ${number}`);
        states.set(number, state);
    }
    if (study.best !== undefined && states.get(study.best) !== 'complete')
        wrong(['best'], `expected the number of a complete trial, got ${study.best}`);
    if (study.initial !== undefined && !states.has(study.initial))
        wrong(['initial'], `expected the number of a trial, got ${study.initial}`);
});
const fileOf = (studyFolder) => join(studyFolder, 'study.json');
/**
 * Reads a study folder's `study.json`.
 * @throws MedspanError `input` where there is none, or one that holds something else
 */
export async function readStudyFile(studyFolder) {
    const path = fileOf(studyFolder);
    const content = await readIfThere(path);
    if (content === undefined)
        throw new MedspanError('input', 'expected a study folder, with study.json in it', {
            where: { path: studyFolder },
            hint: 'medspan tune makes one.',
        });
    try {
        return studySchema.parse(JSON.parse(content));
    }
    catch (cause) {
        const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
        throw new MedspanError('input', `expected the description of a study${issue === undefined ? ', as JSON' : `: ${issue.message}`}`, {
            where: { path, ...(issue !== undefined && { at: issue.path.map(String).join('.') }) },
            hint: 'medspan tune writes it anew when the study is continued.',
            cause,
        });
    }
}
/** Writes `study.json` whole, and makes the folder where there is none. Numbers that are not finite become null. */
export function writeStudyFile(studyFolder, study) {
    return writeJsonWhole(fileOf(studyFolder), study);
}
