/**
 * @file What requests and answers of REST hold: one schema checks them and is their description in `/openapi.json`.
 */
import { z } from 'zod';
/** How many documents a request may hold; any number of lines. */
export declare const MAX_DOCUMENTS = 1000;
export declare const spanSchema: z.ZodObject<{
    begin: z.ZodInt;
    end: z.ZodInt;
}, z.core.$strict>;
declare const documentSchema: z.ZodObject<{
    id: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>;
    text: z.ZodString;
    sentences: z.ZodOptional<z.ZodPipe<z.ZodUnknown, z.ZodTransform<{
        begin: number;
        end: number;
    }[], unknown>>>;
    tokens: z.ZodOptional<z.ZodPipe<z.ZodUnknown, z.ZodTransform<{
        begin: number;
        end: number;
    }[], unknown>>>;
}, z.core.$strict>;
export declare const tagRequestSchema: z.ZodObject<{
    text: z.ZodOptional<z.ZodString>;
    documents: z.ZodOptional<z.ZodPipe<z.ZodUnknown, z.ZodTransform<{
        text: string;
        id?: string | number | undefined;
        sentences?: {
            begin: number;
            end: number;
        }[] | undefined;
        tokens?: {
            begin: number;
            end: number;
        }[] | undefined;
    }[], unknown>>>;
    model: z.ZodOptional<z.ZodString>;
    minScore: z.ZodOptional<z.ZodNumber>;
}, z.core.$strict>;
export type TagRequest = z.output<typeof tagRequestSchema>;
export type RequestedDocument = z.output<typeof documentSchema>;
export declare const tagAnswerSchema: z.ZodUnion<readonly [z.ZodObject<{
    text: z.ZodString;
    mentions: z.ZodArray<z.ZodObject<{
        begin: z.ZodInt;
        end: z.ZodInt;
        text: z.ZodString;
        types: z.ZodArray<z.ZodString>;
        names: z.ZodArray<z.ZodString>;
        concepts: z.ZodArray<z.ZodString>;
        score: z.ZodOptional<z.ZodNumber>;
    }, z.core.$strip>>;
    model: z.ZodString;
    version: z.ZodString;
}, z.core.$strip>, z.ZodObject<{
    documents: z.ZodArray<z.ZodObject<{
        id: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>;
        text: z.ZodString;
        mentions: z.ZodArray<z.ZodObject<{
            begin: z.ZodInt;
            end: z.ZodInt;
            text: z.ZodString;
            types: z.ZodArray<z.ZodString>;
            names: z.ZodArray<z.ZodString>;
            concepts: z.ZodArray<z.ZodString>;
            score: z.ZodOptional<z.ZodNumber>;
        }, z.core.$strip>>;
    }, z.core.$strip>>;
    model: z.ZodString;
    version: z.ZodString;
}, z.core.$strip>]>;
export declare const lineSchema: z.ZodObject<{
    id: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>;
    text: z.ZodString;
}, z.core.$strip>;
export declare const errorSchema: z.ZodObject<{
    error: z.ZodObject<{
        message: z.ZodString;
        hint: z.ZodOptional<z.ZodString>;
        line: z.ZodOptional<z.ZodInt>;
        column: z.ZodOptional<z.ZodInt>;
        at: z.ZodOptional<z.ZodString>;
    }, z.core.$strip>;
}, z.core.$strip>;
export declare const lineAnswerSchema: z.ZodUnion<readonly [z.ZodObject<{
    id: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>;
    text: z.ZodString;
    mentions: z.ZodArray<z.ZodObject<{
        begin: z.ZodInt;
        end: z.ZodInt;
        text: z.ZodString;
        types: z.ZodArray<z.ZodString>;
        names: z.ZodArray<z.ZodString>;
        concepts: z.ZodArray<z.ZodString>;
        score: z.ZodOptional<z.ZodNumber>;
    }, z.core.$strip>>;
}, z.core.$strip>, z.ZodObject<{
    error: z.ZodObject<{
        message: z.ZodString;
        hint: z.ZodOptional<z.ZodString>;
        line: z.ZodOptional<z.ZodInt>;
        column: z.ZodOptional<z.ZodInt>;
        at: z.ZodOptional<z.ZodString>;
    }, z.core.$strip>;
    line: z.ZodOptional<z.ZodInt>;
}, z.core.$strip>]>;
export declare const modelsSchema: z.ZodObject<{
    models: z.ZodArray<z.ZodObject<{
        name: z.ZodString;
        version: z.ZodString;
        types: z.ZodArray<z.ZodObject<{
            type: z.ZodString;
            name: z.ZodString;
        }, z.core.$strip>>;
    }, z.core.$strip>>;
}, z.core.$strip>;
export declare const statusSchema: z.ZodObject<{
    status: z.ZodString;
}, z.core.$strip>;
export {};
