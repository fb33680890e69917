/**
 * @file Which annotations of a CAS are mentions, and which features hold their concepts and types.
 *
 * Annotation projects name layers and features as they like, so a configuration may name them; what it leaves out
 * is found by looking, over all documents of an import together: the string feature with the most values that are
 * CUIs, else semantic types, else DKPro's NamedEntity, whose `value` is a type and whose `identifier` is a concept, else
 * the one with the most identifiers of other vocabularies or of a knowledge base. A feature may be one of structures that
 * annotations refer to; then all layers that have it are read. What was chosen is said once, and layers that were not are
 * counted.
 *
 * Several concepts or types in one value are separated by `|`; identifiers and TUIs by other separators as well.
 */
import type { Progress } from '../progress.ts';
import { type Document } from '../text/document.ts';
import type { ConceptSetting, ReadOptions } from '../text/format.ts';
import type { Reading } from './document.ts';
/**
 * Turns readings into documents with mentions. Identifiers of other vocabularies are kept as they are, and so are words
 * where the configuration named the feature or most of its values are such identifiers, and in NamedEntity's `identifier`,
 * because then they are names of concepts. Types that annotators gave (`T047`, or NamedEntity's `value`) are kept.
 *
 * Counted notices: `cas-layer-left-out` (annotations of layers that were not chosen), `mention-empty-span`,
 * `mention-without-concept`, `mention-without-type`, `mention-concept-not-cui`, `mention-concept-padded`,
 * `cas-no-concept-feature`.
 * @throws MedspanError `config` where the setting names a layer or feature that no type system has
 */
export declare function toDocuments(readings: readonly Reading[], setting: ConceptSetting | undefined, where: string, progress: Progress, onConcepts?: ReadOptions['onConcepts']): Document[];
