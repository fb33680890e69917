/** A request that is refused. Its message goes to the client. */
export declare class Refusal extends Error {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    constructor(status: number, message: string, headers?: Readonly<Record<string, string>>);
}
/** Of a request whose client no longer waits: as nginx counts them. Nobody is answered. */
export declare const gone: () => Refusal;
/** A value as JSON in which all that is not printed is escaped: the same value, and nothing that steers a terminal. */
export declare function answerJson(value: unknown, status?: number, headers?: Readonly<Record<string, string>>): Response;
/** The answer to a request that failed; undefined where the failure is a defect of ours, of which nothing is said. */
export declare function answerError(error: unknown): Response | undefined;
