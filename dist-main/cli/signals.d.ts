/** The signals that ask a process to end. Of SIGUSR1 Node makes a debugger otherwise. */
export declare const STOP_SIGNALS: readonly ["SIGINT", "SIGTERM", "SIGUSR1"];
export type StopSignal = (typeof STOP_SIGNALS)[number];
export interface Stopping {
    /** From now on the command ends in order: it is told by the signal that this gives. */
    endInOrder(): AbortSignal;
    /** From now on there is nothing left to end in order. */
    endAtOnce(): void;
    /** Whether the command ends in order. */
    readonly inOrder: boolean;
    receive(signal: StopSignal): void;
}
export interface StoppingOptions {
    /** Ends the process with this code, at once. */
    readonly exit: (code: number) => void;
    readonly tell: (text: string) => void;
    /** Milliseconds, from whenever. */
    readonly nowMs: () => number;
}
export declare function createStopping({ exit, tell, nowMs }: StoppingOptions): Stopping;
