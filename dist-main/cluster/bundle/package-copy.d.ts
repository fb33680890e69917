/** Which medspan a package is. */
export interface PackageVersion {
    readonly version: string;
    /** SHA-256 of its code, in hexadecimal: builds of one version differ. */
    readonly sha256: string;
}
/** Which medspan the package in a folder is. */
export declare function readPackageVersion(root: string): Promise<PackageVersion>;
/**
 * Copies a package with everything that it needs into a `node_modules` folder.
 * @param root the package's folder
 * @throws MedspanError `input` where a dependency is not installed
 */
export declare function copyPackage(root: string, { name, modules, signal }: {
    name: string;
    modules: string;
    signal?: AbortSignal | undefined;
}): Promise<void>;
