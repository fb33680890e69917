import { type Cas } from './cas.ts';
import { type TypeSystem } from './typesystem.ts';
export declare const VIEW = "uima.cas.View";
export declare const NULL = "uima.cas.NULL";
/**
 * Parses a CAS.
 *
 * @throws MedspanError with file, line and column: `input` where the file is not well-formed, uses types or
 *   features that the type system lacks, or contradicts itself; `unsafe-input` for entities and DTDs
 */
export declare function parseXmi(text: string, typeSystem: TypeSystem, path: string): Cas;
/** True where a file is called XMI or begins as one. */
export declare function isXmi(path: string, head: Uint8Array): boolean;
/** Parses a CAS from its bytes, as they come; the rest is as with `parseXmi`. */
export declare function readXmi(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, typeSystem: TypeSystem, path: string): Promise<Cas>;
