export type Environment = Readonly<Record<string, string | undefined>>;
export interface HubSettings {
    /** `HF_ENDPOINT`, without a slash at its end. */
    readonly endpoint: string;
    /** `HF_HUB_CACHE`, or `hub` in `HF_HOME`. */
    readonly cache: string;
    /** `HF_HUB_OFFLINE`: nothing but the cache is used. */
    readonly offline: boolean;
    /** `HF_TOKEN`, or the file that `hf auth login` wrote; sent to the endpoint alone, and never shown. */
    readonly token: string | undefined;
}
/** @throws MedspanError (`config`) when the endpoint is no address, or one to which the token must not go. */
export declare function hubSettings(env?: Environment): HubSettings;
