/**
 * @file What INCEpTION sends to an external recommender, as far as it is needed: `MPredictionRequest` and `MTrainingRequest` of
 * its module inception-imls-external. Keys that are not known here are passed over, so that newer versions may send more.
 */
import { z } from 'zod';
declare const metadata: z.ZodObject<{
    layer: z.ZodString;
    feature: z.ZodString;
    projectId: z.ZodOptional<z.ZodNullable<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>>;
    anchoringMode: z.ZodDefault<z.ZodEnum<{
        sentences: "sentences";
        tokens: "tokens";
        characters: "characters";
        singleToken: "singleToken";
    }>>;
    crossSentence: z.ZodDefault<z.ZodBoolean>;
    range: z.ZodOptional<z.ZodNullable<z.ZodObject<{
        begin: z.ZodNumber;
        end: z.ZodNumber;
    }, z.core.$strip>>>;
}, z.core.$strip>;
export declare const predictionRequest: z.ZodObject<{
    typeSystem: z.ZodString;
    document: z.ZodObject<{
        xmi: z.ZodString;
        documentId: z.ZodOptional<z.ZodNullable<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>>;
        userId: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    }, z.core.$strip>;
    metadata: z.ZodObject<{
        layer: z.ZodString;
        feature: z.ZodString;
        projectId: z.ZodOptional<z.ZodNullable<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>>;
        anchoringMode: z.ZodDefault<z.ZodEnum<{
            sentences: "sentences";
            tokens: "tokens";
            characters: "characters";
            singleToken: "singleToken";
        }>>;
        crossSentence: z.ZodDefault<z.ZodBoolean>;
        range: z.ZodOptional<z.ZodNullable<z.ZodObject<{
            begin: z.ZodNumber;
            end: z.ZodNumber;
        }, z.core.$strip>>>;
    }, z.core.$strip>;
    tagsets: z.ZodOptional<z.ZodNullable<z.ZodArray<z.ZodObject<{
        tags: z.ZodOptional<z.ZodNullable<z.ZodArray<z.ZodObject<{
            tag: z.ZodString;
        }, z.core.$strip>>>>;
        targets: z.ZodOptional<z.ZodNullable<z.ZodArray<z.ZodObject<{
            type: z.ZodString;
            feature: z.ZodString;
        }, z.core.$strip>>>>;
    }, z.core.$strip>>>>;
}, z.core.$strip>;
export declare const trainingRequest: z.ZodObject<{
    typeSystem: z.ZodString;
    documents: z.ZodArray<z.ZodObject<{
        xmi: z.ZodString;
        documentId: z.ZodOptional<z.ZodNullable<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>>;
        userId: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    }, z.core.$strip>>;
    metadata: z.ZodObject<{
        layer: z.ZodString;
        feature: z.ZodString;
        projectId: z.ZodOptional<z.ZodNullable<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>>;
        anchoringMode: z.ZodDefault<z.ZodEnum<{
            sentences: "sentences";
            tokens: "tokens";
            characters: "characters";
            singleToken: "singleToken";
        }>>;
        crossSentence: z.ZodDefault<z.ZodBoolean>;
        range: z.ZodOptional<z.ZodNullable<z.ZodObject<{
            begin: z.ZodNumber;
            end: z.ZodNumber;
        }, z.core.$strip>>>;
    }, z.core.$strip>;
}, z.core.$strip>;
export type Metadata = z.infer<typeof metadata>;
export type PredictionRequest = z.infer<typeof predictionRequest>;
export type TrainingRequest = z.infer<typeof trainingRequest>;
/** @throws MedspanError `input` for what is no JSON, or not of the schema; `unsafe-input` for what would fill the memory */
export declare function parseRequest<T>(text: string, schema: z.ZodType<T>): T;
export {};
