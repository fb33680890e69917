import type { Encoder } from './encoder.ts';
import { type Adapters } from './layers.ts';
import type { ClassifierSpec, FamilyClassifier, LoadedClassifier, TokenClassifier } from './model.ts';
import type { FloatTensor, NamedTensors, TensorSpec } from './tensors.ts';
export interface AdapterOptions {
    /** r */
    readonly rank: number;
    /** α: what adapters add is multiplied with α / r. */
    readonly alpha: number;
    /** Of an adapter's input. */
    readonly dropout: number;
    /**
     * Which linear maps get one: ends of their names (`query`, `self.query`), a regular expression that matches names as a
     * whole, or `all-linear`. By default those that peft takes for the family.
     */
    readonly targetModules?: string | readonly string[] | undefined;
}
/** What a model with adapters has besides. */
export interface Adapted {
    readonly adapters: Adapters;
    /** Modules of the encoder that are trained as a whole, because the weights of the base model lack them. */
    readonly newModules: readonly string[];
}
/** A model with adapters. */
export type AdaptedClassifier = LoadedClassifier & Adapted;
/** Every linear map inside an encoder, in the order of its parameters. */
export declare function linearMaps(encoder: Encoder): string[];
/** `a.query.weight` -> `a.query` */
export declare const moduleOf: (parameter: string) => string;
/**
 * The linear maps of an encoder that get adapters.
 * @throws MedspanError `config` where a name or an expression matches none
 */
export declare function chooseModules(encoder: Encoder, targets?: AdapterOptions['targetModules']): string[];
/** Those out of a model's linear maps that are meant; throws as `chooseModules`. */
export declare function chooseMaps(maps: readonly string[], targets: string | readonly string[]): string[];
/**
 * Adds adapters to a model that was read. A is drawn evenly from ±1/√in, by the seed and its name, and B is zero: the
 * model computes what it did before.
 * @throws MedspanError `config` where nothing is there to adapt
 */
export declare function prepareAdapters<Tensor extends TensorSpec>(model: FamilyClassifier<Tensor>, { rank, alpha, dropout, targetModules }: AdapterOptions, seed: number): FamilyClassifier<Tensor | FloatTensor> & Adapted;
/** The modules of an encoder that weights lack. Of a model without any, all is new: then the seed stands for its weights. */
export declare function newModulesOf({ encoder, newlyInitialized, }: Pick<ClassifierSpec, 'encoder' | 'newlyInitialized'>): string[];
/** Whether a parameter is trained: those of adapters, of the classifier, and what the base model's weights lack. */
export declare function isAdapterTrained({ encoder, newModules, }: Pick<ClassifierSpec, 'encoder'> & Pick<Adapted, 'newModules'>): (name: string) => boolean;
/** The same model without adapters. */
export declare function mergeAdapters(model: TokenClassifier): TokenClassifier;
/** Parameters without adapters: W + B A α / r (section 4.1), or its transpose, and the others as they are. */
export declare function mergedParameters(adapters: Adapters, parameters: NamedTensors): Map<string, FloatTensor>;
/** Whether a parameter is an adapter's A or B. */
export declare const isAdapter: (name: string) => boolean;
