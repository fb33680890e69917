import { type Tagger, type TaggerOptions } from '../predict/tagger.ts';
import { type OnnxRuntime } from '../train/engine/onnx-runtime.ts';
import { type ReadFile } from './files.ts';
export interface LoadTaggerOptions extends TaggerOptions {
    /** onnxruntime-web, set up to find its WebAssembly. */
    readonly runtime: OnnxRuntime;
    /** With weights in int8, a quarter of the size; left out, where there are no others. */
    readonly int8?: boolean | undefined;
}
/**
 * Loads what `medspan export` has written, or a run folder, or what `learn` gives. It tags as the `loadTagger` of Node does,
 * which computes the same graph; but a file of ONNX is run as it is, so that it must be your own.
 * @throws MedspanError `input` when a file is missing or broken
 */
export declare function loadTagger(read: ReadFile, { runtime, int8, ...options }: LoadTaggerOptions): Promise<Tagger>;
