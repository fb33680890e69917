import type { Config } from '../config/config.ts';
import type { Device } from '../config/device.ts';
import type { LossFunction } from '../nn/losses.ts';
import type { ClassifierSpec } from '../nn/model.ts';
import { type StoredTokenizer } from '../tokenizer/stored-tokenizer.ts';
import type { PreparedCorpus } from './data/dataset.ts';
import type { Engine } from './engine/engine.ts';
export interface ReadTrainedOptions {
    /** The label set; left out, the one in `config.json`. */
    readonly labels?: readonly string[] | undefined;
    /** Where parameters that no file has come from. */
    readonly seed: number;
    /** How many pieces the tokenizer has. */
    readonly vocabulary: number;
    /** Finds the folder of the model that adapters were made for. */
    readonly resolveBase: (nameOrPath: string) => Promise<string>;
    /** Where no family knows the model; MEDSPAN_PYTHON by default. */
    readonly python?: string | undefined;
}
export interface StartTrainedOptions {
    readonly threads?: number | undefined;
    readonly loss?: LossFunction | undefined;
    /** Of ONNX Runtime. */
    readonly device?: Device | undefined;
    /** With weights in int8; left out, where the folder has no others. */
    readonly int8?: boolean | undefined;
}
export interface TrainedModel {
    readonly model: ClassifierSpec;
    /** Starts what computes it; nothing of it is trained. */
    start(options: StartTrainedOptions): Promise<Engine>;
}
/** What `readUsage` reads, of a training. What is as by default is left out. */
export declare function usageOf({ model, corpus: { tokenizer } }: Config, { language, trainedFrom }: Pick<PreparedCorpus, 'language' | 'trainedFrom'>, temperature?: number): Readonly<Record<string, unknown>>;
/**
 * Finds the model that a folder's adapters are for.
 * @param resolve finds the folder of a model by its name
 * @throws MedspanError `input` where it is not there; what `resolve` throws
 */
export declare function resolveBaseOf(folder: string, resolve: ReadTrainedOptions['resolveBase']): ReadTrainedOptions['resolveBase'];
/** The tokenizer of a folder; of adapters that peft has left without one, that of the model that they are for. */
export declare function readTrainedTokenizer(folder: string, resolveBase: ReadTrainedOptions['resolveBase']): Promise<StoredTokenizer>;
/**
 * Reads what a folder says of its model.
 * @throws MedspanError `input` for a folder that is broken; `config` where Python is needed and missing
 */
export declare function readTrained(folder: string, options: ReadTrainedOptions): Promise<TrainedModel>;
