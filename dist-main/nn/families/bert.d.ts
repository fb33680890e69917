/**
 * @file BERT (Devlin et al. 2019, arXiv 1810.04805), top to bottom, and the layers that its derived models share with it.
 *
 * The post-norm encoder with learned positions and token types, as Hugging Face's `BertForTokenClassification`
 * computes it, with its names of parameters. Hidden states are kept as [N,D], N = B·T; only attention unfolds
 * them. Left out: the pooler, relative positions and cross-attention, which token classification does not use.
 */
import { z } from 'zod';
import { type Tensor } from '../../graph/trace.ts';
import { type ClassifierSpec, type Encoder, type EncoderInputs, type EncoderOptions, type ParameterSpec } from '../encoder.ts';
import { ACTIVATIONS, type Scope } from '../layers.ts';
/** The settings of `config.json` that BERT and its derived models have in common. */
export declare const bertSettings: {
    vocab_size: z.ZodDefault<z.ZodInt>;
    hidden_size: z.ZodDefault<z.ZodInt>;
    num_hidden_layers: z.ZodDefault<z.ZodInt>;
    num_attention_heads: z.ZodDefault<z.ZodInt>;
    intermediate_size: z.ZodDefault<z.ZodInt>;
    hidden_act: z.ZodDefault<z.ZodEnum<{
        gelu: "gelu";
        gelu_new: "gelu_new";
        relu: "relu";
    }>>;
    hidden_dropout_prob: z.ZodDefault<z.ZodNumber>;
    attention_probs_dropout_prob: z.ZodDefault<z.ZodNumber>;
    classifier_dropout: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
    max_position_embeddings: z.ZodDefault<z.ZodInt>;
    type_vocab_size: z.ZodDefault<z.ZodInt>;
    layer_norm_eps: z.ZodDefault<z.ZodNumber>;
    initializer_range: z.ZodDefault<z.ZodNumber>;
    pad_token_id: z.ZodDefault<z.ZodNullable<z.ZodInt>>;
    position_embedding_type: z.ZodOptional<z.ZodNullable<z.ZodLiteral<"absolute">>>;
};
/** `Bert(For…)`. */
export declare function openBert(source: Readonly<Record<string, unknown>>, path: string, options: EncoderOptions): Encoder;
type BertSettings = z.output<z.ZodObject<typeof bertSettings>>;
export declare function bertLayerOf(raw: BertSettings): BertLayer;
export declare function bertClassifier(raw: BertSettings): ClassifierSpec;
/** What a layer needs to know. */
export interface BertLayer {
    /** D */
    readonly hiddenSize: number;
    /** H */
    readonly heads: number;
    readonly intermediateSize: number;
    readonly activation: (typeof ACTIVATIONS)[number];
    readonly hiddenDropout: number;
    readonly attentionDropout: number;
    /** Of layer normalisation. */
    readonly epsilon: number;
    /** The standard deviation of newly initialized weights. */
    readonly deviation: number;
}
/** The parameters of a layer. */
export declare function setBertLayer(parameters: Map<string, ParameterSpec>, name: string, { hiddenSize: d, intermediateSize: inner, deviation }: BertLayer): void;
/** `bert.encoder.layer.3.…` is at depth 4. */
export declare function bertDepth(name: string, layers: number): number;
/** Words, positions and token types, added and normalised. positions [T,*] or [B,T,*] -> [N,*] */
export declare function bertEmbeddings(scope: Scope, name: string, inputs: EncoderInputs, positions: Tensor, { epsilon, hiddenDropout }: Pick<BertLayer, 'epsilon' | 'hiddenDropout'>): Tensor;
/** Attention and a feed-forward network, each added and normalised. [N,D] -> [N,D] */
export declare function bertLayer(scope: Scope, name: string, x: Tensor, bias: Tensor, layer: BertLayer): Tensor;
/** The feed-forward network of a layer, added and normalised. [N,D] -> [N,D] */
export declare function bertFeedForward(scope: Scope, name: string, x: Tensor, layer: BertLayer): Tensor;
/** Projects a branch back to D and adds it to the residual stream. [N,*] -> [N,D] */
export declare function bertOutput(scope: Scope, name: string, branch: Tensor, x: Tensor, layer: BertLayer): Tensor;
export {};
