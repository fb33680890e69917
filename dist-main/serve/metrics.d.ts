/**
 * @file What the server counts, in the text format of Prometheus (version 0.0.4).
 */
import type { Places } from './places.ts';
export interface Metrics {
    /**
     * Counts a request that was answered.
     * @param route a pattern, of which there are few: never a path
     */
    observe(route: string, status: number, seconds: number): void;
    countWords(words: number): void;
    render(places: Places): string;
}
export declare function createMetrics(): Metrics;
