/**
 * @file DeBERTa v2 and v3 (He et al. 2021, arXiv 2006.03654, section 3.1, and arXiv 2111.09543), top to bottom.
 *
 * Attention is disentangled: to the product of query and key come that of a query with a distance, and that of a key
 * with a distance. As Hugging Face's `DebertaV2ForTokenClassification` computes it, with its names of parameters.
 * Hidden states are kept as [N,D], N = B·T; heads as [H,B,T,K], so that distances, which all sequences share, meet all
 * of them in one product. Scores by distance become scores by position without an index: see `skew`.
 */
import { z } from 'zod';
import { type Encoder, type EncoderOptions } from '../encoder.ts';
declare const debertaSchema: z.ZodObject<{
    vocab_size: z.ZodDefault<z.ZodInt>;
    hidden_size: z.ZodDefault<z.ZodInt>;
    num_hidden_layers: z.ZodDefault<z.ZodInt>;
    num_attention_heads: z.ZodDefault<z.ZodInt>;
    intermediate_size: z.ZodDefault<z.ZodInt>;
    type_vocab_size: z.ZodDefault<z.ZodUnion<[z.ZodLiteral<0>, z.ZodInt]>>;
    layer_norm_eps: z.ZodDefault<z.ZodNumber>;
    embedding_size: z.ZodOptional<z.ZodInt>;
    attention_head_size: z.ZodOptional<z.ZodInt>;
    max_position_embeddings: z.ZodDefault<z.ZodInt>;
    position_biased_input: z.ZodDefault<z.ZodBoolean>;
    relative_attention: z.ZodDefault<z.ZodBoolean>;
    max_relative_positions: z.ZodDefault<z.ZodInt>;
    position_buckets: z.ZodDefault<z.ZodInt>;
    pos_att_type: z.ZodDefault<z.ZodPreprocess<z.ZodArray<z.ZodEnum<{
        c2p: "c2p";
        p2c: "p2c";
    }>>, unknown>>;
    share_att_key: z.ZodDefault<z.ZodBoolean>;
    norm_rel_ebd: z.ZodDefault<z.ZodString>;
    conv_kernel_size: z.ZodDefault<z.ZodInt>;
    conv_groups: z.ZodDefault<z.ZodLiteral<1>>;
    conv_act: z.ZodDefault<z.ZodEnum<{
        tanh: "tanh";
        gelu: "gelu";
        gelu_new: "gelu_new";
        relu: "relu";
    }>>;
    hidden_act: z.ZodDefault<z.ZodEnum<{
        gelu: "gelu";
        gelu_new: "gelu_new";
        relu: "relu";
    }>>;
    hidden_dropout_prob: z.ZodDefault<z.ZodNumber>;
    attention_probs_dropout_prob: z.ZodDefault<z.ZodNumber>;
    classifier_dropout: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
    initializer_range: z.ZodDefault<z.ZodNumber>;
    pad_token_id: z.ZodDefault<z.ZodNullable<z.ZodInt>>;
    position_embedding_type: z.ZodOptional<z.ZodNullable<z.ZodLiteral<"absolute">>>;
    model_type: z.ZodLiteral<"deberta-v2">;
}, z.core.$loose>;
type Settings = z.output<typeof debertaSchema>;
type RelativeSettings = Pick<Settings, 'position_buckets' | 'max_relative_positions' | 'max_position_embeddings'>;
/** `DebertaV2(For…)`. */
export declare function openDeberta(source: Readonly<Record<string, unknown>>, path: string, options: EncoderOptions): Encoder;
/**
 * The row of the embeddings of distances for a query that stands `distance` places after a key: distances up to a
 * quarter of the buckets have one of their own, longer ones share them by their logarithm (DeBERTa v2's
 * `make_log_bucket_position`, in single precision as there).
 */
export declare function relativeRow(distance: number, raw: RelativeSettings): number;
export {};
