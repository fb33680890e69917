import type { Pruner } from './pruner.ts';
export interface PatientPrunerOptions {
    /** Who decides about a trial that does not improve; where left out such a trial is ended. */
    readonly wrapped?: Pruner | undefined;
    /** How many reports without an improvement are borne. */
    readonly patience: number;
    /** What is no worsening yet; 0 where left out. */
    readonly minDelta?: number;
}
/** @throws MedspanError `config` */
export declare function createPatientPruner(options: PatientPrunerOptions): Pruner;
