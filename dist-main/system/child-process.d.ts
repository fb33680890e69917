/**
 * @file Programs that we start in a process group of their own: what they say last, how they end, and their end by us.
 */
import { type ChildProcess } from 'node:child_process';
/** How a program has ended. */
export interface Ended {
    /** That could not be started. */
    readonly failure?: NodeJS.ErrnoException;
    /** `exit code 1`, `signal SIGKILL`. */
    readonly status: string;
    /** The end of what it wrote. */
    readonly said: string;
}
export interface Child {
    readonly process: ChildProcess;
    readonly ended: Promise<Ended>;
}
/** Starts a program. The group is its own: Ctrl-C is for us, who let a step under way be finished. */
export declare function startChild([program, ...args]: readonly string[], { cwd, env, input, }: {
    readonly cwd?: string;
    readonly env: NodeJS.ProcessEnv;
    readonly input?: 'pipe' | 'ignore';
}): Child;
/** Sends a signal to a program and all of its group. */
export declare function endChild({ process: { pid } }: Child, signal: NodeJS.Signals): void;
