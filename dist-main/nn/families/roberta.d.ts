import { type Encoder, type EncoderOptions } from '../encoder.ts';
/** `Roberta(For…)`, `XLMRoberta(For…)`, `Camembert(For…)`. */
export declare function openRoberta(source: Readonly<Record<string, unknown>>, path: string, options: EncoderOptions): Encoder;
