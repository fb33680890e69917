/**
 * @file What the page that tags text and its worker tell each other.
 */
import type { describeMentions } from '../text/document.ts';
/** Files by their names, each compressed by gzip, in pieces of base64. */
export type PackedFiles = Readonly<Record<string, readonly string[]>>;
export type Request = {
    readonly kind: 'load';
    readonly files: PackedFiles;
    readonly wasm: readonly string[];
} | {
    readonly kind: 'tag';
    readonly text: string;
};
export type Answer = {
    readonly kind: 'loaded';
    readonly types: readonly (readonly [type: string, name: string])[];
} | {
    readonly kind: 'progress';
    readonly words: number;
} | {
    readonly kind: 'tagged';
    readonly text: string;
    readonly mentions: ReturnType<typeof describeMentions>;
} | {
    readonly kind: 'failed';
    readonly message: string;
};
