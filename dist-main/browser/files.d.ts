/**
 * @file The files of a model where there is no file system.
 */
import { MedspanError } from '../errors.ts';
import type { ModelFiles } from '../tokenizer/folder.ts';
/** Returns a file of a model's folder by its name, such as `onnx/model.onnx`; undefined where there is none. */
export type ReadFile = (name: string) => Uint8Array | undefined | Promise<Uint8Array | undefined>;
export declare const CONFIG = "config.json";
export declare function filesOf(read: ReadFile): ModelFiles;
/** @throws MedspanError `input` where there is none */
export declare function readConfig(files: ModelFiles): Promise<Uint8Array>;
export declare function missing(name: string): MedspanError;
