/**
 * @file Addresses to which keys may be sent.
 */
/** Whether nobody on the way can read along: HTTPS, or HTTP on this machine. */
export function isConfidential({ protocol, hostname }) {
    const isHere = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
    return protocol === 'https:' || (protocol === 'http:' && isHere);
}
