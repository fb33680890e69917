import type { Tree } from './archive.ts';
import { type TypeSystem } from './typesystem.ts';
/** What imports stay in: names in it are relative, with `/`. */
export interface DescriptorFolder {
    pathOf(name: string): string;
    /** The bytes of a file; undefined where there is none. */
    read(name: string): Promise<Uint8Array | undefined>;
}
export interface Descriptor {
    readonly folder: DescriptorFolder;
    readonly name: string;
    readonly bytes: Uint8Array;
}
/** A folder on the disk. */
export declare function folderAt(path: string): DescriptorFolder;
/** A folder or an archive that is open. Small descriptors by the thousands may import a large one each, which is bounded. */
export declare function folderOf(tree: Tree, limit?: number): DescriptorFolder;
/**
 * The type system that descriptors make together with those that they import.
 *
 * @throws MedspanError with the place of the import: `input` where what it names is missing, `unsafe-input` where that lies
 *   outside the folder
 */
export declare function loadTypeSystem(descriptors: readonly Descriptor[]): Promise<TypeSystem>;
