/** The name of a step's checkpoint. */
export declare function checkpointName(step: number): string;
/** The steps of the checkpoints in a run folder, newest first. */
export declare function listCheckpoints(runFolder: string): Promise<number[]>;
