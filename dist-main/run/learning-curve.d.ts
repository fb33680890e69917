import { z } from 'zod';
declare const pointSchema: z.ZodObject<{
    share: z.ZodNumber;
    seed: z.ZodInt;
    documents: z.ZodInt;
    mentions: z.ZodInt;
    validation: z.ZodObject<{
        micro: z.ZodObject<{
            estimate: z.ZodNumber;
            lower: z.ZodNumber;
            upper: z.ZodNumber;
            samples: z.ZodInt;
        }, z.core.$strip>;
        macro: z.ZodObject<{
            estimate: z.ZodNumber;
            lower: z.ZodNumber;
            upper: z.ZodNumber;
            samples: z.ZodInt;
        }, z.core.$strip>;
    }, z.core.$strip>;
    test: z.ZodObject<{
        micro: z.ZodObject<{
            estimate: z.ZodNumber;
            lower: z.ZodNumber;
            upper: z.ZodNumber;
            samples: z.ZodInt;
        }, z.core.$strip>;
        macro: z.ZodObject<{
            estimate: z.ZodNumber;
            lower: z.ZodNumber;
            upper: z.ZodNumber;
            samples: z.ZodInt;
        }, z.core.$strip>;
    }, z.core.$strip>;
}, z.core.$strip>;
/** One model: what it learnt from, and how good it is. */
export type LearningPoint = Readonly<z.output<typeof pointSchema>>;
/** Points by share, then by seed. */
export interface LearningCurve {
    readonly points: readonly LearningPoint[];
}
/**
 * Reads a run folder's learning curve; undefined where there is none.
 * @throws MedspanError `input` for a file that holds something else
 */
export declare function readLearningCurve(runFolder: string): Promise<LearningCurve | undefined>;
/** Writes `learning_curve.json` whole, and makes the folder where there is none. */
export declare function writeLearningCurve(runFolder: string, curve: LearningCurve): Promise<void>;
export {};
