/**
 * @file The report of a hyperparameter search as a page: what came out, figures, every trial, how it was searched.
 */
import { type StudyFigureName, type StudySection } from '../../figures/study/study.ts';
import type { StudyFile, StudyTrial } from '../../run/study-file.ts';
import type { ReportFigure } from '../content.ts';
export interface StudyReportFigure extends Omit<ReportFigure, 'section'> {
    readonly name: StudyFigureName;
    readonly section: StudySection;
}
export interface StudyContent {
    readonly study: StudyFile;
    readonly figures: readonly StudyReportFigure[];
    /** The trials, by number, whose folder has a report of its own. */
    readonly reported: ReadonlySet<number>;
}
/** Renders the report of a study. The same content gives the same bytes. */
export declare function renderStudyPage(content: StudyContent): string;
/** The parameters of a trial as they stand in medspan.yaml: a key a level, values as JSON, which YAML reads. */
export declare function formatParams({ parameters }: Pick<StudyFile, 'parameters'>, trial: StudyTrial): string;
