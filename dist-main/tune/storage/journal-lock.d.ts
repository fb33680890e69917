export interface JournalLockOptions {
    /** How the lock is made: `symlink` where left out; `open` where links need rights, as on Windows. */
    readonly kind?: 'symlink' | 'open';
    /** After how long a lock that nobody gives back is broken; 30 seconds where left out, as with Optuna. */
    readonly graceMs?: number;
    /** How long to wait for the lock altogether; two minutes where left out. */
    readonly timeoutMs?: number;
}
export interface JournalLock {
    /**
     * Does `work`, which is not interrupted, while no other process writes; one after the other within this one.
     *
     * @throws MedspanError `output` where the lock cannot be had, or what `work` throws
     */
    hold<T>(work: () => T): Promise<T>;
    /** Resolves when all work that was given is done. */
    idle(): Promise<void>;
}
/** The lock of a journal file. */
export declare function createJournalLock(file: string, options?: JournalLockOptions): JournalLock;
