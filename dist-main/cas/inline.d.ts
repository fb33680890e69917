/**
 * @file From a JSON CAS to one that is written as XMI: in JSON every array is a feature structure, while the XMI of INCEpTION, whose
 * features allow no multiple references, has the elements inside the owner (XMI CAS Serialization Reference, section 8.3).
 */
import { type Cas } from './cas.ts';
import { type TypeSystem } from './typesystem.ts';
/**
 * The same CAS with arrays inside the structures that have them. A feature stays as it is, with multiple references, where an
 * array of it is referred to twice or is in an index, or where another type system of the same documents says so.
 */
export declare function inlineArrays(cas: Cas, path: string, known?: TypeSystem): Cas;
