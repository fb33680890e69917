import { type ErrorCode, MedspanError, type Where } from '../errors.ts';
/** A process that takes messages of one type. */
export interface Forked<Message> {
    readonly pid: number;
    isConnected(): boolean;
    /** Sends a message, which is lost where the process is no more. */
    send(message: Message): void;
    /** Ends it where it is, if it still is. */
    kill(): void;
    /** Resolves when it is no more: why, as far as that can be told from outside. Rejects where it cannot be started. */
    readonly ended: Promise<string>;
}
export interface ForkOptions {
    /** How far it steps back behind this one for the processor. */
    readonly niceness?: number | undefined;
}
/**
 * Starts a module of ours as a process.
 * @param name the module beside the file at `from`, without its extension
 * @param onMessage is given what it sends
 */
export declare function forkModule<Message, Reply>(name: string, from: string, onMessage: (message: Reply) => void, { niceness }?: ForkOptions): Forked<Message>;
/** An error as a message. */
export interface SentError {
    readonly code: ErrorCode;
    readonly message: string;
    readonly where?: Where | undefined;
    readonly hint?: string | undefined;
    /** Of a defect: where it happened. */
    readonly stack?: string | undefined;
}
export declare function sendError(error: unknown): SentError;
export declare function receiveError({ code, message, where, hint, stack }: SentError): MedspanError;
