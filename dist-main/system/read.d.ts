import { MedspanError } from '../errors.ts';
/** That a file cannot be read, and why. */
export declare function unreadable(path: string, cause: unknown): MedspanError;
/**
 * A file's text; undefined where there is none.
 * @throws MedspanError `input` where it cannot be read
 */
export declare function readIfThere(path: string): Promise<string | undefined>;
