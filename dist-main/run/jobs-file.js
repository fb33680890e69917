/**
 * @file `jobs.jsonl` in the folder of a run or a search: the jobs of a cluster that have worked on it, one event a line.
 *
 * A job that is put back into the queue is started several times; each time is an attempt. Lines that cannot be read are
 * left out: a node that fails may leave half a line.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere } from "../system/read.js";
/** `requeued`: put back into the queue, `resubmitted`: another job goes on. */
export const OUTCOMES = ['finished', 'requeued', 'resubmitted', 'failed', 'stopped'];
/** What a command and its processes have used since they were started. */
const usageSchema = z.object({
    seconds: z.number(),
    cpu_seconds: z.number().optional(),
    /** Of all processes together, at most. */
    max_rss_bytes: z.number().optional(),
    /** Mean use of the GPUs, a fraction of 1, and the most memory that was taken on all of them. */
    gpu_use: z.number().optional(),
    gpu_memory_bytes: z.number().optional(),
});
/** `job` is SLURM's id: `12`, or `12_3` of an array. `at` is ISO 8601, UTC. */
const jobId = /^\d+(_\d+)?$/;
const common = { job: z.string().regex(jobId), at: z.string() };
const eventSchema = z.discriminatedUnion('event', [
    z.object({
        event: z.literal('submitted'),
        ...common,
        /** The command: `train`, `tune`, `evaluate`, `report`, `notify`. */
        kind: z.string(),
        /** Of an array. */
        tasks: z.number().optional(),
        /** What it waits for, such as `afterok:12`. */
        dependency: z
            .string()
            .regex(/^after[a-z]+:\d+$/)
            .optional(),
        /** The job that it goes on with. */
        continues: z.string().regex(jobId).optional(),
        /** The mark of its script and configuration by who has submitted it, see system/own.ts. */
        own: z.string().optional(),
    }),
    z.object({
        event: z.literal('started'),
        ...common,
        kind: z.string(),
        /** How often SLURM has started the job before. */
        restarts: z.number(),
        nodes: z.string(),
        gpus: z.string().optional(),
        cpus: z.number().optional(),
    }),
    z.object({ event: z.literal('usage'), ...common, ...usageSchema.shape }),
    z.object({
        event: z.literal('ended'),
        ...common,
        outcome: z.enum(OUTCOMES),
        /** Of the command, as a shell has it. */
        code: z.number(),
        reason: z.string().optional(),
        usage: usageSchema.optional(),
    }),
    z.object({ event: z.literal('cancelled'), ...common }),
    z.object({
        /** What SLURM's accounts say of the last start of a job that is over. */
        event: z.literal('accounted'),
        ...common,
        ...usageSchema.pick({ seconds: true, cpu_seconds: true, max_rss_bytes: true }).shape,
        /** On all nodes. */
        cpus: z.number().optional(),
    }),
]);
export const jobsFileOf = (folder) => join(folder, 'jobs.jsonl');
/** What the lines of a `jobs.jsonl` say. */
export function parseJobs(content) {
    const submitted = [];
    const cancelled = [];
    const attempts = [];
    for (const line of content.split('\n')) {
        const event = parseEvent(line);
        if (event === undefined)
            continue;
        const attempt = attempts.findLast(({ started }) => started.job === event.job);
        if (event.event === 'submitted')
            submitted.push(event);
        else if (event.event === 'cancelled')
            cancelled.push(event.job);
        else if (event.event === 'started')
            attempts.push({
                started: event,
                cpus: event.cpus,
                usage: undefined,
                isAccounted: false,
                ended: undefined,
            });
        else if (attempt !== undefined && event.event === 'usage')
            attempt.usage = event;
        else if (attempt !== undefined && event.event === 'ended') {
            attempt.ended = event;
            attempt.usage = event.usage ?? attempt.usage;
        }
        else if (attempt !== undefined && event.event === 'accounted') {
            const { event: _, job, at, cpus, ...account } = event;
            const bytes = Math.max(account.max_rss_bytes ?? 0, attempt.usage?.max_rss_bytes ?? 0);
            attempt.usage = { ...attempt.usage, ...account, ...(bytes > 0 && { max_rss_bytes: bytes }) };
            attempt.cpus = cpus ?? attempt.cpus;
            attempt.isAccounted = true;
        }
    }
    return { submitted, attempts, cancelled };
}
function parseEvent(line) {
    try {
        return eventSchema.safeParse(JSON.parse(line)).data;
    }
    catch {
        return undefined;
    }
}
/**
 * Reads a folder's jobs; none where no cluster has worked on it.
 * @throws MedspanError `input` where the file cannot be read
 */
export async function readJobs(folder) {
    return parseJobs((await readIfThere(jobsFileOf(folder))) ?? '');
}
/** The share of its processors' time that an attempt has used; undefined where that is not known. */
export function cpuEfficiency({ cpus, usage }) {
    if (cpus === undefined || usage?.cpu_seconds === undefined || usage.seconds <= 0)
        return undefined;
    return usage.cpu_seconds / (cpus * usage.seconds);
}
