/**
 * @file Walking over Thrift's compact protocol (thrift-compact-protocol.md) without making anything of it, so that
 * a reader that trusts lengths and counts can be given what was checked.
 */
/** How deep structures may nest. Parquet's metadata nest 7 deep. */
const maxDepth = 32;
/** Type codes; a boolean field is its type alone, a boolean in a list is a byte. */
const code = {
    stop: 0,
    true: 1,
    false: 2,
    i8: 3,
    i16: 4,
    i32: 5,
    i64: 6,
    double: 7,
    binary: 8,
    list: 9,
    struct: 12,
};
/**
 * The index just after the structure that begins at `begin`; undefined when the bytes are none: they end early, nest
 * too deep, hold a list of more elements than bytes, or a type that Parquet does not use.
 */
export function checkThrift(bytes, begin, end) {
    let at = begin;
    /** The value of a variable-length number, or -1. */
    function varint() {
        let value = 0;
        for (let shift = 0; shift < 70; shift += 7) {
            if (at >= end)
                return -1;
            const byte = bytes[at++];
            value += (byte & 0x7f) * 2 ** shift;
            if (byte < 0x80)
                return value;
        }
        return -1;
    }
    function skip(length) {
        at += length;
        return length >= 0 && at <= end;
    }
    function value(type, depth) {
        switch (type) {
            case code.i8:
                return skip(1);
            case code.i16:
            case code.i32:
            case code.i64:
                return varint() >= 0;
            case code.double:
                return skip(8);
            case code.binary:
                return skip(varint());
            case code.list:
                return list(depth);
            case code.struct:
                return struct(depth + 1);
            default:
                return false;
        }
    }
    function list(depth) {
        if (at >= end || depth > maxDepth)
            return false;
        const byte = bytes[at++];
        const size = byte >> 4 === 15 ? varint() : byte >> 4;
        // Each element takes a byte or more.
        if (size < 0 || size > end - at)
            return false;
        const type = byte & 15;
        const isBoolean = type === code.true || type === code.false;
        for (let i = 0; i < size; i++)
            if (!value(isBoolean ? code.i8 : type, depth + 1))
                return false;
        return true;
    }
    function struct(depth) {
        if (depth > maxDepth)
            return false;
        for (;;) {
            if (at >= end)
                return false;
            const byte = bytes[at++];
            const type = byte & 15;
            if (type === code.stop)
                return true;
            if (byte >> 4 === 0 && varint() < 0)
                return false;
            if (type !== code.true && type !== code.false && !value(type, depth))
                return false;
        }
    }
    return struct(0) ? at : undefined;
}
