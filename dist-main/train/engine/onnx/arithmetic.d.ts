import { type LossFunction } from '../../../nn/losses.ts';
import type { TokenClassifier } from '../../../nn/model.ts';
import type { Arithmetic } from '../engine.ts';
import type { Backend } from '../onnx-runtime.ts';
import { type OptimizerName } from './optimizer.ts';
/** What training needs, but for `int8`. Defaults are those of PyTorch's AdamW and of Trainer's clipping. */
export interface ArithmeticOptions {
    /** With the number of the step, the source of the dropout masks; 0 by default. */
    readonly seed?: number;
    /** `adamw` by default. */
    readonly optimizer?: OptimizerName | undefined;
    /** 0 by default. */
    readonly weightDecay?: number;
    /** AdamW's; 0.9 and 0.999 by default. */
    readonly betas?: readonly [number, number];
    /** AdamW's; 1e-8 by default. */
    readonly epsilon?: number;
    /** What the learning rate falls by from each layer to the one below it; 1 by default. */
    readonly layerDecay?: number;
    /** The decay of a moving average of the weights, which is then what is evaluated; none is kept by default. */
    readonly emaDecay?: number | undefined;
    /** Which parameters are trained, and copied for it; all by default. */
    readonly isTrained?: ((name: string) => boolean) | undefined;
    /** The global L2 norm to which gradients are clipped; 1 by default, 0 does not clip. */
    readonly maxGradNorm?: number;
    /** Cross-entropy by default. */
    readonly loss?: LossFunction | undefined;
    /** Evaluates with weights in int8, see `quantizeClassifier`; of a model that is not trained. */
    readonly int8?: boolean | undefined;
}
/**
 * Owns a copy of the model's trained parameters; the others it uses where they are. Sessions are built when first
 * needed.
 */
export declare function createArithmetic(model: TokenClassifier, backend: Backend, options?: ArithmeticOptions): Arithmetic;
