import { type Config } from '../../config/config.ts';
export interface PreparationTask {
    /** The folder of the scope. */
    readonly scope: string;
    /** The model that the server was started with, which says how documents are read and labelled. */
    readonly base: string;
    /** The model that training begins with: the one in use. */
    readonly begins: string;
    readonly runFolder: string;
    readonly threads: number;
}
export type Preparation = {
    readonly kind: 'waiting';
    readonly reason: string;
} | {
    readonly kind: 'ready';
    readonly config: Config;
    readonly documents: {
        readonly train: number;
        readonly validation: number;
        readonly heldOut: number;
    };
    /** The file of the documents that are held out. */
    readonly heldOut: string;
};
/** Makes all that a training takes, in the scope's folder `work`. */
export declare function prepareLearning(task: PreparationTask): Promise<Preparation>;
