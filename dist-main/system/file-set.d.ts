/** What is to take its place: files in `files`, and a list of those that go. */
export declare const UNFINISHED = ".medspan-unfinished";
/**
 * Writes files that belong together.
 * @param fill makes them in a folder, as they are to be in `folder`
 * @param obsolete files of an earlier set, which go
 * @throws MedspanError `output`, or what `fill` throws; then the old files stand as they were
 */
export declare function writeFilesWhole(folder: string, fill: (temporary: string) => Promise<void>, obsolete?: readonly string[]): Promise<void>;
/**
 * Makes sure that a file, or a folder of some, is not of a set of which only a part is there.
 * @throws MedspanError `input`
 */
export declare function refuseUnfinished(path: string): Promise<void>;
