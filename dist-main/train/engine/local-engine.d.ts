/**
 * @file Engines whose weights are arrays of this process: from their arrays to the files of the Engine contract.
 */
import type { Arithmetic, Engine } from './engine.ts';
export interface LocalEngine extends Engine, Arithmetic {
}
/** Adds to an engine what follows from its arrays. */
export declare function localEngine(engine: Arithmetic): LocalEngine;
