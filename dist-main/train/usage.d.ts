import { DECODINGS, HEADS } from '../nn/decoding.ts';
import type { TypeFeature } from '../text/format.ts';
import { type Segmenter } from '../text/words.ts';
import { type ChunkOptions } from '../tokenizer/align.ts';
/** How a model is used, besides what it is. */
export interface Usage extends Pick<ChunkOptions, 'stride' | 'context'> {
    readonly head: (typeof HEADS)[number];
    readonly decoding: (typeof DECODINGS)[number];
    readonly temperature: number;
    readonly segment: Segmenter;
    readonly trainedFrom?: TypeFeature | undefined;
}
/**
 * What `config.json` says under `medspan` about sentences and their labels; the defaults, if there is no such key.
 * @param path of that file
 * @throws MedspanError `input` for what no training leaves there
 */
export declare function readUsage(settings: unknown, path: string): Usage;
/**
 * The temperature alone; 1 where there is none.
 * @param settings what stands under `medspan`
 * @param path of the `config.json`
 * @throws MedspanError `input` for anything else than a number that a training can have fitted
 */
export declare function readTemperature(settings: unknown, path: string): number;
