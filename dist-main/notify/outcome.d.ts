/**
 * @file What there is to say about a run: pure data, the same for every channel. It is also the body that a JSON
 * webhook gets, which docs/notification.schema.json describes.
 */
import { z } from 'zod';
import type { RunFacts } from './facts.ts';
import type { Redact } from './redact.ts';
export declare const eventKinds: readonly ["success", "failure", "resume", "unfinished"];
/** `unfinished` is what a folder says of which nothing else is known. */
export type EventKind = (typeof eventKinds)[number];
/** What happened to a run. */
export interface RunEvent {
    readonly kind: EventKind;
    /** Of a failure: the error's message. */
    readonly error?: string | undefined;
}
declare const partSchema: z.ZodObject<{
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
}, z.core.$strict>;
export declare const outcomeSchema: z.ZodObject<{
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
}, z.core.$strict>;
export type Outcome = z.infer<typeof outcomeSchema>;
export type OutcomePart = z.infer<typeof partSchema>;
/** What an event means for who reads of it. */
export declare const headlines: Readonly<Record<EventKind, string>>;
/**
 * What a run folder's facts and an event come to.
 * @param options.name of the run folder, without its path
 * @param options.redact is applied to every text that is not ours
 */
export declare function renderOutcome(facts: RunFacts, event: RunEvent, options: {
    readonly name: string;
    readonly redact: Redact;
}): Outcome;
/** A figure's name with characters alone that are safe in a header. */
export declare function figureName(file: string): string;
export {};
