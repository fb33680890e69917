import type { Device } from '../../../config/device.ts';
/** The folder of the worker's package: beside `src/` and `dist/` alike. */
export declare const workerFolder: string;
/**
 * The program that runs Python: as a setting says, else MEDSPAN_PYTHON, else python3. It is a path if it has a slash, and else
 * what is found in PATH.
 */
export declare function pythonProgram(setting?: string, environment?: NodeJS.ProcessEnv): string;
/**
 * Where and with what every Python is started. It takes modules from the folder in which it stands before all others, and
 * where we stand may be anybody's: it stands in ours, and since 3.11 takes none from there either. Keys stay with us.
 */
export declare function pythonSurroundings(environment: NodeJS.ProcessEnv): {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
};
/** What is started. */
export interface Launch {
    /** The program. */
    readonly python: string;
    /** A YAML of accelerate. */
    readonly configFile: string;
    /** On all machines together. */
    readonly processes: number;
    /** Left out, all processes are on this machine. */
    readonly machines?: Machines | undefined;
}
/** Several machines, on each of which the same command is given. */
export interface Machines {
    readonly count: number;
    /** Which of them this is, from 0; that of the trainer is 0. */
    readonly rank: number;
    /** Where the processes find each other: a name or an address of machine 0, and a free port there. */
    readonly address: string;
    readonly port: number;
}
/** The command line on one machine: `accelerate launch` starts that machine's share of the processes. */
export declare function launchCommand({ python, configFile, processes, machines }: Launch): string[];
/** What the YAML says. */
export interface AccelerateConfig {
    readonly processes: number;
    readonly mixedPrecision: 'no' | 'bf16' | 'fp16';
    readonly machines?: number | undefined;
}
/**
 * The YAML for `accelerate launch`. Several processes are `MULTI_GPU` for it on processors too: it would start those by
 * MPI otherwise. Whether they divide the model among them (FSDP) the worker decides.
 */
export declare function formatAccelerateConfig({ processes, mixedPrecision, machines, }: AccelerateConfig): string;
/** Of a process that is to become a worker; `socket` is where the trainer listens, on its own machine. */
export declare function workerSurroundings(base: NodeJS.ProcessEnv, own: {
    readonly socket?: string;
    readonly device: Device;
    readonly threads?: number | undefined;
}): ReturnType<typeof pythonSurroundings>;
/** The libraries that the worker needs, with the versions that it is tested with: what its pyproject.toml pins. */
export declare function pinnedVersions(): Map<string, string>;
/** What to type to have them. */
export declare function installCommand(python: string): string;
/**
 * Checks the versions of the libraries that a worker has. One is as good as the pinned one if it is not older and has
 * the same first number, below 1 the same second one.
 * @throws MedspanError `config` that says what to install
 */
export declare function checkVersions(found: Readonly<Record<string, string>>, python: string): void;
