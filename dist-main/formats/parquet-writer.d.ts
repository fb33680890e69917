import type { Corpus } from '../text/document.ts';
import type { WriteOptions } from '../text/format.ts';
export declare function formatParquet(corpus: Corpus, options: WriteOptions): Generator<Uint8Array>;
