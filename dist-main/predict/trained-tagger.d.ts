import { type Tagger, type TaggerOptions } from './tagger.ts';
export interface LoadTaggerOptions extends TaggerOptions {
    /** Threads of the arithmetic; left out, one a core. */
    readonly threads?: number | undefined;
    /** The Python for models of no family here; MEDSPAN_PYTHON by default. */
    readonly python?: string | undefined;
    /** With weights in int8, about twice as fast; left out, where the folder has no others. Of models of this package. */
    readonly int8?: boolean | undefined;
}
/**
 * Loads a run folder, any Hugging Face folder of a token classifier, or one of the hub by its id. Models of the families of
 * this package need nothing else; others are computed by transformers, in the Python that MEDSPAN_PYTHON names. Labels may
 * be in BIO, BIOES, BILOU or IO, or names of types; those of a word are those of its first piece.
 *
 * Without `maxLength`, sequences are at most as long as the tokenizer's `model_max_length` says (in a run folder,
 * the length that training used), and never longer than the model has positions. Stride, context, tokenizer, language and
 * temperature are those of the training, which `config.json` has under `medspan`.
 * @param pathOrId of the hub, where no folder has this name: `owner/name`
 * @throws MedspanError `input` when a file is missing or broken, the weights are incomplete, or the tokenizer
 * belongs to another model
 */
export declare function loadTagger(pathOrId: string, options?: LoadTaggerOptions): Promise<Tagger>;
