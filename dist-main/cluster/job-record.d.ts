import { type JobEvent } from '../run/jobs-file.ts';
/** An event without its time. */
type Untimed<Event> = Event extends unknown ? Omit<Event, 'at'> : never;
/**
 * Adds an event. The lines of several machines do not mix, on NFS too.
 * @throws MedspanError `output`
 */
export declare function recordJob(folder: string, event: Untimed<JobEvent>): Promise<void>;
export {};
