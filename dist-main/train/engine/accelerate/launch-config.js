/**
 * @file The configuration file that `accelerate launch` is given.
 */
import { readFile } from 'node:fs/promises';
import { accelerateSettings } from "../../../config/config.js";
import { otherMachinesOf } from "./other-machines.js";
import { formatAccelerateConfig } from "./worker-launch.js";
/** The user's own file, or what the settings come to. */
export async function accelerateYaml(config) {
    const { config_file: file, ...settings } = accelerateSettings(config);
    if (file !== undefined)
        return await readFile(file, 'utf8');
    return formatAccelerateConfig({
        processes: settings.num_processes,
        mixedPrecision: settings.mixed_precision,
        machines: otherMachinesOf(process.env)?.count,
    });
}
