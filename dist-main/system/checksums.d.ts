export declare const CHECKSUMS = "SHA256SUMS";
/** SHA-256 of a file, in hexadecimal digits; the file is never in memory as a whole. */
export declare function hashFile(path: string): Promise<string>;
/** Writes the checksums of all files that are in a folder. */
export declare function writeChecksums(folder: string): Promise<void>;
/**
 * Makes sure that the files of a folder are those whose checksums it has; a folder without any is taken as it is.
 * @throws MedspanError `input` naming the damaged file
 */
export declare function verifyChecksums(folder: string): Promise<void>;
