/** The folder that holds package.json: two above this file, in `src/` and in `dist/` alike. */
export declare const packageRoot: string;
/** What package.json says of itself. */
export declare function readPackage(): {
    version: string;
};
