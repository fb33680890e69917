import { type OpenEncoder } from '../encoder.ts';
/** `Llama(For…)`. */
export declare const openLlama: OpenEncoder;
/** `Qwen3(For…)`. */
export declare const openQwen3: OpenEncoder;
