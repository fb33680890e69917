/**
 * Makes sure that a folder holds nothing but files, folders, and links within it. Hidden entries are passed over, as nothing
 * reads them; what is absent, or no folder, is left to whoever reads it.
 * @param depth 1 for what is directly in it
 * @throws MedspanError `unsafe-input`
 */
export declare function checkFolder(folder: string, depth?: number): Promise<void>;
/**
 * Makes sure of a file that is read because it stands where the user has named a folder or another file.
 * @throws MedspanError `unsafe-input` where it is none
 */
export declare function checkBeside(path: string): Promise<void>;
/**
 * Makes sure of a file that the user names: it may be a pipe, which a shell makes of `<(...)`, but no device.
 * @throws MedspanError `unsafe-input`
 */
export declare function checkNamed(path: string): Promise<void>;
/**
 * Makes sure of a file that another file of a folder names: it is one of that folder, also where links lead to it.
 * @returns false where there is none
 * @throws MedspanError `unsafe-input` where it is none, or none of the folder
 */
export declare function checkWithin(folder: string, path: string): Promise<boolean>;
/** Whether a file or folder is not looked at when the folder around it is read; hidden ones and a run's folder are not. */
export declare function isPassedOver(path: string): boolean;
