import { type RewriteOptions } from '../cas/rewrite.ts';
import type { Tagger } from './tagger.ts';
export interface IntoOptions extends Pick<RewriteOptions, 'typeSystem' | 'progress'> {
    readonly tagger: Tagger;
    /** What to write; see `rewriteCases`. */
    readonly output: string;
    /**
     * The layer that takes the mentions, by full name or by its last part; by default the one that the model was trained from, else
     * DKPro's NamedEntity.
     */
    readonly layer?: string | undefined;
    /** Its feature that takes their types; by default the one that the model was trained from, if the layer is that one, else `value`. */
    readonly feature?: string | undefined;
    /** Whether the annotations that the layer has give way; default false. */
    readonly replace?: boolean | undefined;
}
/**
 * Tags the documents of XMI, JSON CAS and WebAnno TSV files, folders and archives, and writes the same files with the mentions in
 * them. Everything else in a CAS stays as it is. A project of INCEpTION becomes one that begins with the mentions (`planCopy`); which
 * version of its documents is tagged, `versionsToTag` says.
 *
 * Counted notices: those of reading, of `addMentions`, of `planCopy`, and `inception-serialized`.
 * @throws MedspanError `config` where a type system or project has no such layer or text feature; `output` where the output is what is read
 */
export declare function predictInto(paths: readonly string[], options: IntoOptions): Promise<{
    readonly documents: number;
    readonly mentions: number;
}>;
/** The layer and the feature that take the mentions. */
export declare function placeOf({ layer, feature, tagger: { trainedFrom }, }: Pick<IntoOptions, 'layer' | 'feature' | 'tagger'>): {
    readonly layer: string | undefined;
    readonly typeFeature: string;
};
