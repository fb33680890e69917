import { type CallSlurm } from './slurm.ts';
export interface OtherNodes {
    /** What the command needs to know, as environment variables. */
    readonly env: Readonly<Record<string, string>>;
    /** Ends what runs there. */
    end(): Promise<void>;
}
export interface OtherNodesOptions {
    /** Of the run. */
    readonly folder: string;
    readonly kind: string;
    readonly job: string;
    /** As SLURM has set it. */
    readonly env: Readonly<Record<string, string | undefined>>;
    /** The job was signalled. */
    readonly signal: AbortSignal;
    readonly call: CallSlurm;
}
/**
 * Looks after the other nodes of a job; undefined where there are none.
 * @throws MedspanError `config` where SLURM does not know the first node
 */
export declare function openOtherNodes(options: OtherNodesOptions): Promise<OtherNodes | undefined>;
/** What starts `medspan join` once on each of the other nodes. */
export declare function joinCommand(script: string, nodes: number, env: Readonly<Record<string, string | undefined>>): Promise<string[]>;
