import { type Encoder, type EncoderOptions } from '../encoder.ts';
/** `DistilBert(For…)`. */
export declare function openDistilbert(source: Readonly<Record<string, unknown>>, path: string, options: EncoderOptions): Encoder;
