/**
 * @file A token classifier at rest: what `config.json` says of it, and its numbers, read or drawn from a seed.
 *
 * Parameters that no file has are drawn from the seed as Hugging Face's `_init_weights` does, normal with
 * `initializer_range`, biases 0, layer normalisation 1 and 0, the padding row 0.
 */
import { z } from 'zod';
import { type Encoder, type EncoderOutline } from './encoder.ts';
import type { Adapters } from './layers.ts';
import type { FloatTensor, NamedTensors, TensorSpec } from './tensors.ts';
/** A model and the label set that its head was made for. */
export interface TokenClassifier {
    readonly encoder: Encoder;
    readonly adapters?: Adapters | undefined;
    readonly labels: readonly string[];
    /** By Hugging Face's names, in its order. */
    readonly parameters: NamedTensors;
    /** `config.json` as it was read, so that what we do not use is kept. */
    readonly source: Readonly<Record<string, unknown>>;
    readonly settings: ModelSettings;
}
/** A model that is known here, while its numbers may be elsewhere: only those that its folder lacks need be here. */
export interface ClassifierSpec {
    readonly encoder: EncoderOutline;
    readonly adapters?: Adapters | undefined;
    readonly labels: readonly string[];
    readonly parameters: ReadonlyMap<string, TensorSpec>;
    readonly source: Readonly<Record<string, unknown>>;
    readonly settings: ModelSettings;
    /** Names of the parameters that no file has. */
    readonly newlyInitialized: readonly string[];
    /** Where, key by key, `config.json` has whole numbers that are written as 1.0, which Python tells from 1. */
    readonly floats?: readonly Path[] | undefined;
}
type Path = readonly string[];
/** An outlined model of a family. */
export interface FamilyClassifier<Tensor extends TensorSpec = TensorSpec> extends ClassifierSpec {
    readonly encoder: Encoder;
    readonly parameters: ReadonlyMap<string, Tensor>;
}
export interface LoadedClassifier extends TokenClassifier {
    /** Names of the parameters that were drawn from the seed, because no file had them. */
    readonly newlyInitialized: readonly string[];
}
export interface ReadModelOptions {
    /** The label set; left out, the one in `config.json`, which a trained model has. */
    readonly labels?: readonly string[];
    /** Where parameters that no file has come from. */
    readonly seed: number;
    /** What differs from the folder's own settings. */
    readonly settings?: Partial<ModelSettings> | undefined;
    /** How many word pieces there are: for one that the model does not have, a row of word embeddings is added. */
    readonly vocabulary?: number | undefined;
}
/** What `config.json` says of the model under `medspan`, and Hugging Face's libraries do not know. */
declare const settingsSchema: z.ZodObject<{
    attention: z.ZodDefault<z.ZodEnum<{
        auto: "auto";
        bidirectional: "bidirectional";
        causal: "causal";
    }>>;
    head: z.ZodDefault<z.ZodEnum<{
        linear: "linear";
        crf: "crf";
    }>>;
}, z.core.$strip>;
export type ModelSettings = z.output<typeof settingsSchema>;
/** A model as Hugging Face's libraries know it. */
export declare const defaultSettings: ModelSettings;
/** What a `config.json` says of a model, whatever its family. */
export interface ModelConfig {
    /** What errors call the file. */
    readonly path: string;
    readonly source: Readonly<Record<string, unknown>>;
    readonly labels: readonly string[] | undefined;
    readonly settings: ModelSettings;
}
/** @throws MedspanError `input` for what is no configuration of a model */
export declare function parseModelConfig(text: string, path: string): ModelConfig;
/**
 * Makes the model that a `config.json` describes of the numbers that its files have.
 * @param folder what errors call all of its files
 * @param readStored reads what there is, of a tensor that gets a row more with its numbers
 * @throws MedspanError 'input' where a parameter of the encoder is missing, or of another shape
 */
export declare function createModel<Tensor extends TensorSpec>({ path, source: written, labels: ownLabels, ...own }: ModelConfig, folder: string, options: ReadModelOptions, readStored: (isGrown: (name: string) => boolean) => Promise<ReadonlyMap<string, Tensor> | undefined>): Promise<FamilyClassifier<Tensor | FloatTensor>>;
/**
 * Makes sure that a folder's model can be used as it is.
 * @param pieces how many the folder's tokenizer has
 * @throws MedspanError `input` where weights are missing, or the tokenizer belongs to another model
 */
export declare function checkTrained({ newlyInitialized, encoder }: Pick<ClassifierSpec, 'newlyInitialized' | 'encoder'>, pieces: number, folder: string): void;
/**
 * The `config.json` of a trained model, as Hugging Face's `AutoModelForTokenClassification` reads it.
 * @param usage what a tagger needs to know besides, written under `medspan`
 */
export declare function modelConfigJson(model: Pick<ClassifierSpec, 'encoder' | 'labels' | 'source' | 'settings' | 'floats'>, usage?: Readonly<Record<string, unknown>>): string;
export {};
