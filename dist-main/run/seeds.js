/**
 * @file A folder of seeds: runs of one configuration with several training seeds, in `seed-<seed>` each, and `seeds.json`
 * with their scores and how these spread.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MedspanError } from "../errors.js";
import { addTo } from "../lists.js";
import { parseScoredDocuments } from "../metrics/mentions.js";
import { scoreDocuments, spreadOf } from "../metrics/seeds.js";
import { writeJsonWhole } from "../system/output.js";
import { readIfThere } from "../system/read.js";
import { readText } from "../text/source.js";
import { dictionaryOf } from "./lenient.js";
import { parseFile } from "./parse.js";
import { readRunFile } from "./run-file.js";
/** F1, exact span match. */
const scoresSchema = z.object({ micro: z.number(), macro: z.number(), types: dictionaryOf(z.number()) });
const seedSchema = z.object({
    seed: z.int().min(0).max(0xffffffff),
    best_epoch: z.number(),
    validation: scoresSchema,
    test: scoresSchema,
});
const spreadSchema = z.object({
    mean: z.number(),
    /** By n - 1; not of one seed. */
    std: z.number().exactOptional(),
    min: z.number(),
    max: z.number(),
});
const spreadsSchema = z.object({
    micro: spreadSchema,
    macro: spreadSchema,
    /** Over the seeds in whose gold or predicted mentions the type occurs. */
    types: dictionaryOf(spreadSchema),
});
const seedsSchema = z.object({
    /** Ascending. */
    seeds: z.array(seedSchema).min(1).readonly(),
    spread: z.object({ validation: spreadsSchema, test: spreadsSchema }),
});
/** The run folder of a seed. */
export const seedFolder = (folder, seed) => join(folder, `seed-${seed}`);
const fileOf = (folder) => join(folder, 'seeds.json');
/** The seeds that have a folder, ascending. */
export async function listSeeds(folder) {
    const names = await readdir(folder).catch(() => []);
    return names
        .flatMap(name => /^seed-(0|[1-9]\d{0,9})$/.exec(name)?.slice(1).map(Number) ?? [])
        .sort((a, b) => a - b);
}
/** The scores of finished runs and their spread; undefined where no seed is given. */
export async function describeSeeds(folder, seeds) {
    if (seeds.length === 0)
        return undefined;
    const scores = [];
    // One after the other: the documents of all of them would take much memory.
    for (const seed of seeds)
        scores.push(await scoresOf(seedFolder(folder, seed), seed));
    const spread = (part) => spreadsOf(scores.map(({ [part]: of }) => of));
    return { seeds: scores, spread: { validation: spread('validation'), test: spread('test') } };
}
async function scoresOf(runFolder, seed) {
    const part = async (name) => {
        const path = join(runFolder, `predictions.${name}.jsonl`);
        return plainScores(scoreDocuments(parseScoredDocuments(await readText(path), path)));
    };
    const epoch = (await readRunFile(runFolder))?.summary?.best.epoch ?? 0;
    return { seed, best_epoch: epoch, validation: await part('validation'), test: await part('test') };
}
function plainScores({ micro, macro, types }) {
    return { micro, macro, types: Object.fromEntries(types) };
}
function spreadsOf(scores) {
    const types = new Map();
    for (const of of scores)
        for (const [type, f1] of Object.entries(of.types))
            addTo(types, type, f1);
    return {
        micro: spreadOf(scores.map(({ micro }) => micro)),
        macro: spreadOf(scores.map(({ macro }) => macro)),
        types: Object.fromEntries([...types].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, values]) => [type, spreadOf(values)])),
    };
}
/**
 * Reads a folder's `seeds.json`; undefined where there is none.
 * @throws MedspanError `input` for a file that holds something else
 */
export async function readSeeds(folder) {
    const path = fileOf(folder);
    const content = await readIfThere(path);
    if (content === undefined)
        return undefined;
    return parseFile(content, path, seedsSchema, {
        expected: 'the scores of several seeds',
        hint: 'medspan train --seeds writes it anew.',
    });
}
/** Writes `seeds.json` whole. */
export function writeSeeds(folder, seeds) {
    return writeJsonWhole(fileOf(folder), seeds);
}
/**
 * Refuses a folder of seeds where one run is expected.
 * @throws MedspanError `input` that names the runs in it
 */
export async function refuseSeeds(folder) {
    const seeds = (await readSeeds(folder))?.seeds;
    if (seeds === undefined)
        return;
    const best = seeds.reduce((a, b) => (b.validation.micro > a.validation.micro ? b : a));
    throw new MedspanError('input', `expected one run, got a folder with runs of ${seeds.length} seeds`, {
        where: { path: folder },
        hint: `Name one of them, such as ${seedFolder(folder, best.seed)}, the best on validation. ` +
            'medspan compare takes the whole folder, and seeds.json in it has means and standard deviations.',
    });
}
