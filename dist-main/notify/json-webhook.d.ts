/**
 * @file A JSON webhook: one POST with what docs/notification.schema.json describes. Figures are named and not sent.
 */
import { z } from 'zod';
import type { Channel } from './channel.ts';
import type { Webhook } from './webhooks.ts';
/** The body of a request. */
export declare const notificationSchema: z.ZodObject<{
    event: z.ZodEnum<{
        success: "success";
        resume: "resume";
        unfinished: "unfinished";
        failure: "failure";
    }>;
    run: z.ZodString;
    error: z.ZodOptional<z.ZodString>;
    medspan: z.ZodOptional<z.ZodString>;
    seed: z.ZodOptional<z.ZodInt>;
    scores: z.ZodObject<{
        validation: z.ZodOptional<z.ZodObject<{
            default: z.ZodObject<{
                precision: z.ZodOptional<z.ZodNumber>;
                recall: z.ZodOptional<z.ZodNumber>;
                f1: z.ZodOptional<z.ZodNumber>;
                dictionary_f1: z.ZodOptional<z.ZodNumber>;
            }, z.core.$strict>;
            strict: z.ZodObject<{
                precision: z.ZodOptional<z.ZodNumber>;
                recall: z.ZodOptional<z.ZodNumber>;
                f1: z.ZodOptional<z.ZodNumber>;
                dictionary_f1: z.ZodOptional<z.ZodNumber>;
            }, z.core.$strict>;
        }, z.core.$strict>>;
        test: z.ZodOptional<z.ZodObject<{
            default: z.ZodObject<{
                precision: z.ZodOptional<z.ZodNumber>;
                recall: z.ZodOptional<z.ZodNumber>;
                f1: z.ZodOptional<z.ZodNumber>;
                dictionary_f1: z.ZodOptional<z.ZodNumber>;
            }, z.core.$strict>;
            strict: z.ZodObject<{
                precision: z.ZodOptional<z.ZodNumber>;
                recall: z.ZodOptional<z.ZodNumber>;
                f1: z.ZodOptional<z.ZodNumber>;
                dictionary_f1: z.ZodOptional<z.ZodNumber>;
            }, z.core.$strict>;
        }, z.core.$strict>>;
    }, z.core.$strict>;
    types: z.ZodArray<z.ZodObject<{
        name: z.ZodString;
        validation_f1: z.ZodOptional<z.ZodNumber>;
        test_f1: z.ZodOptional<z.ZodNumber>;
        test_dictionary_f1: z.ZodOptional<z.ZodNumber>;
        test_mentions: z.ZodOptional<z.ZodInt>;
    }, z.core.$strict>>;
    training: z.ZodOptional<z.ZodObject<{
        epochs: z.ZodOptional<z.ZodNumber>;
        seconds: z.ZodOptional<z.ZodNumber>;
        loss: z.ZodOptional<z.ZodNumber>;
    }, z.core.$strict>>;
    best: z.ZodOptional<z.ZodObject<{
        step: z.ZodInt;
        epoch: z.ZodNumber;
        metric: z.ZodString;
        value: z.ZodNumber;
    }, z.core.$strict>>;
    data: z.ZodOptional<z.ZodObject<{
        train: z.ZodObject<{
            documents: z.ZodInt;
            sentences: z.ZodInt;
        }, z.core.$strict>;
        validation: z.ZodObject<{
            documents: z.ZodInt;
            sentences: z.ZodInt;
        }, z.core.$strict>;
        test: z.ZodObject<{
            documents: z.ZodInt;
            sentences: z.ZodInt;
        }, z.core.$strict>;
    }, z.core.$strict>>;
    warnings: z.ZodInt;
    figures: z.ZodArray<z.ZodObject<{
        name: z.ZodString;
        bytes: z.ZodInt;
    }, z.core.$strict>>;
    version: z.ZodLiteral<1>;
    id: z.ZodString;
    at: z.ZodISODateTime;
}, z.core.$strict>;
export type Notification = z.infer<typeof notificationSchema>;
export declare function createJsonWebhook(webhook: Webhook): Channel;
