export interface Desktop {
    readonly platform: NodeJS.Platform;
    readonly env: Readonly<Record<string, string | undefined>>;
}
/** Opens a file in the browser; returns what to say where that is not possible, and never throws. */
export declare function openInBrowser(path: string, desktop?: Desktop): Promise<string | undefined>;
