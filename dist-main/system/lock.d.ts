/** The name of the lock of a folder whose files one process writes at a time. */
export declare const FOLDER_LOCK = ".medspan-lock";
export interface Lock {
    /** Aborts when another process has taken the lock over, with the error that says so. */
    readonly lost: AbortSignal;
    /** @throws what `lost` was aborted with, where the lock is lost */
    check(): Promise<void>;
    /** Says which other process must be gone as well before anybody takes the lock over. */
    add(pid: number): Promise<void>;
    /** Gives it back; a folder that was made for it and is empty goes too. */
    release(): Promise<void>;
}
export interface LockOptions {
    /** Whether to wait for whoever has it; otherwise that is an error. */
    readonly wait: boolean;
    /** Is told once who has it, when that takes waiting, or takes watching whether they are alive. */
    readonly onWait?: ((holder: string) => void) | undefined;
    readonly signal?: AbortSignal | undefined;
}
/**
 * Takes a lock; of several processes, on any machine that shares the disk, one has it.
 * @throws MedspanError `output` where another process has it, or it cannot be written; what the signal was aborted with
 */
export declare function takeLock(path: string, { wait, onWait, signal }: LockOptions): Promise<Lock>;
/** Does some work while no other process does any under the same lock; who comes later waits. */
export declare function withLock<T>(path: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
