import { type Encoder, type EncoderOptions } from '../encoder.ts';
/** `GPTNeo(For…)`. */
export declare function openGptNeo(source: Readonly<Record<string, unknown>>, path: string, { attention }: EncoderOptions): Encoder;
