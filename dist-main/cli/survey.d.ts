import { type Survey, type SurveyLimits } from '../survey/survey.ts';
import type { CommandContext } from './io.ts';
export interface SurveyAloudOptions {
    /** Whether nobody is asked, not on a terminal either. */
    readonly takesDefaults: boolean;
    readonly limits?: Partial<SurveyLimits>;
}
/**
 * Looks at a folder, and asks what cannot be decided.
 * @throws MedspanError `input` where there are documents, and none of them can be read
 */
export declare function surveyAloud(folder: string, { io, progress }: CommandContext, { takesDefaults, limits }: SurveyAloudOptions): Promise<Survey>;
/** What a survey found, a line each. */
export declare function renderSurvey(survey: Survey): string[];
