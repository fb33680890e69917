import { type Encoder, type EncoderOptions } from '../encoder.ts';
/** `ModernBert(For…)`. */
export declare function openModernbert(source: Readonly<Record<string, unknown>>, path: string, options: EncoderOptions): Encoder;
