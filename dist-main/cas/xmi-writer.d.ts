import { type Cas } from './cas.ts';
/** Formats a CAS; parsing the result with the same type system gives the same CAS. */
export declare function formatXmi(cas: Cas): string;
/**
 * The pieces of a file, in order, so that a large one need not be held as a whole; not too small, since each that is written is
 * a question to the system.
 *
 * @throws MedspanError `data` where a text has a character, or a type or feature a name, that XML cannot carry
 */
export declare function formatXmiPieces(cas: Cas): Generator<string, void>;
/** A number as Java's Double.toString writes it: `1.0`, `1.0E10`, `NaN`, `-Infinity`. */
export declare function formatDouble(value: number): string;
