/**
 * @file SLURM's programs: sbatch, squeue, scontrol, scancel and sacct, and what their refusals mean for whoever submits.
 *
 * Only arguments and plain text go in and come out, in forms that every SLURM since 20.11 has.
 */
import { execFile } from 'node:child_process';
import { MedspanError } from "../errors.js";
import { hasSystemCode } from "../system/output.js";
/** A controller that is busy or restarts is asked again by SLURM's programs themselves for about so long. */
const timeoutMs = 120_000;
/** What a refusal says, which setting it is about, and what to do. */
const REFUSALS = [
    [/invalid partition/i, 'slurm.partition names none of this cluster: sinfo -s lists them.'],
    [
        /invalid account|account\/partition/i,
        'slurm.account or slurm.qos is not yours: sacctmgr show associations user=$USER lists yours.',
    ],
    [
        /invalid qos/i,
        'slurm.qos is not yours: sacctmgr show associations user=$USER format=account,qos lists yours.',
    ],
    [
        /generic resource|\bgres\b/i,
        'slurm.gres or slurm.gpus asks for what no node has: sinfo -o "%P %G" lists what they have.',
    ],
    [/feature/i, 'slurm.constraint names none of this cluster: sinfo -o "%P %f" lists them.'],
    [/node name/i, 'slurm.nodelist or slurm.exclude names no node of this cluster: sinfo -N lists them.'],
    [/reservation/i, 'slurm.reservation names none that you may use: scontrol show reservation lists them.'],
    [/policy|submit limit/i, 'You may submit no more jobs now: wait for some to end, or ask for less.'],
    [/time limit|--time/i, 'slurm.time is more than the partition gives: sinfo -o "%P %l" lists the limits.'],
    [/memory/i, 'slurm.mem is more than a node has: sinfo -o "%P %m" lists MiB a node.'],
    [
        /node configuration is not available|more processors/i,
        'No node has all that slurm asks for (cpus_per_task, mem, gres, gpus, constraint): sinfo -o "%P %c %m %G" lists what they have.',
    ],
    [
        /contact slurm controller|connection|communication|configuration file|configless|munge|authenticat/i,
        'The cluster does not answer: try again in a few minutes, and ask its administrators if it goes on.',
    ],
];
function refused(program, text, cause) {
    const said = text
        .trim()
        .split('\n')
        .map(line => line.replace(/^\w+: (error|fatal): /, ''));
    const last = said.at(-1) || (cause instanceof Error ? cause.message : String(cause));
    const hint = REFUSALS.find(([pattern]) => pattern.test(text))?.[1];
    return new MedspanError('config', `${program} has refused: ${last}`, { hint, cause });
}
/**
 * Calls the programs that are in PATH.
 * @throws MedspanError `config` where there is no such program, or it refuses
 */
export const callSlurm = (program, args) => new Promise((resolve, reject) => {
    execFile(program, [...args], { encoding: 'utf8', env: outerEnvironment(process.env), timeout: timeoutMs, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        if (error === null)
            resolve(stdout);
        else if (hasSystemCode(error, 'ENOENT', 'EACCES'))
            reject(new MedspanError('config', `${program} is not to be found: this machine belongs to no SLURM cluster`, {
                hint: 'Submit where the cluster lets you log in, or put the folder of its programs into PATH.',
                cause: error,
            }));
        else
            reject(refused(program, stderr, error));
    });
});
/** An environment without what SLURM has set for the job that this process belongs to: another job is another one. */
function outerEnvironment(env) {
    return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SLURM') || name === 'SLURM_CONF'));
}
/** The fields of a line of `scontrol -o show`: values may hold spaces. */
export function parseFields(line) {
    const parts = line.trim().split(/ (?=[A-Z][\w:/.]*=)/);
    return new Map(parts.flatMap(part => {
        const at = part.indexOf('=');
        return at < 0 ? [] : [[part.slice(0, at), part.slice(at + 1)]];
    }));
}
