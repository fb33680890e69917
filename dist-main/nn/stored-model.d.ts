import { type FamilyClassifier, type LoadedClassifier, type ModelConfig, type ReadModelOptions } from './model.ts';
/**
 * Reads a model folder for a label set.
 *
 * The weights of the classification head are taken over only when `config.json` names the same labels in the
 * same order; otherwise the head is new.
 * @throws MedspanError 'input' when a file is missing, broken, or lacks a parameter of the encoder
 */
export declare function readModel(folder: string, options: ReadModelOptions): Promise<LoadedClassifier>;
/**
 * The same without the numbers that the folder has, for an engine that reads them itself; word embeddings that get a row
 * more have all of theirs.
 * @throws MedspanError as `readModel`
 */
export declare function outlineModel(folder: string, options: ReadModelOptions): Promise<FamilyClassifier>;
/** What a folder's `config.json` says, whatever the family of the model. */
export declare function readModelConfig(folder: string): Promise<ModelConfig>;
