import type { Io } from './io.ts';
/**
 * Its whole path, when nothing in it leads out of it.
 * @throws MedspanError `unsafe-input`
 */
export declare function givenFolder({ cwd }: Io, path: string): Promise<string>;
