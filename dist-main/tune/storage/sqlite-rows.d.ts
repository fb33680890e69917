import type { createDistributionParser } from '../distribution-json.ts';
import { type Distribution } from '../distributions.ts';
import type { Direction, StudyRecord, TrialRecord, TrialState } from '../frozen-trial.ts';
import { type Cell, type Connection } from './sqlite-connection.ts';
/** The names of states in the tables. */
export declare const stateNames: Readonly<Record<TrialState, string>>;
/** SQL for the index of a state in `states`; texts are compared where they are. */
export declare const stateIndex: string;
export declare function stateOf(index: Cell | undefined, path: string, at: string): TrialState;
export declare const directionNames: Readonly<Record<Direction, string>>;
/** A time as SQLAlchemy writes it. */
export declare function formatTime(time: Date): string;
export declare function parseTime(cell: Cell | undefined, path: string, at: string): Date;
/** A number as two columns: itself or NULL, and what it is. @throws MedspanError `data` for NaN where there is no word for it */
export declare function splitValue(value: number, withNaN: boolean): readonly [number | null, string];
type ParseDistribution = ReturnType<typeof createDistributionParser>;
export declare function distributionOf(cell: Cell | undefined, path: string, parse: ParseDistribution): Distribution;
/** Studies, by id; all, or one of a name. */
export declare function readStudies(connection: Connection, name?: string): StudyRecord[];
/** Trials of a study that came after an id, and those of a list; by number. */
export declare function readTrialsSince(connection: Connection, studyId: number, after: number, others: readonly number[], parse: ParseDistribution): TrialRecord[];
/** One trial, or undefined. */
export declare function readTrial(connection: Connection, trialId: number, parse: ParseDistribution): TrialRecord | undefined;
/** Checks that SQLite can keep a name as it is. @throws MedspanError `config` */
export declare function checkName(name: string): string;
export {};
