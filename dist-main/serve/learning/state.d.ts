import { z } from 'zod';
import type { Scope } from '../contract.ts';
/** The new model beside the one that was in use, on documents that neither was trained with. */
declare const comparisonSchema: z.ZodObject<{
    documents: z.ZodInt;
    before: z.ZodNumber;
    after: z.ZodNumber;
    lower: z.ZodNumber;
    upper: z.ZodNumber;
    p: z.ZodNumber;
    takesOver: z.ZodBoolean;
    reason: z.ZodString;
}, z.core.$strip>;
export type LearningComparison = Readonly<z.output<typeof comparisonSchema>>;
declare const eventSchema: z.ZodDiscriminatedUnion<[z.ZodObject<{
    kind: z.ZodLiteral<"learnt">;
    at: z.ZodString;
    version: z.ZodInt;
    before: z.ZodInt;
    documents: z.ZodObject<{
        train: z.ZodInt;
        validation: z.ZodInt;
        heldOut: z.ZodInt;
    }, z.core.$strip>;
    comparison: z.ZodObject<{
        documents: z.ZodInt;
        before: z.ZodNumber;
        after: z.ZodNumber;
        lower: z.ZodNumber;
        upper: z.ZodNumber;
        p: z.ZodNumber;
        takesOver: z.ZodBoolean;
        reason: z.ZodString;
    }, z.core.$strip>;
}, z.core.$strip>, z.ZodObject<{
    kind: z.ZodLiteral<"failed">;
    at: z.ZodString;
    version: z.ZodInt;
    reason: z.ZodString;
}, z.core.$strip>, z.ZodObject<{
    kind: z.ZodLiteral<"rolled back">;
    at: z.ZodString;
    version: z.ZodInt;
    before: z.ZodInt;
}, z.core.$strip>], "kind">;
export type LearningEvent = Readonly<z.output<typeof eventSchema>>;
declare const stateSchema: z.ZodObject<{
    name: z.ZodString;
    project: z.ZodExactOptional<z.ZodString>;
    user: z.ZodExactOptional<z.ZodString>;
    current: z.ZodInt;
    versions: z.ZodReadonly<z.ZodArray<z.ZodInt>>;
    next: z.ZodInt;
    isNew: z.ZodBoolean;
    training: z.ZodExactOptional<z.ZodObject<{
        version: z.ZodInt;
        begins: z.ZodInt;
    }, z.core.$strip>>;
    history: z.ZodReadonly<z.ZodArray<z.ZodDiscriminatedUnion<[z.ZodObject<{
        kind: z.ZodLiteral<"learnt">;
        at: z.ZodString;
        version: z.ZodInt;
        before: z.ZodInt;
        documents: z.ZodObject<{
            train: z.ZodInt;
            validation: z.ZodInt;
            heldOut: z.ZodInt;
        }, z.core.$strip>;
        comparison: z.ZodObject<{
            documents: z.ZodInt;
            before: z.ZodNumber;
            after: z.ZodNumber;
            lower: z.ZodNumber;
            upper: z.ZodNumber;
            p: z.ZodNumber;
            takesOver: z.ZodBoolean;
            reason: z.ZodString;
        }, z.core.$strip>;
    }, z.core.$strip>, z.ZodObject<{
        kind: z.ZodLiteral<"failed">;
        at: z.ZodString;
        version: z.ZodInt;
        reason: z.ZodString;
    }, z.core.$strip>, z.ZodObject<{
        kind: z.ZodLiteral<"rolled back">;
        at: z.ZodString;
        version: z.ZodInt;
        before: z.ZodInt;
    }, z.core.$strip>], "kind">>>;
}, z.core.$strip>;
export type ScopeState = Readonly<z.output<typeof stateSchema>>;
/** The folder of a scope. */
export declare function scopeFolder(root: string, name: string, { project, user }: Scope): string;
/** The name of a document's file: who gives a document of the same id again replaces it. */
export declare function documentName(id: string, user: string | undefined): string;
export declare const isDocumentName: (name: string) => boolean;
export declare const documentsFolder: (scope: string) => string;
export declare const workFolder: (scope: string) => string;
export declare const versionFolder: (scope: string, version: number) => string;
export declare function newState(name: string, { project, user }: Scope): ScopeState;
export declare function withEvent(state: ScopeState, event: LearningEvent): ScopeState;
/** As before a training was begun. */
export declare function withoutTraining({ training: _, ...state }: ScopeState): ScopeState;
/** The number of a version is not given to another one. */
export declare function spent(state: ScopeState): ScopeState;
/** After a training that came to its end. */
export declare function learnt(state: ScopeState, event: LearningEvent): ScopeState;
export declare function writeState(scope: string, state: ScopeState): Promise<void>;
/**
 * Makes sure that a folder is one of ours; one that is new or empty becomes one where `create` says so.
 * @throws MedspanError `output` for a folder that holds something else, `input` where there is none
 */
export declare function claimFolder(root: string, { create }: {
    readonly create: boolean;
}): Promise<void>;
/** The folders of all scopes, and their states. */
export declare function readStates(root: string): Promise<Map<string, ScopeState>>;
/** What is in a folder; nothing where there is none. */
export declare function namesIn(folder: string): Promise<string[]>;
export {};
