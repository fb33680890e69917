import { z } from 'zod';
import { internal } from "../../../errors.js";
import { sizeOf } from "../../../nn/tensors.js";
const mostHeaderBytes = 64 * 2 ** 20;
const mostTensorElements = 2 ** 33;
/** Bytes that are given to the socket at once. */
const pieceBytes = 2 ** 26;
const headerSchema = z.looseObject({
    tensors: z
        .array(z.object({ name: z.string(), dtype: z.literal('f32'), shape: z.array(z.int().min(0)) }))
        .default([]),
});
export async function writeFrame(stream, header, tensors) {
    const entries = [...tensors].map(([name, { shape, data }]) => {
        if (sizeOf(shape) !== data.length)
            throw internal(`${name} of shape [${shape}] has ${data.length} numbers`);
        return { name, dtype: data instanceof Int32Array ? 'i32' : 'f32', shape };
    });
    const json = Buffer.from(JSON.stringify({ ...header, tensors: entries }), 'utf8');
    const prefix = Buffer.alloc(4);
    prefix.writeUInt32LE(json.length);
    await write(stream, prefix);
    await write(stream, json);
    for (const { data } of tensors.values())
        for (let begin = 0; begin < data.byteLength; begin += pieceBytes)
            await write(stream, new Uint8Array(data.buffer, data.byteOffset + begin, Math.min(pieceBytes, data.byteLength - begin)));
}
/** Waits until the system has taken the bytes: no array changes under way. */
function write(stream, bytes) {
    return new Promise((resolve, reject) => {
        stream.write(bytes, error => (error ? reject(error) : resolve()));
    });
}
/**
 * Reads frames one after another; undefined where the other end is gone.
 * @throws MedspanError `internal` for what is no frame
 */
export function createFrameReader(stream) {
    const chunks = stream[Symbol.asyncIterator]();
    let rest = new Uint8Array(0);
    /** Fills an array; false where the other end is gone. */
    async function fill(target) {
        let done = 0;
        while (done < target.length) {
            if (rest.length === 0) {
                const next = await chunks.next();
                if (next.done === true)
                    return false;
                rest = next.value;
            }
            const taken = rest.subarray(0, target.length - done);
            target.set(taken, done);
            done += taken.length;
            rest = rest.subarray(taken.length);
        }
        return true;
    }
    return async () => {
        const prefix = Buffer.alloc(4);
        if (!(await fill(prefix)))
            return undefined;
        const length = prefix.readUInt32LE();
        if (length > mostHeaderBytes)
            throw internal(`the worker sends a header of ${length} bytes`);
        const json = Buffer.alloc(length);
        if (!(await fill(json)))
            return undefined;
        const { tensors: entries, ...header } = headerSchema.parse(JSON.parse(json.toString('utf8')));
        const tensors = new Map();
        for (const { name, shape } of entries) {
            if (sizeOf(shape) > mostTensorElements)
                throw internal(`the worker sends ${name} of shape [${shape}]`);
            const data = new Float32Array(sizeOf(shape));
            if (!(await fill(new Uint8Array(data.buffer))))
                return undefined;
            tensors.set(name, { shape, data });
        }
        return { header, tensors };
    };
}
