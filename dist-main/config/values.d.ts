/**
 * @file Numbers and texts that several sections of the configuration take.
 */
import { z } from 'zod';
export declare const positiveInteger: z.ZodInt;
export declare const fraction: z.ZodNumber;
export declare const share: z.ZodNumber;
export declare const seed: z.ZodInt;
export declare const text: z.ZodString;
