import { type PickleReader, type Value } from './pickle-values.ts';
/** The longest pickle that is read, in bytes: that of some hundred thousand tensors. */
export declare const maxPickleBytes: number;
/**
 * Reads one pickle, from `begin` to its STOP.
 * @throws MedspanError `input` where it is cut off or against the format, `unsafe-input` where it names a global that
 * the reader does not know, or wants more steps than weights do.
 */
export declare function readPickle(bytes: Uint8Array, begin: number, reader: PickleReader, where: {
    readonly path: string;
    readonly at: string;
}): {
    readonly value: Value;
    readonly end: number;
};
