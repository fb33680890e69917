/**
 * @file The sections `corpus` and `labels` of `medspan.yaml`: sources, linking, splits, and what becomes of types.
 */
import { z } from 'zod';
/** The three parts of a corpus, in the order of `corpus.split.ratios`. */
export declare const PARTS: readonly ["train", "validation", "test"];
export type Part = (typeof PARTS)[number];
/** Which server is asked, the environment says: MEDSPAN_UTS_URL. */
export declare const utsSchema: z.ZodObject<{
    release: z.ZodDefault<z.ZodString>;
    key_env: z.ZodDefault<z.ZodString>;
    key_file: z.ZodOptional<z.ZodString>;
    cache: z.ZodOptional<z.ZodString>;
    max_age_hours: z.ZodOptional<z.ZodNumber>;
    offline: z.ZodDefault<z.ZodBoolean>;
}, z.core.$strict>;
export declare const corpusSchema: z.ZodObject<{
    sources: z.ZodArray<z.ZodObject<{
        path: z.ZodOptional<z.ZodString>;
        dataset: z.ZodOptional<z.ZodString>;
        revision: z.ZodOptional<z.ZodString>;
        subset: z.ZodOptional<z.ZodString>;
        dataset_split: z.ZodOptional<z.ZodString>;
        name: z.ZodOptional<z.ZodString>;
        format: z.ZodOptional<z.ZodEnum<{
            [x: string]: string;
        }>>;
        concept: z.ZodOptional<z.ZodObject<{
            layer: z.ZodOptional<z.ZodString>;
            feature: z.ZodOptional<z.ZodString>;
            type_feature: z.ZodOptional<z.ZodString>;
        }, z.core.$strict>>;
        type_system: z.ZodOptional<z.ZodString>;
        annotator: z.ZodOptional<z.ZodString>;
        columns: z.ZodOptional<z.ZodObject<{
            tokens: z.ZodOptional<z.ZodString>;
            tags: z.ZodOptional<z.ZodString>;
            document: z.ZodOptional<z.ZodString>;
        }, z.core.$strict>>;
        tag_names: z.ZodOptional<z.ZodArray<z.ZodString>>;
        split: z.ZodOptional<z.ZodEnum<{
            train: "train";
            validation: "validation";
            test: "test";
        }>>;
    }, z.core.$strict>>;
    tokenizer: z.ZodDefault<z.ZodEnum<{
        biomedical: "biomedical";
        "spacy-like": "spacy-like";
    }>>;
    language: z.ZodOptional<z.ZodEnum<{
        en: "en";
        de: "de";
        fr: "fr";
    }>>;
    link: z.ZodOptional<z.ZodObject<{
        mrsty: z.ZodOptional<z.ZodString>;
        metathesaurus: z.ZodOptional<z.ZodString>;
        uts: z.ZodOptional<z.ZodObject<{
            release: z.ZodDefault<z.ZodString>;
            key_env: z.ZodDefault<z.ZodString>;
            key_file: z.ZodOptional<z.ZodString>;
            cache: z.ZodOptional<z.ZodString>;
            max_age_hours: z.ZodOptional<z.ZodNumber>;
            offline: z.ZodDefault<z.ZodBoolean>;
        }, z.core.$strict>>;
        relations: z.ZodOptional<z.ZodArray<z.ZodEnum<{
            RB: "RB";
            RN: "RN";
            RO: "RO";
        }>>>;
    }, z.core.$strict>>;
    merge: z.ZodPrefault<z.ZodObject<{
        duplicates: z.ZodDefault<z.ZodEnum<{
            keep: "keep";
            drop: "drop";
        }>>;
        ignore_outside: z.ZodDefault<z.ZodBoolean>;
    }, z.core.$strict>>;
    overlap: z.ZodDefault<z.ZodEnum<{
        error: "error";
        first: "first";
        longest: "longest";
        innermost: "innermost";
    }>>;
    split: z.ZodPrefault<z.ZodObject<{
        ratios: z.ZodOptional<z.ZodTuple<[z.ZodNumber, z.ZodNumber, z.ZodNumber], null>>;
        by: z.ZodDefault<z.ZodEnum<{
            group: "group";
            document: "document";
            sentence: "sentence";
        }>>;
        seed: z.ZodDefault<z.ZodInt>;
        order: z.ZodDefault<z.ZodUnion<readonly [z.ZodLiteral<1>, z.ZodLiteral<2>]>>;
        official: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
            train: z.ZodString;
            validation: z.ZodString;
            test: z.ZodString;
        }, z.core.$strict>]>>;
        folds: z.ZodOptional<z.ZodInt>;
        fold: z.ZodOptional<z.ZodInt>;
        train_share: z.ZodDefault<z.ZodNumber>;
    }, z.core.$strict>>;
}, z.core.$strict>;
export declare const labelsSchema: z.ZodObject<{
    types: z.ZodDefault<z.ZodUnion<readonly [z.ZodEnum<{
        all: "all";
        one: "one";
        st21pv: "st21pv";
        groups: "groups";
        full: "full";
    }>, z.ZodArray<z.ZodString>]>>;
    map: z.ZodOptional<z.ZodString>;
    unseen: z.ZodDefault<z.ZodEnum<{
        error: "error";
        outside: "outside";
        "nearest-ancestor": "nearest-ancestor";
        ignore: "ignore";
    }>>;
    without_ancestor: z.ZodDefault<z.ZodEnum<{
        outside: "outside";
        ignore: "ignore";
    }>>;
    concept_type: z.ZodDefault<z.ZodEnum<{
        first: "first";
        "in-label-set": "in-label-set";
        "most-specific": "most-specific";
    }>>;
    unknown: z.ZodDefault<z.ZodEnum<{
        ignore: "ignore";
    }>>;
}, z.core.$strict>;
