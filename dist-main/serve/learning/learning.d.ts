import type { Tagger } from '../../predict/tagger.ts';
import type { Learner, Scope, ServedModels } from '../contract.ts';
import { type Limits } from './documents.ts';
import { type ScopeStatus } from './entry.ts';
import { type ScopeVersions } from './versions.ts';
import { type LearningWork } from './work.ts';
export interface LearningOptions {
    /** Where documents and versions are kept; one server at a time works in it. */
    readonly folder: string;
    /** The models to begin with: a folder or an id of the hub each. */
    readonly models: readonly {
        readonly name: string;
        readonly path: string;
    }[];
    /** Whether each user of a project has a model, or all of a project have one; the latter by default. */
    readonly perUser?: boolean | undefined;
    /** How long no document must have come before a training begins; 30 s by default. */
    readonly quietMs?: number | undefined;
    /** Threads of a training; 1 by default, so that serving goes on. */
    readonly threads?: number | undefined;
    /** How many versions of a model stay; 5 by default. */
    readonly versions?: number | undefined;
    /** How many taggers are loaded at a time; by default two more than there are models. */
    readonly taggers?: number | undefined;
    readonly limits?: Partial<Limits> | undefined;
    /** Loads a model to serve; `loadTagger` by default. */
    readonly load?: ((path: string) => Promise<Tagger>) | undefined;
    /** Does what a learning takes besides; by default in processes of their own. */
    readonly work?: LearningWork | undefined;
}
export interface Learning extends Learner, ServedModels {
    /** How far each model that has documents is. */
    status(): ScopeStatus[];
    /** The versions of each. */
    list(): ScopeVersions[];
    /**
     * Puts an earlier version into use; 0 is the model that the server was started with.
     * @throws MedspanError `input` where there is no such version
     */
    rollback(name: string, scope: Scope, version: number): Promise<void>;
    /** Ends trainings in order, so that they resume the next time, and waits for uses under way. */
    close(): Promise<void>;
}
/**
 * Opens a folder, and resumes what was being learnt there.
 * @throws MedspanError `output` where another server works in it, or it holds something else; `input` where it is damaged;
 *     `unsafe-input` where links in it lead elsewhere
 */
export declare function createLearning(options: LearningOptions): Promise<Learning>;
