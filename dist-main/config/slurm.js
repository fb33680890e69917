/**
 * @file The section `slurm` of `medspan.yaml`: what is asked of a SLURM cluster, by the names of sbatch's own options.
 *
 * A name may be written with `-`, as sbatch has it, or with `_`. What sbatch takes is one line of a batch script, so that no
 * value may hold a line break, a quotation mark or a backslash.
 */
import { z } from 'zod';
import { isSecretName } from "../system/secret-names.js";
/** What stands between quotation marks in a line of a batch script. */
const value = z.string().refine(text => /^[^\p{Cc}\p{Zl}\p{Zp}"\\]+$/u.test(text), {
    error: 'a text without line breaks, quotation marks or backslashes',
});
const line = z.string().regex(/^[^\r\n\0]+$/, { error: 'one line of shell' });
const valueOrNumber = z.union([value, z.int().min(0)]);
const count = z.int().min(1);
const timePattern = /^(\d+-)?\d+(:\d{1,2}){0,2}$/;
const time = z.union([
    count,
    z.string().regex(timePattern, { error: 'minutes, h:mm:ss or days-hours:minutes:seconds' }),
]);
/** What goes to sbatch as it is. */
const sbatchShape = {
    partition: value.optional().describe('sbatch --partition'),
    account: value.optional().describe('sbatch --account'),
    qos: value.optional().describe('sbatch --qos'),
    time: time
        .optional()
        .describe('The time limit: minutes, or as sbatch writes it, such as `"07:00:00"` or `1-12`.'),
    mem: valueOrNumber.optional().describe('Memory of a node in MiB, or with a unit, such as `16G`.'),
    mem_per_cpu: valueOrNumber.optional().describe('sbatch --mem-per-cpu'),
    mem_per_gpu: valueOrNumber.optional().describe('sbatch --mem-per-gpu'),
    cpus_per_task: count.optional().describe('sbatch --cpus-per-task'),
    gres: value.optional().describe('sbatch --gres'),
    gpus: valueOrNumber.optional().describe('sbatch --gpus'),
    gpus_per_node: valueOrNumber.optional().describe('sbatch --gpus-per-node'),
    nodes: valueOrNumber.optional().describe('sbatch --nodes'),
    constraint: value.optional().describe('sbatch --constraint'),
    exclude: value.optional().describe('sbatch --exclude'),
    nodelist: value.optional().describe('sbatch --nodelist'),
    reservation: value.optional().describe('sbatch --reservation'),
    mail_user: value.optional().describe('sbatch --mail-user'),
    mail_type: z
        .union([value, z.array(value).min(1)])
        .optional()
        .describe('sbatch --mail-type'),
    job_name: value.optional().describe('By default `medspan`.'),
};
export const SBATCH_OPTIONS = Object.keys(sbatchShape);
const dashedShape = Object.fromEntries(Object.entries(sbatchShape)
    .filter(([key]) => key.includes('_'))
    .map(([key, schema]) => [dashed(key), schema]));
