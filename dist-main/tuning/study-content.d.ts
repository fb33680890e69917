import type { StudyFile } from '../run/study-file.ts';
import type { Study } from '../tune/study.ts';
import type { Search } from './search.ts';
/** Noted on the trial that has the configuration's own values. */
export declare const initialKey = "initial";
export interface StudyFacts {
    readonly started: string;
    readonly ended?: string;
    readonly status: StudyFile['status'];
    readonly settings: Readonly<Record<string, string>>;
}
/** All that is said of a study as it is now. */
export declare function describeStudy(search: Search, study: Study, studyFolder: string, facts: StudyFacts): Promise<StudyFile>;
