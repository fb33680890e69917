/** @file What is wrong with a file of weights: that it is damaged, or made to do harm. */
import { MedspanError } from '../../errors.ts';
/** What a file says against its format. */
export declare function damaged(path: string, message: string, at?: string): MedspanError;
/** What only a file asks for that was made to do harm. */
export declare function hostile(path: string, message: string, at?: string): MedspanError;
/** @throws MedspanError `unsafe-input` where what describes a model is longer than that of any. */
export declare function checkDescription(bytes: number | bigint, path: string): void;
/** @throws MedspanError `input` for what is no JSON */
export declare function parseDescription(text: string, path: string): unknown;
