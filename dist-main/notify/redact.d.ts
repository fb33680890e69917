/** Takes out of a text what must not be seen elsewhere. */
export type Redact = (text: string) => string;
/**
 * What takes paths, keys and user names out of a text. Of the run folder only its name stays.
 *
 * @param options.secrets texts that must not be seen, such as addresses of webhooks and their parts
 * @param options.paths paths that may stand in texts, blanks and all, such as the one an error is about
 */
export declare function createRedact(options: {
    readonly runFolder: string;
    readonly secrets?: readonly string[] | undefined;
    readonly paths?: readonly string[] | undefined;
    readonly env: Readonly<Record<string, string | undefined>>;
}): Redact;
/** What is told of a run folder's path: its last part. */
export declare function runName(runFolder: string): string;
