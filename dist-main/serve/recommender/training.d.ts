import type { TrainingDocument } from '../contract.ts';
import type { TrainingRequest } from './messages.ts';
/**
 * The documents of a request, with the annotations of its layer as mentions; what was predicted and not accepted is none. A value
 * that means one of the model's types is that type, so that tags are read as they are written. Between documents others have a turn.
 * @param types those of the model
 * @throws MedspanError `input` or `unsafe-input` for a document or type system that is against its format
 */
export declare function readTraining({ typeSystem: descriptor, documents, metadata }: TrainingRequest, types: readonly string[]): Promise<TrainingDocument[]>;
