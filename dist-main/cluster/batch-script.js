/**
 * @file A batch script for sbatch as text: the same settings give the same script, with LF on every system.
 *
 * Options stand in `#SBATCH` lines, which the shell takes for comments; everything that the shell reads is quoted, but for
 * the lines of `slurm.setup`, which are shell. The batch shell stays in front of `medspan job`: a signal that comes while
 * Node starts would be lost to it, so the shell notes signals in a file, at which `medspan job` looks.
 */
import { dashed, nodesOf, SBATCH_OPTIONS } from "../config/slurm.js";
import { MedspanError } from "../errors.js";
import { preparedFile, preparedVariables } from "./bundle/bundle-file.js";
/** The argument with which the script is for one of the other nodes. */
export const JOIN = 'join';
/** A word as the shell reads it, whatever it holds. */
export function quote(word) {
    return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
/** A value of an option in an `#SBATCH` line, which sbatch itself takes apart. */
function sbatchValue(value) {
    return /^[\w@%+=:,./-]+$/.test(value) ? value : `"${value}"`;
}
/**
 * Makes sure that sbatch can be told of a folder.
 * @throws MedspanError `config` where it has characters that mean something else to it
 */
export function checkFolder(folder) {
    if (/[%"\\\p{Cc}]/u.test(folder))
        throw new MedspanError('config', 'sbatch cannot be told of a folder whose path has %, quotation marks, backslashes or control characters', { where: { path: folder }, hint: 'Choose another training.output_dir.' });
}
/** The options of sbatch that a configuration comes to, by name and in a fixed order; `true` has no value. */
function sbatchOptions({ slurm, folder, tasks }) {
    const given = slurm;
    const text = (value) => (Array.isArray(value) ? value.join(',') : String(value));
    const named = SBATCH_OPTIONS.flatMap((key) => {
        const value = given[key] ?? given[dashed(key)];
        return value === undefined ? [] : [[dashed(key), text(value)]];
    });
    return [
        ...(named.some(([name]) => name === 'job-name') ? [] : [['job-name', 'medspan']]),
        ...named,
        ...(nodesOf(slurm) > 1 ? [['ntasks-per-node', '1']] : []),
        ...Object.entries(slurm.options).map(([name, value]) => [
            dashed(name),
            value === true ? true : String(value),
        ]),
        ...(tasks === undefined ? [] : [['array', arrayOf(tasks, slurm.array_limit)]]),
        ['chdir', folder],
        // Of a job that is started again all logs are one.
        ['output', `jobs/${tasks === undefined ? '%j' : '%A_%a'}.log`],
        ['open-mode', 'append'],
        ['requeue', true],
        ['signal', `B:USR1@${slurm.signal}`],
    ];
}
function arrayOf(tasks, limit) {
    return `0-${tasks - 1}${limit === undefined ? '' : `%${limit}`}`;
}
/** With a offline bundle nothing is asked of the hub. */
function hubVariables({ prepared }) {
    return prepared === undefined ? {} : preparedVariables(prepared);
}
/** Without its offline bundle a job has no medspan that could say what is wrong. */
function isPrepared({ prepared }) {
    if (prepared === undefined)
        return [];
    const message = `error: ${prepared}: the offline bundle is gone; medspan submit prepare makes it again`;
    return [`[ -f ${quote(preparedFile(prepared))} ] || { echo ${quote(message)} >&2; exit 1; }`];
}
/** Renders the script. For which other job it waits is said to sbatch at submission. */
export function renderBatchScript(script) {
    const { slurm, title, job, command, each, join } = script;
    const container = slurm.container ?? [];
    const options = sbatchOptions(script).map(([name, value]) => value === true ? `#SBATCH --${name}` : `#SBATCH --${name}=${sbatchValue(value)}`);
    const words = (list) => list.map(quote).join(' ');
    const lines = [
        // A login shell knows the command `module`.
        slurm.modules.length > 0 ? '#!/bin/bash -l' : '#!/bin/bash',
        `# ${title}`,
        ...options,
        'set -e',
        ...slurm.modules.map(name => `module load ${quote(name)}`),
        ...Object.entries({ ...hubVariables(slurm), ...slurm.env }).map(([name, value]) => `export ${name}=${quote(String(value))}`),
        ...slurm.setup,
        ...isPrepared(slurm),
        ...(each === undefined ? [] : [`each=(${words(each)})`]),
        'set +e',
        ...(nodesOf(slurm) > 1 && join !== undefined
            ? [`[ "$1" != ${JOIN} ] || exec ${words([...container, ...join])}`]
            : []),
        // Slurm signals the shell alone; it may not die of it, and Node hears of it by a file, where nobody else can make one.
        'stop=$(mktemp -d) || exit',
        `trap ': >"$stop/now"' USR1 TERM`,
        `${words(job)} --stop-file "$stop/now" -- ${words([...container, ...command])}${each === undefined ? '' : ` "\${each[SLURM_ARRAY_TASK_ID]}"`} &`,
        'job=$!',
        'wait "$job"',
        // A signal ends wait before the job has ended.
        'while kill -0 "$job" 2>/dev/null; do wait "$job"; done',
        'wait "$job"',
        'code=$?',
        'rm -rf "$stop"',
        'exit "$code"',
    ];
    return `${lines.join('\n')}\n`;
}
