/** @file Bytes as text in base64 (RFC 4648, section 4), in Node and in browsers. */
export function formatBase64(bytes) {
    let characters = '';
    for (const byte of bytes)
        characters += String.fromCharCode(byte);
    return btoa(characters);
}
/** Undefined for what is no base64. */
export function parseBase64(text) {
    let characters;
    try {
        characters = atob(text);
    }
    catch {
        return undefined;
    }
    const bytes = new Uint8Array(characters.length);
    for (let at = 0; at < bytes.length; at++)
        bytes[at] = characters.charCodeAt(at);
    return bytes;
}
