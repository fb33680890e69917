import type { Encoder, ParameterSpec } from './encoder.ts';
import type { Adapters } from './layers.ts';
/** What decides which parameters there are. */
export interface ParameterOptions {
    readonly encoder: Encoder;
    readonly adapters?: Adapters | undefined;
    /** L */
    readonly labels: number;
    /** `linear` by default. */
    readonly head?: 'linear' | 'crf' | undefined;
}
/** Every parameter in Hugging Face's order, adapters after the maps that they stand beside, a CRF's last. */
export declare function classifierParameters(options: ParameterOptions): Map<string, ParameterSpec>;
/** A from U(-1/√in, 1/√in), as peft draws it (Kaiming with a = √5), B zero: at first nothing changes. */
export declare function adapterParameters(module: string, shape: readonly number[], { rank, transposed }: Adapters): [name: string, spec: ParameterSpec][];
/** A linear-chain CRF's. */
export declare function chainParameters(labels: number): [name: string, spec: ParameterSpec][];
/** A new parameter, drawn from the seed and its name. */
export declare function drawParameter(name: string, { shape, initial }: ParameterSpec, seed: number): Float32Array;
