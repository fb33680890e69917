/**
 * @file Float32 from every floating type that weights are kept in. Built for little-endian machines, which all of Node's
 * platforms for ONNX Runtime are, and all browsers'.
 */
/** Bytes of one number. */
export const floatBytes = { F64: 8, F32: 4, F16: 2, BF16: 2 };
let halves;
/** Every binary16 as float32, which is exact (IEEE 754-2008, section 3.4). */
function halfTable() {
    halves ??= Float32Array.from({ length: 65_536 }, (_, bits) => {
        const sign = bits & 0x8000 ? -1 : 1;
        const exponent = (bits >> 10) & 0x1f;
        const fraction = bits & 0x3ff;
        if (exponent === 0)
            return sign * fraction * 2 ** -24;
        if (exponent === 31)
            return fraction === 0 ? sign * Infinity : Number.NaN;
        return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
    });
    return halves;
}
/**
 * Puts `count` numbers into `target` from `at` on. `bytes` begins at a multiple of the type's size in its buffer.
 * @param indexOf which number of `bytes` is the i-th; left out, the i-th.
 */
export function convert(type, bytes, target, at, count, indexOf) {
    const length = bytes.length / floatBytes[type];
    if (type === 'BF16') {
        const source = new Uint16Array(bytes.buffer, bytes.byteOffset, length);
        // Bits, not numbers: a NaN keeps its payload.
        const words = new Uint32Array(target.buffer, target.byteOffset, target.length);
        if (indexOf === undefined)
            for (let i = 0; i < count; i++)
                words[at + i] = source[i] << 16;
        else
            for (let i = 0; i < count; i++)
                words[at + i] = source[indexOf[i]] << 16;
    }
    else if (type === 'F16') {
        const source = new Uint16Array(bytes.buffer, bytes.byteOffset, length);
        const table = halfTable();
        if (indexOf === undefined)
            for (let i = 0; i < count; i++)
                target[at + i] = table[source[i]];
        else
            for (let i = 0; i < count; i++)
                target[at + i] = table[source[indexOf[i]]];
    }
    else {
        const source = type === 'F64'
            ? new Float64Array(bytes.buffer, bytes.byteOffset, length)
            : new Float32Array(bytes.buffer, bytes.byteOffset, length);
        if (indexOf === undefined)
            target.set(source.subarray(0, count), at);
        else
            for (let i = 0; i < count; i++)
                target[at + i] = source[indexOf[i]];
    }
}
/** Numbers of a floating type as float32. `bytes` is aligned to the type, as a buffer of its own is. */
export function toFloat32(type, bytes) {
    const target = new Float32Array(bytes.length / floatBytes[type]);
    convert(type, bytes, target, 0, target.length);
    return target;
}
