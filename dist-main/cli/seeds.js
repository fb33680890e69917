/**
 * @file `medspan train --seeds`: one configuration with several training seeds.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { seedFolder } from "../run/seeds.js";
import { dryRun } from "../train/dry-run.js";
import { seedConfig, trainSeeds } from "../train/seeds.js";
import { showResult } from "./io.js";
import { announce } from "./notify.js";
import { reportAloud } from "./report.js";
import { renderDryRun } from "./view/forecast.js";
import { renderSeeds } from "./view/seeds.js";
/** Trains with each seed, and reports each run and tells the webhooks of it as soon as it has ended. */
export async function trainSeedsAloud(config, options, context) {
    const { io, progress } = context;
    const { seeds, jobs = 1, overwrite } = options;
    const folder = config.training.output_dir;
    if (options.dryRun === true) {
        const forecast = await dryRun(seedConfig(config, seeds[0], jobs), { progress });
        const note = `This is for seed ${seeds[0]} alone; ${seeds.length} are to be trained, ${jobs} at a time.`;
        showResult(io, options, forecast, `${renderDryRun(forecast)}\n${note}`);
        return;
    }
    const signal = io.interruption();
    const report = async (runFolder) => {
        if (options.report)
            await reportAloud(runFolder, progress, { signal, previous: 'none' });
    };
    const result = await trainSeeds(config, {
        seeds,
        jobs,
        overwrite,
        progress,
        signal,
        onRun: async (runFolder, outcome) => {
            if (outcome.kind === 'success')
                await report(runFolder);
            await announce(runFolder, outcome, context, { signal, totalMs: 60_000 });
        },
    });
    showResult(io, options, { folder, ...result }, renderSeeds(result, folder));
    // Of a run whose report was interrupted.
    for (const seed of new Set(seeds)) {
        const runFolder = seedFolder(folder, seed);
        if (!existsSync(join(runFolder, 'report.html')))
            await report(runFolder);
    }
}
