/**
 * @file What a model family gives: an encoder's parameters, and how it computes hidden states from word pieces.
 *
 * A family is one file that reads its part of `config.json` and returns an `Encoder`. Everything else here works on
 * encoders and knows no family.
 */
import { z } from 'zod';
import { MedspanError, type Where } from '../errors.ts';
import type { Dim } from '../graph/ir.ts';
import type { Tensor } from '../graph/trace.ts';
import type { Scope } from './layers.ts';
/** How a parameter looks, and how a new one is drawn. */
export interface ParameterSpec {
    readonly shape: readonly number[];
    /** All elements this number; or from a normal distribution, or evenly from -bound to bound. */
    readonly initial: number | NormalDraw | {
        readonly bound: number;
    };
    /** Whether weights of a base model may lack it; it is then new. */
    readonly optional?: boolean | undefined;
}
/** A normal distribution around 0. */
export interface NormalDraw {
    readonly deviation: number;
    /** Draws farther from 0 than so many deviations are drawn again. */
    readonly cutoff?: number | undefined;
    /** A row of zeros: that of padding. */
    readonly zeroRow?: number | undefined;
}
/** int [B,T] each. */
export interface EncoderInputs {
    readonly inputIds: Tensor;
    /** 1 where there is a word piece, 0 where there is padding, which is on the right. */
    readonly attentionMask: Tensor;
    readonly tokenTypeIds: Tensor;
}
/** The linear layer over an encoder's hidden states, as Hugging Face's class for token classification has it. */
export interface ClassifierSpec {
    /** The parameters are `<name>.weight` [L,D] and `<name>.bias` [L]. */
    readonly name: string;
    /** The dropout before it. */
    readonly dropout: number;
    /** The standard deviation of newly initialized weights. */
    readonly deviation: number;
    /** See `NormalDraw`. */
    readonly cutoff?: number | undefined;
}
/** What can be known of an encoder without computing it. */
export interface EncoderOutline {
    /** `model_type` of `config.json`. */
    readonly modelType: string;
    /** Hugging Face's class: `BertForTokenClassification`. */
    readonly architecture: string;
    /** V: the rows of the word embeddings. */
    readonly vocabSize: number;
    readonly layers: number;
    /** The longest sequence that its positions allow. */
    readonly maxLength: number;
    /** The largest parameter, of which a batch uses few rows. [V,*] */
    readonly wordEmbeddings: string;
    /** Whether it is a decoder whose causal mask is lifted: a piece sees those after it, which transformers' model does not let it. */
    readonly isMaskLifted?: boolean;
    /** Every parameter but the classifier's, by Hugging Face's names, in its order. */
    readonly parameters: ReadonlyMap<string, Pick<ParameterSpec, 'shape'>>;
    /** 0 for embeddings, i + 1 for layer i, `layers` + 1 for what comes after the last. */
    depthOf(parameter: string): number;
}
/** A model family with its configuration read. */
export interface Encoder extends EncoderOutline {
    /** D */
    readonly hiddenSize: number;
    /** What names of parameters begin with here, and in files of base models do not: `bert.`. */
    readonly prefix: string;
    readonly classifier: ClassifierSpec;
    /** Whether its tokenizers tell types of pieces apart; for others all are 0. */
    readonly hasTokenTypes?: boolean;
    readonly parameters: ReadonlyMap<string, ParameterSpec>;
    /** The hidden states of every piece. [B,T] -> [N,D], N = B·T */
    encode(scope: Scope, inputs: EncoderInputs): Tensor;
}
/** Whether a piece sees those after it: `auto` is `bidirectional`. */
export declare const ATTENTIONS: readonly ["auto", "bidirectional", "causal"];
export interface EncoderOptions {
    /** Only families that were trained to see what stands before a piece can do both. */
    readonly attention: (typeof ATTENTIONS)[number];
}
/** Reads `config.json`; `path` is for errors. */
export type OpenEncoder = (source: Readonly<Record<string, unknown>>, path: string, options: EncoderOptions) => Encoder;
/**
 * Numbers in `config.json`. Their limits lie far above all that was ever published, so that what is absurd is refused
 * by its key, before anything is made from it.
 */
export declare const numbers: {
    layers: z.ZodInt;
    heads: z.ZodInt;
    width: z.ZodInt;
    inner: z.ZodInt;
    /** Word pieces, positions. */
    rows: z.ZodInt;
    piece: z.ZodInt;
    probability: z.ZodNumber;
    epsilon: z.ZodNumber;
    deviation: z.ZodNumber;
};
/**
 * Checks `config.json` against a family's schema.
 * @throws MedspanError `input` with the key
 */
export declare function parseConfig<Schema extends z.ZodType>(schema: Schema, source: Readonly<Record<string, unknown>>, path: string): z.output<Schema>;
/** What an error about `config.json` says. */
export declare function badConfig(reason: string, where: Where): MedspanError;
/** @throws MedspanError `input` unless the heads share the hidden size evenly */
export declare function checkHeads(hiddenSize: number, heads: number, path: string, at?: string): void;
/** Adds `<name>.weight` [output,input] and, unless told otherwise, `<name>.bias` [output]. */
export declare function setDense(parameters: Map<string, ParameterSpec>, name: string, [output, input]: readonly [number, number], { deviation, bias }: {
    readonly deviation: number;
    readonly bias?: boolean;
}): void;
/** Adds the scale and the shift of a layer normalisation. */
export declare function setNorm(parameters: Map<string, ParameterSpec>, name: string, size: number): void;
/** B and T of a batch. */
export declare function sizesOf({ inputIds }: EncoderInputs): {
    readonly batch: Dim;
    readonly length: Dim;
};
/** An encoder sees both sides of a piece, and was never trained otherwise. */
export declare function refuseCausal({ attention }: EncoderOptions, modelType: string): void;
