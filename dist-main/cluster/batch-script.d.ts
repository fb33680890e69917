/**
 * @file A batch script for sbatch as text: the same settings give the same script, with LF on every system.
 *
 * Options stand in `#SBATCH` lines, which the shell takes for comments; everything that the shell reads is quoted, but for
 * the lines of `slurm.setup`, which are shell. The batch shell stays in front of `medspan job`: a signal that comes while
 * Node starts would be lost to it, so the shell notes signals in a file, at which `medspan job` looks.
 */
import { type SlurmConfig } from '../config/slurm.ts';
export interface BatchScript {
    readonly slurm: SlurmConfig;
    /** What is submitted, such as `medspan submit train`, for whoever reads the script. */
    readonly title: string;
    /** The folder of the run or study, an absolute path: the job's own, with `jobs` for its log. */
    readonly folder: string;
    /** Of a job array: how many tasks it has. */
    readonly tasks?: number | undefined;
    /** The words of `medspan job` with its options, up to `--`. */
    readonly job: readonly string[];
    /** The words of the command that it looks after. */
    readonly command: readonly string[];
    /** Of a job array whose tasks differ: the last word of each task's command. */
    readonly each?: readonly string[] | undefined;
    /** The words of `medspan join`, for the other nodes of a job with several. */
    readonly join?: readonly string[];
}
/** The argument with which the script is for one of the other nodes. */
export declare const JOIN = "join";
/** A word as the shell reads it, whatever it holds. */
export declare function quote(word: string): string;
/**
 * Makes sure that sbatch can be told of a folder.
 * @throws MedspanError `config` where it has characters that mean something else to it
 */
export declare function checkFolder(folder: string): void;
/** Renders the script. For which other job it waits is said to sbatch at submission. */
export declare function renderBatchScript(script: BatchScript): string;
