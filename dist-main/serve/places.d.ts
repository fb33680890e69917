export interface Places {
    readonly taken: number;
    readonly waiting: number;
    /**
     * Waits for a place.
     * @returns what gives it back, and is to be called once
     * @throws Refusal 429 where too many wait already; 499 once the client has gone
     */
    enter(signal: AbortSignal): Promise<() => void>;
}
export interface PlaceLimits {
    readonly atOnce: number;
    readonly waiting: number;
}
export declare function createPlaces({ atOnce, waiting }: PlaceLimits): Places;
