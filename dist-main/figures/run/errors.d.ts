import type { Evaluation } from '../../metrics/evaluation.ts';
import type { Drawing } from '../render.ts';
import type { Theme } from '../theme.ts';
import { type TypeName } from '../words.ts';
/**
 * Gold types by predicted types. On the diagonal stands what is right; beside the types, a column of mentions of the
 * right type and wrong borders and one of missed ones, and a row of spurious ones.
 */
export declare function confusionFigure(evaluation: Evaluation, part: string, typeName: TypeName, theme: Theme): Drawing | undefined;
/** What becomes of the gold mentions of each type, and how many predicted ones stand where none is. */
export declare function breakdownFigure(evaluation: Evaluation, part: string, typeName: TypeName, theme: Theme): Drawing | undefined;
/**
 * How often mentions of a score are right, and how many have it; where a temperature has changed the scores, also before that.
 */
export declare function reliabilityFigure({ calibration, uncalibrated }: Pick<Evaluation, 'calibration' | 'uncalibrated'>, part: string, theme: Theme, temperature?: number): Drawing | undefined;
