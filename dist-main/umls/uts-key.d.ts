/**
 * Reads the key from `file` where one is named, else from the environment's `variable`.
 * @throws MedspanError (`config`) where there is none, or where others may read the file; (`input`) where the file
 * cannot be read
 */
export declare function readUtsKey(options: {
    readonly file?: string | undefined;
    readonly variable: string;
    readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<string>;
