import { z } from 'zod';
declare const recordSchema: z.ZodObject<{
    at: z.ZodString;
    event: z.ZodEnum<{
        success: "success";
        resume: "resume";
        unfinished: "unfinished";
        failure: "failure";
    }>;
    error: z.ZodOptional<z.ZodString>;
    webhook: z.ZodString;
    part: z.ZodString;
    digest: z.ZodString;
    sent: z.ZodBoolean;
    reason: z.ZodOptional<z.ZodString>;
}, z.core.$strip>;
/** A line. */
export type NotificationRecord = z.infer<typeof recordSchema>;
export declare const historyFile = "notifications.jsonl";
export interface History {
    /** The oldest first; none where there is no such file. */
    readonly records: readonly NotificationRecord[];
    add(record: NotificationRecord): Promise<void>;
}
/** @throws MedspanError (`output`) where the file cannot be read; `add` too, where it cannot be written */
export declare function openHistory(runFolder: string): Promise<History>;
/** Whether a part has arrived at a webhook: what its newest line says. */
export declare function hasArrived(history: readonly NotificationRecord[], webhook: string, part: {
    readonly name: string;
    readonly digest: string;
}): boolean;
export {};
