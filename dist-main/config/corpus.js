/**
 * @file The sections `corpus` and `labels` of `medspan.yaml`: sources, linking, splits, and what becomes of types.
 */
import { z } from 'zod';
import { formats } from "../formats/index.js";
import { LANGUAGES } from "../text/languages.js";
import { SEGMENTERS } from "../text/segmenters.js";
import { OVERLAPS } from "../text/tags.js";
import { positiveInteger, seed, share, text } from "./values.js";
/** The three parts of a corpus, in the order of `corpus.split.ratios`. */
export const PARTS = ['train', 'validation', 'test'];
const sourceSchema = z.strictObject({
    path: text.optional().describe('A file or a folder, such as `curation/`; or name a `dataset` instead.'),
    dataset: text
        .optional()
        .describe('A dataset of the Hugging Face hub, `owner/name`, such as `ibm-research/MedMentions-ZS`.'),
    revision: text.optional().describe('A branch, tag or commit of the dataset.'),
    subset: text.optional().describe('Which configuration of the dataset to read, where it has several.'),
    dataset_split: text
        .optional()
        .describe('Which split of the dataset to read, such as `train`; by default all of them, each as a source.'),
    name: text
        .optional()
        .describe('The name of the source in reports and document ids; by default the last part of its path.'),
    format: z
        .enum(formats.map(format => format.name))
        .optional()
        .describe('The format of its files; by default recognised by content.'),
    concept: z
        .strictObject({
        layer: text.optional().describe('The annotation layer, such as `custom.Concept`.'),
        feature: text.optional().describe('Its feature with concepts, such as `CUI`.'),
        type_feature: text.optional().describe('Its feature with classes of your own, such as `kind`.'),
    })
        .optional()
        .describe('Which layer and features of a CAS hold concepts, or classes of your own (`type_feature`); by default detected. Such as `{ layer: custom.Concept, feature: CUI }`.'),
    type_system: text
        .optional()
        .describe('The type system for XMI files that come without one; `infer` makes one from what stands in the files.'),
    annotator: text
        .optional()
        .describe('Whose version of each document to read: an annotator of the project, or `all`; by default the curated one.'),
    columns: z
        .strictObject({
        tokens: text.optional().describe('The column with words.'),
        tags: text.optional().describe('The column with tags.'),
        document: text.optional().describe('The column with document ids.'),
    })
        .optional()
        .describe('Which columns or keys hold words, tags and document ids; by default detected.'),
    tag_names: z
        .array(text)
        .min(1)
        .optional()
        .describe('The names of numbered tags in order, such as `[O, B-T038, I-T038]`.'),
    split: z
        .enum(PARTS)
        .optional()
        .describe('The part that the whole source belongs to; by default `corpus.split` divides it.'),
});
const splitSchema = z.strictObject({
    ratios: z
        .tuple([share, share, share])
        .optional()
        .describe('The fractions of train, validation and test among the documents whose source names no part, such as `[0.8, 0.1, 0.1]`.'),
    by: z
        .enum(['document', 'group', 'sentence'])
        .default('document')
        .describe('The unit that is never divided. `sentence` leaks, since one abstract lands in several parts: for comparison only.'),
    seed: seed.default(42).describe('The random seed of the split.'),
    order: z
        .union([z.literal(1), z.literal(2)])
        .default(2)
        .describe('Stratify by single types (1), or by pairs of types as well (2).'),
    official: z
        .union([
        text,
        z.strictObject({
            train: text.describe('The list of the training part.'),
            validation: text.describe('The list of the validation part.'),
            test: text.describe('The list of the test part.'),
        }),
    ])
        .optional()
        .describe("Lists of the document ids of each part, one a line: a folder with MedMentions' lists, or three files."),
    folds: z.int().min(3).optional().describe('Cross-validation: the number of folds.'),
    fold: positiveInteger.optional().describe('Which fold is the test part, from 1.'),
    train_share: z
        .number()
        .gt(0)
        .max(1)
        .default(1)
        .describe('The fraction of the training documents to learn from, drawn with `seed` and stratified by type. Smaller fractions are part of greater ones; labels are those of the whole part.'),
});
/** Which server is asked, the environment says: MEDSPAN_UTS_URL. */
export const utsSchema = z.strictObject({
    release: text.default('current').describe('The UMLS release, such as `2026AA`.'),
    key_env: text.default('UMLS_API_KEY').describe('The environment variable that holds the key.'),
    key_file: text.optional().describe('A file with the key, readable by you alone.'),
    cache: text.optional().describe('The cache of answers; by default in your cache folder.'),
    max_age_hours: z
        .number()
        .gt(0)
        .optional()
        .describe('How long cached answers are valid; by default a day for `current`, unlimited for a named release.'),
    offline: z.boolean().default(false).describe('Use cached answers only.'),
});
const linkSchema = z.strictObject({
    mrsty: text.optional().describe('MRSTY.RRF of a UMLS release.'),
    metathesaurus: text
        .optional()
        .describe('A database made by `medspan umls build`, with which retired concepts are followed.'),
    uts: utsSchema
        .optional()
        .describe("UTS, NLM's web service; the server is NLM's, or that of MEDSPAN_UTS_URL."),
    relations: z
        .array(z.enum(['RB', 'RN', 'RO']))
        .optional()
        .describe('Also follow retired concepts to broader (RB), narrower (RN) or otherwise related (RO) ones.'),
});
export const corpusSchema = z.strictObject({
    sources: z.array(sourceSchema).min(1).describe('What to learn from.'),
    tokenizer: z
        .enum(SEGMENTERS)
        .default('biomedical')
        .describe('How to split texts into words that come without tokens.'),
    language: z
        .enum(LANGUAGES)
        .optional()
        .describe('The language by whose rules to find sentences and words in texts that come without; by default what a CAS says of its own, else English.'),
    link: linkSchema
        .optional()
        .describe('Where to look up the semantic types of concepts; leave it out where mentions have types.'),
    merge: z
        .strictObject({
        duplicates: z
            .enum(['keep', 'drop'])
            .default('keep')
            .describe('Documents whose text an earlier source has too: keep them, or drop them.'),
        ignore_outside: z
            .boolean()
            .default(false)
            .describe('Take unmarked words as no evidence against types that their source never annotates.'),
    })
        .prefault({})
        .describe('How sources are combined.'),
    overlap: z.enum(OVERLAPS).default('longest').describe('Which of two overlapping mentions to keep.'),
    split: splitSchema.prefault({}).describe('How documents are divided into train, validation and test.'),
});
export const labelsSchema = z.strictObject({
    types: z
        .union([z.enum(['all', 'st21pv', 'groups', 'full', 'one']), z.array(text).min(1)])
        .default('all')
        .describe('`all` types of the training part; the 21 types of MedMentions ST21pv; the 15 semantic `groups`; the `full` 127 types of the semantic network; a list such as `[T047, T121]`; or `one` class, named Concept, of which every mention is.'),
    map: text
        .optional()
        .describe('A table (CSV or TSV) of your own labels for concepts of any vocabulary, with the columns `concept` and `label`.'),
    unseen: z
        .enum(['nearest-ancestor', 'outside', 'ignore', 'error'])
        .default('nearest-ancestor')
        .describe('The label of a mention whose types are not in the list.'),
    without_ancestor: z
        .enum(['outside', 'ignore'])
        .default('outside')
        .describe('Its label where no type in the list is an ancestor either.'),
    concept_type: z
        .enum(['in-label-set', 'first', 'most-specific'])
        .default('in-label-set')
        .describe("Which of a concept's several types becomes its label: the first that is in the list (then by ancestor), the first, or the most specific."),
    unknown: z.enum(['ignore']).default('ignore').describe('A concept without a type is left out of the loss.'),
});
