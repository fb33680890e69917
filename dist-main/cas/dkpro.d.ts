/**
 * @file DKPro Core's types, as far as INCEpTION's documents need them.
 *
 * After the type systems of DKPro Core 2 (`de.tudarmstadt.ukp.dkpro.core.api.*`), with the features that are used
 * here and none of the many that are not.
 */
import { type TypeDefinition } from './typesystem.ts';
export declare const SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence";
export declare const TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token";
export declare const META_DATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";
export declare const TAGSET = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.TagsetDescription";
export declare const NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
export declare const DEPENDENCY = "de.tudarmstadt.ukp.dkpro.core.api.syntax.type.dependency.Dependency";
/** True for words, sentences, parts of speech, syntax and data about the document. */
export declare function isLinguistic(type: string): boolean;
/** True for the types of DKPro Core, as against those of a project. */
export declare function isDkpro(type: string): boolean;
/** The types of a document with sentences, words and named entities. */
export declare const documentTypes: readonly TypeDefinition[];
/** The types of the layers that INCEpTION has from the beginning, with all that DKPro Core 2 gives them. */
export declare const coreTypes: readonly TypeDefinition[];
