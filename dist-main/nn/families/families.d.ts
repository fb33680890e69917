import { type Encoder, type EncoderOptions } from '../encoder.ts';
/** The values of `model_type` that can be trained. */
export declare const MODEL_TYPES: readonly string[];
/** Whether a family has a `model_type`. */
export declare const isFamily: (type: unknown) => type is string;
/**
 * The encoder that `config.json` describes.
 * @throws MedspanError `input` with the key, for another family, for what is not supported, and for absurd sizes
 */
export declare function openEncoder(source: Readonly<Record<string, unknown>>, path: string, options: EncoderOptions): Encoder;
