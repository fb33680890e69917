import type { Dropped } from '../../text/tags.ts';
/** `1234 12-20 "lung cancer" (T191 Neoplastic Process, C0242379) overlaps with "cancer" (...)`, a line each. */
export declare function renderDropped(dropped: readonly Dropped[]): string;
