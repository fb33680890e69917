import type { TokenClassifier } from '../nn/model.ts';
import { type TagComparison } from './check.ts';
export interface ExportCardFacts {
    /** The folder's own name. */
    readonly name: string;
    readonly model: TokenClassifier;
    readonly tags: TagComparison & {
        readonly isTestPart: boolean;
    };
}
/**
 * The card of an export of a folder. One that medspan has written has its use replaced; one of the user's or of others, which is
 * kept, and none, get a part for it.
 * @throws MedspanError `unsafe-input` for a card that is no file of the folder, or far too long
 */
export declare function exportCard(folder: string, { name, model, tags }: ExportCardFacts): Promise<string>;
