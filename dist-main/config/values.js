/**
 * @file Numbers and texts that several sections of the configuration take.
 */
import { z } from 'zod';
export const positiveInteger = z.int().min(1);
export const fraction = z.number().min(0).lt(1);
export const share = z.number().min(0).max(1);
export const seed = z.int().min(0).max(0xffffffff);
export const text = z.string().min(1);
