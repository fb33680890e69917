export type SlurmProgram = 'sbatch' | 'squeue' | 'scontrol' | 'scancel' | 'sacct';
/** Runs a program of SLURM and gives what it prints. */
export type CallSlurm = (program: SlurmProgram, args: readonly string[]) => Promise<string>;
/**
 * Calls the programs that are in PATH.
 * @throws MedspanError `config` where there is no such program, or it refuses
 */
export declare const callSlurm: CallSlurm;
/** The fields of a line of `scontrol -o show`: values may hold spaces. */
export declare function parseFields(line: string): Map<string, string>;
