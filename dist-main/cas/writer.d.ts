/**
 * @file From documents to CASes, so that INCEpTION, UIMA and dkpro-cassis read them.
 *
 * A document becomes DKPro Core's sentences, words, document data and named entities: `value` holds a mention's
 * types, `identifier` its concepts, several of them with `|` between them. Or its mentions are put into a CAS that
 * is there already, and everything else in that stays. A CAS' annotations are one stretch each, so the parts of a
 * discontinuous mention are not kept; nor are a document's group, origin and annotated types. What is not kept is
 * counted.
 */
import { type Notices } from '../errors.ts';
import type { Document, Mention } from '../text/document.ts';
import type { TypeFeature } from '../text/format.ts';
import { type Cas, type CasValue, type FeatureStructure } from './cas.ts';
import { type TypeSystem } from './typesystem.ts';
/** What stands between several types or concepts in one value. */
export declare const SEPARATOR = "|";
export interface CasWriting {
    /** Counts what a CAS cannot hold. */
    readonly notices: Notices;
    /** The layer of the mentions, by full name or by its last part; by default DKPro's NamedEntity. */
    readonly layer?: string | undefined;
    /** Its feature for types; by default `value`. */
    readonly typeFeature?: string | undefined;
    /** Its feature for concepts; by default `identifier`. */
    readonly conceptFeature?: string | undefined;
    /** Further features of a mention's annotation. */
    readonly features?: ((mention: Mention) => Iterable<readonly [string, CasValue]>) | undefined;
}
export interface CasAdding extends CasWriting {
    /** The CAS to add to. It has the document's text, and is not changed. */
    readonly base: Cas;
    /**
     * Whether the annotations of the layer that are there give way, or which of them; default false. One that something refers
     * to (a relation, a slot, a chain) stays, and is counted.
     */
    readonly replace?: boolean | ((structure: FeatureStructure) => boolean) | undefined;
    /** Whether a layer that is missing is declared, as is right in a format whose files declare what they use; default false. */
    readonly declares?: boolean | undefined;
}
/**
 * The types of a CAS made from a document alone.
 * @param mentions the layer and the feature that take the types of mentions, and another one their scores; by default NamedEntity and
 *   `value`, without one for scores
 */
export declare function documentTypeSystem(mentions?: TypeFeature): TypeSystem;
/**
 * A CAS of a document; reading it gives the document again, but for what is counted.
 * @param options.typeSystem `documentTypeSystem`, of the layer that takes the mentions; by default the one without a layer of its own
 *
 *
 * Counted notices: `mention-parts`, `mention-names` (a type or concept that is empty, begins or ends with white
 * space or holds `|`), `score-dropped`, `document-fields`.
 */
export declare function documentToCas(document: Document, options: CasWriting & {
    readonly typeSystem?: TypeSystem | undefined;
}): Cas;
/**
 * A CAS with a document's mentions added to those that it has, or in their place; sentences, words and everything
 * else are those of the CAS. Ids stay. Where the layer has a feature such as `value_score`, it takes the score of the type
 * in `value`, as in INCEpTION's predictions.
 *
 * Counted notices: those of `documentToCas`, and `cas-annotation-kept`.
 * @throws MedspanError `data` where the CAS has another text, or no ids are left; `config` where its type system has the layer without
 *   such a text feature, or has no such layer
 */
export declare function addMentions(document: Document, options: CasAdding): Cas;
/**
 * How many annotations a CAS has of the layer to which `addMentions` would add.
 * @throws MedspanError `config` where that would
 */
export declare function countMentions(document: Document, options: Pick<CasAdding, 'base' | 'declares' | 'layer' | 'typeFeature'>): number;
