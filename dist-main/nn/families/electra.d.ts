import { type Encoder, type EncoderOptions } from '../encoder.ts';
/** `Electra(For…)`. */
export declare function openElectra(source: Readonly<Record<string, unknown>>, path: string, options: EncoderOptions): Encoder;
