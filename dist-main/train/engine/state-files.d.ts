/**
 * @file The state of an engine as files, which every engine writes and reads alike: any of them goes on where another
 * has stopped.
 *
 * `model.safetensors` holds the parameters, `optimizer.safetensors` the optimizer's moments, named `exp_avg.<parameter>`.
 * What is not trained is written too, so that the folder is a model's; beside adapters it is not, and
 * `adapter_model.safetensors` holds what is trained. Float32 comes back with the same bits.
 */
import { type NamedTensors } from '../../nn/tensors.ts';
import type { EngineState } from './state.ts';
/** The name of the file of moments, beside `MODEL_WEIGHTS` or `ADAPTER_WEIGHTS`. */
export declare const OPTIMIZER_MOMENTS = "optimizer.safetensors";
/** @throws MedspanError `output` */
export declare function writeState(folder: string, state: EngineState, frozen: NamedTensors): Promise<void>;
/** What `writeState` writes. */
export declare function bytesOfState({ parameters, moments }: EngineState, frozen: NamedTensors): number;
/**
 * Reads a state; `updates` is what it does not hold itself.
 * @throws MedspanError `input` naming the damaged file
 */
export declare function readState(folder: string, updates: number): Promise<EngineState>;
/**
 * Makes sure that the files of a state are there and whole, without reading the numbers in them.
 * @throws MedspanError `input` naming the damaged file
 */
export declare function checkState(folder: string): Promise<void>;
