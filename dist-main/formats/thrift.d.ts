/**
 * @file Walking over Thrift's compact protocol (thrift-compact-protocol.md) without making anything of it, so that
 * a reader that trusts lengths and counts can be given what was checked.
 */
/**
 * The index just after the structure that begins at `begin`; undefined when the bytes are none: they end early, nest
 * too deep, hold a list of more elements than bytes, or a type that Parquet does not use.
 */
export declare function checkThrift(bytes: Uint8Array, begin: number, end: number): number | undefined;
