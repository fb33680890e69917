import { z } from 'zod';
/** `requeued`: put back into the queue, `resubmitted`: another job goes on. */
export declare const OUTCOMES: readonly ["finished", "requeued", "resubmitted", "failed", "stopped"];
/** What a command and its processes have used since they were started. */
declare const usageSchema: z.ZodObject<{
    seconds: z.ZodNumber;
    cpu_seconds: z.ZodOptional<z.ZodNumber>;
    max_rss_bytes: z.ZodOptional<z.ZodNumber>;
    gpu_use: z.ZodOptional<z.ZodNumber>;
    gpu_memory_bytes: z.ZodOptional<z.ZodNumber>;
}, z.core.$strip>;
declare const eventSchema: z.ZodDiscriminatedUnion<[z.ZodObject<{
    kind: z.ZodString;
    tasks: z.ZodOptional<z.ZodNumber>;
    dependency: z.ZodOptional<z.ZodString>;
    continues: z.ZodOptional<z.ZodString>;
    own: z.ZodOptional<z.ZodString>;
    job: z.ZodString;
    at: z.ZodString;
    event: z.ZodLiteral<"submitted">;
}, z.core.$strip>, z.ZodObject<{
    kind: z.ZodString;
    restarts: z.ZodNumber;
    nodes: z.ZodString;
    gpus: z.ZodOptional<z.ZodString>;
    cpus: z.ZodOptional<z.ZodNumber>;
    job: z.ZodString;
    at: z.ZodString;
    event: z.ZodLiteral<"started">;
}, z.core.$strip>, z.ZodObject<{
    seconds: z.ZodNumber;
    cpu_seconds: z.ZodOptional<z.ZodNumber>;
    max_rss_bytes: z.ZodOptional<z.ZodNumber>;
    gpu_use: z.ZodOptional<z.ZodNumber>;
    gpu_memory_bytes: z.ZodOptional<z.ZodNumber>;
    job: z.ZodString;
    at: z.ZodString;
    event: z.ZodLiteral<"usage">;
}, z.core.$strip>, z.ZodObject<{
    outcome: z.ZodEnum<{
        finished: "finished";
        requeued: "requeued";
        resubmitted: "resubmitted";
        failed: "failed";
        stopped: "stopped";
    }>;
    code: z.ZodNumber;
    reason: z.ZodOptional<z.ZodString>;
    usage: z.ZodOptional<z.ZodObject<{
        seconds: z.ZodNumber;
        cpu_seconds: z.ZodOptional<z.ZodNumber>;
        max_rss_bytes: z.ZodOptional<z.ZodNumber>;
        gpu_use: z.ZodOptional<z.ZodNumber>;
        gpu_memory_bytes: z.ZodOptional<z.ZodNumber>;
    }, z.core.$strip>>;
    job: z.ZodString;
    at: z.ZodString;
    event: z.ZodLiteral<"ended">;
}, z.core.$strip>, z.ZodObject<{
    job: z.ZodString;
    at: z.ZodString;
    event: z.ZodLiteral<"cancelled">;
}, z.core.$strip>, z.ZodObject<{
    cpus: z.ZodOptional<z.ZodNumber>;
    seconds: z.ZodNumber;
    cpu_seconds: z.ZodOptional<z.ZodNumber>;
    max_rss_bytes: z.ZodOptional<z.ZodNumber>;
    job: z.ZodString;
    at: z.ZodString;
    event: z.ZodLiteral<"accounted">;
}, z.core.$strip>], "event">;
export type JobEvent = z.output<typeof eventSchema>;
export type JobUsage = z.output<typeof usageSchema>;
export type JobOutcome = (typeof OUTCOMES)[number];
type Of<Name extends JobEvent['event']> = Extract<JobEvent, {
    event: Name;
}>;
/** One time that a job was started. */
export interface JobAttempt {
    readonly started: Of<'started'>;
    /** Processors on all nodes, as far as that is known. */
    readonly cpus: number | undefined;
    /** On all nodes where SLURM keeps accounts, else on the first. */
    readonly usage: JobUsage | undefined;
    /** Whether SLURM's accounts are part of it. */
    readonly isAccounted: boolean;
    /** Undefined while it runs, and of one that was killed. */
    readonly ended: Of<'ended'> | undefined;
}
export interface Jobs {
    readonly submitted: readonly Of<'submitted'>[];
    /** In the order in which they were started. */
    readonly attempts: readonly JobAttempt[];
    /** Ids of jobs that somebody has cancelled. */
    readonly cancelled: readonly string[];
}
export declare const jobsFileOf: (folder: string) => string;
/** What the lines of a `jobs.jsonl` say. */
export declare function parseJobs(content: string): Jobs;
/**
 * Reads a folder's jobs; none where no cluster has worked on it.
 * @throws MedspanError `input` where the file cannot be read
 */
export declare function readJobs(folder: string): Promise<Jobs>;
/** The share of its processors' time that an attempt has used; undefined where that is not known. */
export declare function cpuEfficiency({ cpus, usage }: JobAttempt): number | undefined;
export {};
