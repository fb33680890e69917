/**
 * @file From settings to what a training works with: the model's folder, the model, an engine, the plan of its steps.
 */
import type { Config, SettledConfig } from '../config/config.ts';
import type { LabelSet } from '../corpus/labels.ts';
import { type Adapted } from '../nn/adapters.ts';
import type { LossFunction } from '../nn/losses.ts';
import type { ClassifierSpec, LoadedClassifier } from '../nn/model.ts';
import type { Progress } from '../progress.ts';
import type { Content } from '../system/output.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { type TrainableClassifier } from './engine/accelerate/accelerate-engine.ts';
import type { Engine } from './engine/engine.ts';
import type { LocalEngine } from './engine/local-engine.ts';
import type { PlanOptions } from './loop/plan.ts';
/** The folder of the model to start from: one of the hub is downloaded, or found in the cache. */
export declare function modelFolder({ name_or_path: name, revision }: Config['model'], options: {
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}): Promise<string>;
/** A model to train. */
export interface OpenedModel<Model extends ClassifierSpec = LoadedClassifier> {
    readonly model: Model;
    /** The same, where it has adapters. */
    readonly adapted: (Model & Adapted) | undefined;
    /** Which of its parameters are trained. */
    readonly isTrained: (name: string) => boolean;
}
/**
 * Reads the model of a configuration for a label set, and decides what of it is trained.
 * @throws MedspanError `input` for a folder that cannot be used; `config` for a pattern that matches nothing, and
 * where the tokenizer belongs to another model
 */
export declare function openModel(folder: string, config: Config, labels: LabelSet, tokenizer: Tokenizer): Promise<OpenedModel>;
/**
 * The same for any model that the engine can train: with accelerate also for those that no family here knows, and without
 * the numbers of the folder, which its processes read.
 * @throws MedspanError as `openModel` and `describeExternalModel`
 */
export declare function openTrainable(folder: string, config: Config, labels: LabelSet, tokenizer: Tokenizer): Promise<OpenedModel<TrainableClassifier>>;
/** The files of a run folder that hold its model's weights: all of them, or adapters alone, for which only these are read. */
export declare function modelFiles({ model, adapted }: OpenedModel<ClassifierSpec>, { name_or_path: base, lora }: Config['model'], engine: Pick<Engine, 'weights'>): Promise<Iterable<readonly [name: string, content: Content]>>;
/** The engine on ONNX Runtime. */
export declare function startOnnxEngine(config: SettledConfig, opened: Pick<OpenedModel, 'model' | 'isTrained'>, loss: LossFunction): Promise<LocalEngine>;
/**
 * The engine that a configuration asks for, of a model that was read from a folder.
 * @throws MedspanError `config` where what it needs is not installed
 */
export declare function startEngine(config: SettledConfig, opened: OpenedModel<TrainableClassifier>, { folder, loss }: {
    readonly folder: string;
    readonly loss: LossFunction;
}): Promise<Engine>;
/** How a training is divided into steps. */
export declare function planOptions(config: SettledConfig, padId: number): PlanOptions;
