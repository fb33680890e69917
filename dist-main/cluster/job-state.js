/**
 * @file Where jobs stand, from what SLURM remembers: squeue for those of the last minutes, then sacct where the cluster keeps
 * accounts, then scontrol.
 */
import { MedspanError } from "../errors.js";
import { parseFields } from "./slurm.js";
const ACTIVE = new Set([
    'PENDING',
    'CONFIGURING',
    'RUNNING',
    'COMPLETING',
    'SUSPENDED',
    'REQUEUED',
    'REQUEUE_HOLD',
    'REQUEUE_FED',
    'RESIZING',
    'SIGNALING',
    'SPECIAL_EXIT',
    'STAGE_OUT',
    'STOPPED',
]);
/** Whether a job runs or will run. */
export function isActive({ state }) {
    return ACTIVE.has(state);
}
const said = (text) => text === undefined || /^(None|\(null\)|None assigned|N\/A)?$/.test(text) ? '' : text;
/** Rows of `squeue -o '%i|%T|%r|%N'`. */
export function parseSqueue(text) {
    return rowsOf(text).map(([job = '', state = '', reason, nodes]) => ({
        job,
        state,
        reason: said(reason),
        nodes: said(nodes),
    }));
}
/** Rows of `sacct -P -n -X -o JobID,State,ExitCode,NodeList,Reason`. */
export function parseSacct(text) {
    return rowsOf(text).map(([job = '', state = '', code, nodes, reason]) => ({
        job,
        // CANCELLED by 1000
        state: state.split(' ')[0],
        reason: said(reason),
        nodes: said(nodes),
        ...codeOf(code),
    }));
}
/** A line of `scontrol -o show job` a job. */
export function parseScontrol(text) {
    return text
        .split('\n')
        .filter(line => line.trim() !== '')
        .map(line => {
        const fields = parseFields(line);
        const array = fields.get('ArrayJobId');
        const task = fields.get('ArrayTaskId');
        const id = fields.get('JobId') ?? '';
        return {
            job: array !== undefined && /^\d+$/.test(task ?? '') ? `${array}_${task}` : id,
            state: fields.get('JobState') ?? '',
            reason: said(fields.get('Reason')),
            nodes: said(fields.get('NodeList')),
            ...codeOf(fields.get('ExitCode')),
        };
    });
}
function rowsOf(text) {
    return text
        .split('\n')
        .filter(line => line.trim() !== '')
        .map(line => line.split('|'));
}
/** SLURM has `1:0` for exit code 1 and `0:9` for signal 9. */
function codeOf(text) {
    const match = /^(\d+):(\d+)$/.exec(text ?? '');
    if (match === null)
        return {};
    const [code, signal] = [Number(match[1]), Number(match[2])];
    return { code: signal > 0 ? 128 + signal : code };
}
/** The job of an array's task, or the job itself. */
export function baseOf(job) {
    return job.split('_')[0];
}
/**
 * The states of jobs by id, in their order; of an array those of its tasks. One that SLURM does not know any more is missing.
 * @throws MedspanError where the cluster does not answer at all
 */
export async function readStates(jobs, call) {
    const states = new Map();
    const bases = [...new Set(jobs.map(baseOf))];
    if (bases.length === 0)
        return states;
    const note = (found) => {
        for (const state of found)
            if (!states.has(state.job))
                states.set(state.job, state);
    };
    // Of several ids squeue leaves out those that it does not know; of one it makes an error.
    note(parseSqueue(await call('squeue', ['-h', '-r', '-t', 'all', '-o', '%i|%T|%r|%N', '-j', bases.join(',')]).catch(unlessUnknown)));
    for (const state of [...states.values()].filter(one => !isActive(one)))
        states.set(state.job, { ...state, ...(await exitOf(state.job, call)) });
    const left = bases.filter(base => ![...states.keys()].some(job => baseOf(job) === base));
    if (left.length > 0) {
        const accounts = ['-P', '-n', '-X', '-o', 'JobID,State,ExitCode,NodeList,Reason', '-j', left.join(',')];
        // Clusters without accounts have a sacct that says so.
        note(parseSacct(await call('sacct', accounts).catch(() => '')));
    }
    const compare = new Intl.Collator('en', { numeric: true }).compare;
    const inOrder = ([a], [b]) => bases.indexOf(baseOf(a)) - bases.indexOf(baseOf(b)) || compare(a, b);
    return new Map([...states].sort(inOrder));
}
/** The exit code of a job that is over, and why it ended, where SLURM still knows. */
async function exitOf(job, call) {
    const [state] = parseScontrol(await call('scontrol', ['-o', 'show', 'job', job]).catch(() => ''));
    return state?.code === undefined ? {} : { code: state.code, reason: state.reason };
}
function unlessUnknown(error) {
    if (error instanceof MedspanError && /invalid job id/i.test(error.message))
        return '';
    throw error;
}
