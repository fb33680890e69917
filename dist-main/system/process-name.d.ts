/** The name of a process of this machine. */
export declare function nameProcess(pid: number): string;
/** Whether a name is that of a process of this machine, dead or alive. */
export declare function isNameOf(name: unknown, pid: number): boolean;
/** What can be known of a process by its name: of one on another machine nothing. */
export declare function lifeOf(name: unknown): 'alive' | 'gone' | 'unknown';
