/**
 * @file Jobs that are followed, as lines: their states, the run's news, what they print.
 */
import { Option } from 'commander';
import type { CallSlurm } from '../../cluster/slurm.ts';
import type { Io } from '../io.ts';
/** The option of commands that submit jobs and may follow them. */
export declare function followOption(): Option;
export interface ShowOptions {
    readonly call: CallSlurm;
    readonly json: boolean;
}
/**
 * Shows jobs until they are over.
 * @throws MedspanError `data` where one did not end well
 */
export declare function showFollowed(io: Io, folder: string, { call, json }: ShowOptions): Promise<void>;
