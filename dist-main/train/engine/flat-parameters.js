/**
 * @file The trained parameters in one flat array, and arrays of the same layout beside it.
 *
 * Parameters that an optimizer treats alike lie together, so that each group is one stretch of memory.
 */
import { sizeOf } from "../../nn/tensors.js";
/** Lays parameters out: those that are decayed first, then by falling rate, then in their own order. */
export function createLayout(parameters, treatmentOf) {
    const members = new Map();
    for (const [name, tensor] of parameters) {
        const treatment = treatmentOf(name, tensor);
        const key = `${treatment.isDecayed} ${treatment.lrMultiplier}`;
        const group = members.get(key) ?? { treatment, names: [] };
        group.names.push(name);
        members.set(key, group);
    }
    const ordered = [...members.values()].sort(({ treatment: a }, { treatment: b }) => Number(b.isDecayed) - Number(a.isDecayed) || b.lrMultiplier - a.lrMultiplier);
    const slots = new Map();
    const groups = [];
    let end = 0;
    for (const { treatment, names } of ordered) {
        const first = end;
        for (const name of names) {
            const { shape } = parameters.get(name);
            const begin = end;
            end += sizeOf(shape);
            slots.set(name, { ...treatment, shape, begin, end });
        }
        groups.push({ ...treatment, begin: first, end });
    }
    return { slots, groups, size: end };
}
/** An array of a layout as tensors by name, in the order of `names`; they share its memory. */
export function viewsOf(array, { slots }, names = slots.keys()) {
    const views = new Map();
    for (const name of names) {
        const { shape, begin, end } = slots.get(name);
        views.set(name, { shape, data: array.subarray(begin, end) });
    }
    return views;
}
