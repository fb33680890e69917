/**
 * @file Which types of a label set the annotators of a document have annotated.
 */
import { groupOf, isAncestor } from "../../concepts/semantic-network.js";
import { OUTSIDE } from "../../text/tags.js";
/**
 * The rule which types of a label set annotators of some types have annotated, for loss, tag scores and character scores
 * alike: those that their types are labelled with, and those below them, because whoever annotates biologic functions marks
 * a disease as one. Worked out once for each list of types.
 */
export function createAnnotatedOf(policy) {
    const known = new Map();
    return ({ annotated }) => {
        if (annotated === undefined)
            return undefined;
        const key = annotated.join('\u0000');
        if (!known.has(key))
            known.set(key, annotatedBy(annotated, policy));
        return known.get(key);
    };
}
function annotatedBy(annotated, { labelSet, decide }) {
    const given = new Set(annotated.map(type => decide([type]).label));
    const isAnnotated = (label) => {
        const group = groupOf(label)?.abbreviation;
        return given.has(label) || annotated.some(type => type === group || isAncestor(type, label));
    };
    const unannotated = new Set(labelSet.types.filter(type => !isAnnotated(type)));
    if (unannotated.size === 0)
        return undefined;
    const labelMask = Int32Array.from(labelSet.labels, tag => tag === OUTSIDE || !unannotated.has(tag.slice(2)) ? 1 : 0);
    return { unannotated, labelMask };
}
