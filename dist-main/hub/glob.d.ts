import { type Where } from '../errors.ts';
/**
 * The paths that a glob matches, in their order.
 * @throws MedspanError `input` where it is none, such as `[z-a]`, or longer than 1,000 characters
 */
export declare function matchGlob(glob: string, paths: readonly string[], where: Where): string[];
