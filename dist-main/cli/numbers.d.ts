/** A whole number from 0. */
export declare function parseCount(text: string): number;
/** A whole number from 1. */
export declare function parsePositive(text: string): number;
/** A share, or a probability: a number from 0 to 1. */
export declare function parseShare(text: string): number;
/** A time such as `2h`, `1h30m`, `45m` or `90s`, in seconds. */
export declare function parseDuration(text: string): number;
export declare function parseSeed(text: string): number;
/** Seeds such as `1,2,3`. */
export declare function parseSeeds(text: string): number[];
