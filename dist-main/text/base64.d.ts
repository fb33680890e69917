/** @file Bytes as text in base64 (RFC 4648, section 4), in Node and in browsers. */
export declare function formatBase64(bytes: Uint8Array): string;
/** Undefined for what is no base64. */
export declare function parseBase64(text: string): Uint8Array | undefined;
