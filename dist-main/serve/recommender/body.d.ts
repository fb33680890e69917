export interface BodyLimits {
    readonly bytes: number;
    /** How long the whole body may take to come. */
    readonly timeMs: number;
    /** Is told how many bytes have come, before they are kept, and may throw. */
    readonly take: (bytes: number) => void;
}
/**
 * Reads a body.
 * @throws HTTPException 413 for more than so many bytes, of which no more are read, and 408 where it does not come in time
 * @throws MedspanError `input` for what is no UTF-8
 */
export declare function readBody({ body, headers }: Request, { bytes, timeMs, take }: BodyLimits): Promise<string>;
