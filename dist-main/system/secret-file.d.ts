/**
 * Reads at most `maxBytes` bytes of a file as text, if nobody else may read it.
 * @param options.holds what is in the file, for the error: `a key`
 * @throws MedspanError (`config`) where others may read it, (`input`) where it cannot be read
 */
export declare function readSecretFile(path: string, { maxBytes, holds }: {
    readonly maxBytes: number;
    readonly holds: string;
}): Promise<string>;
