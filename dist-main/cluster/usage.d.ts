import type { JobUsage } from '../run/jobs-file.ts';
/** A process as /proc/PID/stat has it. */
export interface ProcessStat {
    readonly pid: number;
    readonly parent: number;
    /** Seconds of its own and of children that it has waited for. */
    readonly ownSeconds: number;
    readonly childSeconds: number;
    readonly rssBytes: number;
}
/** Parses /proc/PID/stat (proc(5)); undefined for anything else. */
export declare function parseStat(text: string): ProcessStat | undefined;
/** What a process and its descendants have used: seconds of processors so far, and memory now. */
export declare function sumOf(root: number, processes: readonly ProcessStat[]): {
    cpuSeconds: number;
    rssBytes: number;
};
/** The mean use of GPUs and their memory in all, from `nvidia-smi --query-gpu=utilization.gpu,memory.used`. */
export declare function parseNvidiaSmi(text: string): {
    use: number;
    memoryBytes: number;
} | undefined;
/** Watches a process. */
export interface UsageMeter {
    /** Looks now. */
    sample(): Promise<void>;
    usage(): JobUsage;
}
/** @param gpus the GPUs' numbers, as `CUDA_VISIBLE_DEVICES` has them; undefined where it has none */
export declare function createUsageMeter(pid: number, gpus: string | undefined): UsageMeter;
