import type { Device } from '../../../config/device.ts';
import type { TokenClassifier } from '../../../nn/model.ts';
import { type LocalEngine } from '../local-engine.ts';
import { type ArithmeticOptions } from './arithmetic.ts';
export interface OnnxEngineOptions extends ArithmeticOptions {
    /** Threads of ONNX Runtime; its own choice, one a core, when left out. */
    readonly threads?: number | undefined;
    /** `cpu` by default. */
    readonly device?: Device | undefined;
}
/**
 * Starts an engine; see `createArithmetic`. Results are written where they are wanted.
 * @throws MedspanError `config` for a device that is not to be had
 */
export declare function createOnnxEngine(model: TokenClassifier, { threads, device, ...options }?: OnnxEngineOptions): Promise<LocalEngine>;
