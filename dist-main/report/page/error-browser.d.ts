import { type Markup } from './html.ts';
import { type PlainSentences } from './sentences.ts';
/** The browser with its data. */
export declare function browser(data: PlainSentences): Markup;
