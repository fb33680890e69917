import type { LabelPolicy } from '../../corpus/labels.ts';
import type { Document } from '../../text/document.ts';
/** What of a label set the annotators of a document have annotated, where that is not all of it. */
export interface Annotated {
    /** Types of the label set that they have not: to find one is neither right nor wrong. */
    readonly unannotated: ReadonlySet<string>;
    /** [L]: 1 for each label that they have annotated, `O` among them. */
    readonly labelMask: Int32Array;
}
/** What of a label set the annotators of a document have annotated; undefined where that is all of it. */
export type AnnotatedOf = (document: Pick<Document, 'annotated'>) => Annotated | undefined;
/**
 * The rule which types of a label set annotators of some types have annotated, for loss, tag scores and character scores
 * alike: those that their types are labelled with, and those below them, because whoever annotates biologic functions marks
 * a disease as one. Worked out once for each list of types.
 */
export declare function createAnnotatedOf(policy: LabelPolicy): AnnotatedOf;
