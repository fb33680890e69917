/**
 * @file Frames over the socket between an engine and its Python worker; python/medspan_worker/protocol.py is the other end.
 *
 * A frame is the header's length (uint32, little-endian), the header (JSON), and the numbers of the tensors that the
 * header lists under `tensors`, one after another: row-major, little-endian, `f32` or `i32`.
 */
import type { Writable } from 'node:stream';
import { type FloatTensor } from '../../../nn/tensors.ts';
/** What is sent. */
export interface SentTensor {
    readonly shape: readonly number[];
    readonly data: Float32Array | Int32Array;
}
/** What is received: a header, and its tensors by name. */
export interface Frame {
    readonly header: Readonly<Record<string, unknown>>;
    readonly tensors: ReadonlyMap<string, FloatTensor>;
}
export declare function writeFrame(stream: Writable, header: Readonly<Record<string, unknown>>, tensors: ReadonlyMap<string, SentTensor>): Promise<void>;
/**
 * Reads frames one after another; undefined where the other end is gone.
 * @throws MedspanError `internal` for what is no frame
 */
export declare function createFrameReader(stream: AsyncIterable<Buffer>): () => Promise<Frame | undefined>;
