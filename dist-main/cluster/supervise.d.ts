import type { CallSlurm } from './slurm.ts';
export interface SuperviseOptions {
    /** The words of the command. */
    readonly command: readonly string[];
    /** `train`, `tune`, … */
    readonly kind: string;
    /** Of the run or the study. */
    readonly folder: string;
    readonly maxRequeues: number;
    /** A file that is there once the job was signalled. */
    readonly stopFile: string;
    /** As SLURM has set it. */
    readonly env: Readonly<Record<string, string | undefined>>;
    /** The job was signalled. */
    readonly signal: AbortSignal;
    /** Takes what the command prints. */
    readonly write: (text: string) => void;
    readonly call: CallSlurm;
}
/**
 * Runs a command as a job, and gives the exit code that the job ends with.
 * @throws MedspanError `config` outside of a job
 */
export declare function superviseJob(options: SuperviseOptions): Promise<number>;
/** Why a command failed, in a line or a few. */
export declare function reasonOf(code: number, said: string): string;
