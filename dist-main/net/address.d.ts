/**
 * @file Addresses to which keys may be sent.
 */
/** Whether nobody on the way can read along: HTTPS, or HTTP on this machine. */
export declare function isConfidential({ protocol, hostname }: URL): boolean;