export const slurmSchema = z.strictObject({
    ...sbatchShape,
    ...dashedShape,
    signal: count
        .default(120)
        .describe('Seconds before the time limit at which a training saves and is requeued.'),
    max_requeues: z
        .int()
        .min(0)
        .default(100)
        .describe('How often a job that was preempted, or reached its time limit, is requeued.'),
    array_limit: count.optional().describe('How many workers of a search run at once.'),
    modules: z
        .array(z.string().regex(/^[\w.+/@:][\w.+/@:-]*$/, { error: 'the name of a module' }))
        .default([])
        .describe('Environment modules to load, such as `[cuda/12.4]`.'),
    setup: z.array(line).default([]).describe('Lines of shell to run before medspan.'),
    env: z
        .record(z.string(), z.union([z.string().regex(/^[^\r\n\0]*$/, { error: 'a text of one line' }), z.number(), z.boolean()]))
        .default({})
        .describe('Environment variables, such as `{ HF_HUB_OFFLINE: 1 }`. No keys or passwords: SLURM passes on what is set where you submit.'),
    container: z
        .array(line)
        .min(1)
        .optional()
        .describe('A command that runs medspan in a container, such as `[apptainer, exec, --nv, image.sif]`.'),
    prepared: z
        .string()
        .min(1)
        .optional()
        .describe("An offline bundle made by `medspan submit prepare`, from which jobs take medspan, models and datasets of the hub, and Python's libraries."),
    install: z
        .enum(['none', 'python'])
        .default('none')
        .describe('What a job may install: `python` creates an environment with the libraries of the accelerate engine by pip, in your cache folder, where accelerate.python lacks them.'),
    options: z
        .record(z.string(), z.union([value, z.number(), z.literal(true)]))
        .default({})
        .describe('Other options of sbatch, such as `{ comment: tagger }`; `true` for one without a value.'),
});
/** An option's name as sbatch has it. */
export function dashed(key) {
    return key.replaceAll('_', '-');
}
/** What medspan says to sbatch itself. */
const reserved = [
    'array',
    'chdir',
    'dependency',
    'error',
    'export-file',
    'input',
    'kill-on-invalid-dep',
    'no-requeue',
    'open-mode',
    'output',
    'parsable',
    'requeue',
    'signal',
    'test-only',
    'wait',
    'wrap',
];
/** Seconds of a time as sbatch has it. */
function secondsOf(text) {
    if (typeof text === 'number')
        return 60 * text;
    const [days, rest] = text.includes('-') ? text.split('-') : [undefined, text];
    const parts = rest.split(':').map(Number);
    const [a = 0, b = 0, c = 0] = parts;
    if (days !== undefined)
        return 86_400 * Number(days) + 3600 * a + 60 * b + c;
    return parts.length === 3 ? 3600 * a + 60 * b + c : 60 * a + b;
}
/** The variables to which a list such as `ALL,NAME=value` gives values. */
function namesOf(value) {
    return String(value)
        .split(',')
        .flatMap(item => /^\s*(\w+)=/.exec(item)?.[1] ?? []);
}
/** How many nodes a training is to have; NaN for a text that is no number. */
export function nodesOf({ nodes }) {
    return nodes === undefined ? 1 : Number(nodes);
}
/** The same for what runs on one node: which several a training takes is then no matter. */
export function onOneNode(slurm) {
    if (nodesOf(slurm) === 1)
        return slurm;
    const { nodes: _, nodelist: __, ...rest } = slurm;
    return rest;
}
const noSecrets = 'a batch script is no place for secrets: set it where you submit, and it is passed on';
export function slurmContradictions(slurm) {
    if (slurm === undefined)
        return [];
    const problems = [];
    const report = (key, message, inner) => problems.push({ path: ['slurm', key, ...(inner === undefined ? [] : [inner])], message });
    const given = slurm;
    for (const key of SBATCH_OPTIONS)
        if (key.includes('_') && given[key] !== undefined && given[dashed(key)] !== undefined)
            report(dashed(key), `${key} says it already: keep one of them`);
    if (slurm.time !== undefined && secondsOf(slurm.time) <= slurm.signal)
        report('signal', `expected less than the time limit, ${secondsOf(slurm.time)} s, got ${slurm.signal}`);
    if (!Number.isInteger(nodesOf(slurm)) || nodesOf(slurm) < 1)
        report('nodes', `expected a number of nodes, got ${slurm.nodes}`);
    if (slurm.prepared !== undefined && slurm.install !== 'none')
        report('install', 'slurm.prepared says that nothing is fetched: keep one of them');
    for (const name of Object.keys(slurm.env))
        if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
            report('env', 'expected the name of an environment variable', name);
        else if (isSecretName(name))
            report('env', noSecrets, name);
    for (const [name, value] of Object.entries(slurm.options)) {
        if (!/^[a-z][a-z0-9_-]*$/.test(name))
            report('options', 'expected the long name of an option of sbatch', name);
        else if (reserved.includes(dashed(name)))
            report('options', 'medspan sets it itself', name);
        else if (Object.hasOwn(sbatchShape, name.replaceAll('-', '_')))
            report('options', `write it as slurm.${name}`, name);
        // --export=ALL,NAME=value
        else if (name === 'export' && namesOf(value).some(isSecretName))
            report('options', noSecrets, name);
    }
    return problems;
}
