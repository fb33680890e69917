/**
 * @file Mentions as INCEpTION's predictions: annotations of the layer that was asked for, marked as predicted, in the CAS that was
 * sent. Everything else in it stays as it is, its type system too; predictions that it brought along are replaced, as in
 * INCEpTION's `MockRemoteStringMatchingNerRecommender`.
 */
import type { Cas } from '../../cas/cas.ts';
import { type TypeSystem } from '../../cas/typesystem.ts';
import { type Document } from '../../text/document.ts';
import type { Metadata, PredictionRequest } from './messages.ts';
/** @throws MedspanError `input` where a type system lacks a layer or its feature for texts */
export declare function checkFeature(typeSystem: TypeSystem, { layer, feature }: Metadata): void;
/** @throws MedspanError `input` where predictions of a layer cannot be told from annotations */
export declare function checkPredicted(typeSystem: TypeSystem, { layer }: Metadata): void;
/** The CAS without predictions. */
export declare function withoutPredictions(cas: Cas, { layer, feature }: Metadata): Cas;
/**
 * The CAS with predictions for a document's mentions in the place of those it had. A mention's value is its first type, as a tag
 * of the feature's tagset where one means the same, or where it has no type, its first concept.
 * @param model how the explanations of scores call it
 */
export declare function addPredictions(cas: Cas, document: Document, request: PredictionRequest, model: string): Cas;
