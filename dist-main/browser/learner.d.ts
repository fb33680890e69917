import { type Progress } from '../progress.ts';
import type { Document } from '../text/document.ts';
import { type OnnxRuntime } from '../train/engine/onnx-runtime.ts';
import { type ReadFile } from './files.ts';
export interface LearnOptions {
    /** onnxruntime-web, set up to find its WebAssembly. */
    readonly runtime: OnnxRuntime;
    /** 200 by default. */
    readonly steps?: number | undefined;
    /** Of the first step, from which it falls to 0 in a line; 5e-5 by default. */
    readonly learningRate?: number | undefined;
    /** Sentences in a step; 8 by default. */
    readonly batchSize?: number | undefined;
    /** Of the order of sentences, and of dropout; 42 by default. */
    readonly seed?: number | undefined;
    /** Is told of each step, from 1, when it is made. */
    readonly onStep?: ((step: number, loss: number) => void) | undefined;
    /** Ends learning after the step that is under way: what was learnt by then is kept. */
    readonly signal?: AbortSignal | undefined;
    readonly progress?: Progress | undefined;
}
export interface Learnt {
    /** The loss of each step that was made. */
    readonly losses: readonly number[];
    /**
     * The model as the files of a folder, by name: `config.json`, `model.safetensors` in float32, and those of the tokenizer. It
     * is a folder that `medspan predict --model` takes.
     */
    readonly files: ReadonlyMap<string, Uint8Array>;
}
/**
 * Trains a model further, on documents with all their mentions, right ones too: what is no mention there is learnt to be none.
 * Sentences and words are a document's own; where it has none, they are found in its text.
 *
 * Run it in a worker: a step holds up everything else there.
 * @param read gives the files of a run folder, or of one that `medspan export` has written
 * @throws MedspanError `input` when a file is missing or broken; `config` for settings that are none; `data` for documents
 *     of which nothing can be learnt, and when the loss is no longer a number
 */
export declare function learn(read: ReadFile, documents: readonly Document[], options: LearnOptions): Promise<Learnt>;
