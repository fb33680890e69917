import type { Io, Output } from './io.ts';
/** Asks where somebody sits: where lines come from a terminal, and prompts go to one. */
export declare function createAsk(stdin: NodeJS.ReadStream, stderr: Output): Io['ask'];
