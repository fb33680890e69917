/**
 * @file What a configuration may say where nobody knows from whom it is, as that of a run folder: not which programs run, who
 * is asked with which key, nor where anything is written. Those keys count in a configuration that the user names.
 */
import { isDeepStrictEqual } from 'node:util';
import { utsSchema } from "./corpus.js";
import { accelerateSchema } from "./schema.js";
import { slurmSchema } from "./slurm.js";
/** Sections in which some keys are the user's, each with all of its keys. */
const accelerate = {
    python: 'user',
    config_file: 'user',
    num_processes: 'anybody',
    mixed_precision: 'anybody',
    gradient_checkpointing: 'anybody',
    strategy: 'anybody',
};
const uts = {
    key_env: 'user',
    key_file: 'user',
    cache: 'user',
    release: 'anybody',
    max_age_hours: 'anybody',
    offline: 'anybody',
};
const slurm = {
    modules: 'user',
    setup: 'user',
    env: 'user',
    container: 'user',
    prepared: 'user',
    install: 'user',
    options: 'user',
    mail_user: 'user',
    mail_type: 'user',
    partition: 'anybody',
    account: 'anybody',
    qos: 'anybody',
    time: 'anybody',
    mem: 'anybody',
    mem_per_cpu: 'anybody',
    mem_per_gpu: 'anybody',
    cpus_per_task: 'anybody',
    gres: 'anybody',
    gpus: 'anybody',
    gpus_per_node: 'anybody',
    nodes: 'anybody',
    constraint: 'anybody',
    exclude: 'anybody',
    nodelist: 'anybody',
    reservation: 'anybody',
    job_name: 'anybody',
    signal: 'anybody',
    max_requeues: 'anybody',
    array_limit: 'anybody',
};
const SECTIONS = [
    { path: ['accelerate'], sayers: accelerate, defaults: accelerateSchema.parse({}) },
    { path: ['corpus', 'link', 'uts'], sayers: uts, defaults: utsSchema.parse({}) },
    { path: ['slurm'], sayers: slurm, defaults: slurmSchema.parse({}) },
];
/** Takes out of the values of a configuration what only the user may say. */
export function disarm(value) {
    const ignored = [];
    const rest = SECTIONS.reduce((whole, { path, sayers, defaults }) => {
        const without = (section) => Object.fromEntries(Object.entries(section).filter(([key, said]) => {
            const name = key.replaceAll('-', '_');
            if (!Object.hasOwn(sayers, name) || sayers[name] === 'anybody')
                return true;
            if (!isDeepStrictEqual(said, defaults[name]))
                ignored.push([...path, key].join('.'));
            return false;
        }));
        return changeAt(whole, path, without);
    }, value);
    return { value: rest, ignored };
}
/** A copy in which the mapping at a path is another one; what has none there is as it was. */
function changeAt(value, [key, ...rest], change) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        return value;
    const mapping = value;
    if (key === undefined)
        return change(mapping);
    if (!Object.hasOwn(mapping, key))
        return value;
    return { ...mapping, [key]: changeAt(mapping[key], rest, change) };
}
