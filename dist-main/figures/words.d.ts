/**
 * @file How figures say types, counts and shares.
 */
/** What people call a type, such as `Disease or Syndrome` for `T047`; undefined where a type is its own name. */
export type TypeName = (type: string) => string | undefined;
/** `T047  Disease or Syndrome`. */
export declare function typeLabel(type: string, typeName: TypeName): string;
/** `12,345`. */
export declare const number: (value: number) => string;
/** `1 mention`, `2 mentions`. */
export declare const plural: (value: number, one: string) => string;
/** A fraction of 1 as `86.6 %`. */
export declare const percent: (fraction: number) => string;
/** `a, b and c`. */
export declare function list(items: readonly string[]): string;
