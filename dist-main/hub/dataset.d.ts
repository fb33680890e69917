import type { Progress } from '../progress.ts';
import type { Patience } from './request.ts';
import { type Environment } from './settings.ts';
export interface DatasetOptions {
    /** A branch, a tag or a commit; by default `main`. */
    readonly revision?: string | undefined;
    /** The configuration (subset); needed where there are several and none is the default. */
    readonly config?: string | undefined;
    /** The split to read; by default all. */
    readonly split?: string | undefined;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
    /** By default the process' own. */
    readonly env?: Environment | undefined;
    readonly patience?: Patience | undefined;
}
export interface DataFile {
    /** In the cache. */
    readonly path: string;
    readonly split: string;
}
export interface Dataset {
    readonly files: readonly DataFile[];
    /** The commit that the files are of. */
    readonly revision: string;
}
/**
 * Downloads the data files of a data set, or finds them in the cache, and says which split each belongs to. What
 * says the names of numbered tags (README.md, dataset_info.json) comes along.
 *
 * @param id `owner/name`, or a name alone.
 * @throws MedspanError (`input`) when there is no such data set, access is refused, it holds no data of a known
 * format, or neither the hub nor the cache answers; (`config`) for an id of another form, an unknown or missing
 * configuration, and an unknown split.
 */
export declare function resolveDataset(id: string, options: DatasetOptions): Promise<Dataset>;
