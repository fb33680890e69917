/** A Python, as far as wheels depend on it. */
export interface Interpreter {
    /** `3.12` */
    readonly version: string;
    /** As Python says it: `linux-x86_64`. */
    readonly platform: string;
}
/** The libraries as pip is told of them: `torch==2.13.0`. */
export declare function readRequirements(): Promise<string[]>;
/**
 * Asks a Python what it is.
 * @throws MedspanError `config` where it cannot be started
 */
export declare function readInterpreter(python: string, signal?: AbortSignal): Promise<Interpreter>;
/**
 * Gathers wheels of the libraries, and of all that they need.
 * @throws MedspanError `config` with what pip says; `output` where the disk is full
 */
export declare function gatherWheels(python: string, { requirements, folder, signal }: Gather): Promise<void>;
interface Gather {
    readonly requirements: readonly string[];
    readonly folder: string;
    readonly signal?: AbortSignal | undefined;
}
export interface EnvironmentOptions {
    /** What it is made with. */
    readonly python: string;
    readonly requirements: readonly string[];
    /** A folder with wheels, and nothing but these is used; left out, pip gets them as it is set up to. */
    readonly wheels?: string | undefined;
    readonly signal?: AbortSignal | undefined;
    /** Takes what there is to tell. */
    readonly tell: (line: string) => void;
}
/**
 * Makes a virtual environment unless it is there, and gives the path of its Python. Of several jobs one makes it, and the
 * others wait; it is there whole or not at all. Its programs in `bin/` name the folder in which it was made: they are run as
 * `python -m`.
 * @param path its folder, which is alone in its parent
 * @throws MedspanError `config` with what pip says; `output` where the disk is full
 */
export declare function makeEnvironment(path: string, options: EnvironmentOptions): Promise<string>;
/** Whether a Python has the libraries, in versions that the accelerate engine takes; none of them is loaded. */
export declare function hasLibraries(python: string, requirements: readonly string[], signal?: AbortSignal): Promise<boolean>;
export {};
