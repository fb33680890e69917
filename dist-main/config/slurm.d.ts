/**
 * @file The section `slurm` of `medspan.yaml`: what is asked of a SLURM cluster, by the names of sbatch's own options.
 *
 * A name may be written with `-`, as sbatch has it, or with `_`. What sbatch takes is one line of a batch script, so that no
 * value may hold a line break, a quotation mark or a backslash.
 */
import { z } from 'zod';
import type { Problem } from './problems.ts';
/** What goes to sbatch as it is. */
declare const sbatchShape: {
    readonly partition: z.ZodOptional<z.ZodString>;
    readonly account: z.ZodOptional<z.ZodString>;
    readonly qos: z.ZodOptional<z.ZodString>;
    readonly time: z.ZodOptional<z.ZodUnion<readonly [z.ZodInt, z.ZodString]>>;
    readonly mem: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    readonly mem_per_cpu: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    readonly mem_per_gpu: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    readonly cpus_per_task: z.ZodOptional<z.ZodInt>;
    readonly gres: z.ZodOptional<z.ZodString>;
    readonly gpus: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    readonly gpus_per_node: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    readonly nodes: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    readonly constraint: z.ZodOptional<z.ZodString>;
    readonly exclude: z.ZodOptional<z.ZodString>;
    readonly nodelist: z.ZodOptional<z.ZodString>;
    readonly reservation: z.ZodOptional<z.ZodString>;
    readonly mail_user: z.ZodOptional<z.ZodString>;
    readonly mail_type: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;
    readonly job_name: z.ZodOptional<z.ZodString>;
};
export declare const SBATCH_OPTIONS: (keyof typeof sbatchShape)[];
export declare const slurmSchema: z.ZodObject<{
    signal: z.ZodDefault<z.ZodInt>;
    max_requeues: z.ZodDefault<z.ZodInt>;
    array_limit: z.ZodOptional<z.ZodInt>;
    modules: z.ZodDefault<z.ZodArray<z.ZodString>>;
    setup: z.ZodDefault<z.ZodArray<z.ZodString>>;
    env: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean]>>>;
    container: z.ZodOptional<z.ZodArray<z.ZodString>>;
    prepared: z.ZodOptional<z.ZodString>;
    install: z.ZodDefault<z.ZodEnum<{
        none: "none";
        python: "python";
    }>>;
    options: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodLiteral<true>]>>>;
    "mem-per-cpu": z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    "mem-per-gpu": z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    "cpus-per-task": z.ZodOptional<z.ZodInt>;
    "gpus-per-node": z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    "mail-user": z.ZodOptional<z.ZodString>;
    "mail-type": z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;
    "job-name": z.ZodOptional<z.ZodString>;
    partition: z.ZodOptional<z.ZodString>;
    account: z.ZodOptional<z.ZodString>;
    qos: z.ZodOptional<z.ZodString>;
    time: z.ZodOptional<z.ZodUnion<readonly [z.ZodInt, z.ZodString]>>;
    mem: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    mem_per_cpu: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    mem_per_gpu: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    cpus_per_task: z.ZodOptional<z.ZodInt>;
    gres: z.ZodOptional<z.ZodString>;
    gpus: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    gpus_per_node: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    nodes: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
    constraint: z.ZodOptional<z.ZodString>;
    exclude: z.ZodOptional<z.ZodString>;
    nodelist: z.ZodOptional<z.ZodString>;
    reservation: z.ZodOptional<z.ZodString>;
    mail_user: z.ZodOptional<z.ZodString>;
    mail_type: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;
    job_name: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export type SlurmConfig = z.output<typeof slurmSchema>;
/** An option's name as sbatch has it. */
export declare function dashed(key: string): string;
/** How many nodes a training is to have; NaN for a text that is no number. */
export declare function nodesOf({ nodes }: SlurmConfig): number;
/** The same for what runs on one node: which several a training takes is then no matter. */
export declare function onOneNode(slurm: SlurmConfig): SlurmConfig;
export declare function slurmContradictions(slurm: SlurmConfig | undefined): Problem[];
export {};
