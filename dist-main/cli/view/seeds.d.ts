import type { Spread } from '../../metrics/seeds.ts';
import type { SeedsFile } from '../../run/seeds.ts';
/** Mean, standard deviation, and least to greatest; a single value says nothing of the others. */
export declare const renderSpread: ({ mean, std, min, max }: Spread) => string[];
/** A row for each seed, and how the scores spread, together and by type. */
export declare function renderSeeds({ seeds, spread }: SeedsFile, folder: string): string;
