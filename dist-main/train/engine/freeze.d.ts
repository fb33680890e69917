/**
 * Which parameters are trained: those that no pattern matches.
 *
 * A pattern matches a name that has it as a whole, or as a run of whole parts between dots: `embeddings` matches
 * `bert.embeddings.LayerNorm.bias` but not `word_embeddings.weight`, `encoder.layer.1` not `encoder.layer.10.…`. In
 * it, as in file names (Python's fnmatch), `*` stands for any characters, dots too, `?` for one, `[0-5]` for one of
 * these and `[!0-5]` for any other.
 * @param names of all parameters
 * @throws MedspanError `config` for a pattern that matches nothing, with the names most like it; where all is frozen
 */
export declare function createFreeze(patterns: readonly string[], names: Iterable<string>): (name: string) => boolean;
