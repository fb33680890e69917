/**
 * @file The state of an engine whose numbers are in this process' memory, and how it takes over another.
 */
import { ownValue } from "../../dictionary.js";
import { MedspanError } from "../../errors.js";
/** What an engine says to a state that it cannot take over. */
export function foreignState(reason) {
    return new MedspanError('input', `the saved state does not belong to this model: ${reason}`, {
        hint: 'Start anew in another output folder, or go on with the model that the state was saved from.',
    });
}
/** @throws MedspanError `input` for the state of another model, before anything is changed */
export function restoreState(own, saved) {
    checkSame(own.parameters, saved.parameters, 'parameters');
    for (const [moment, tensors] of Object.entries(own.moments)) {
        const other = ownValue(saved.moments, moment);
        if (other === undefined)
            throw foreignState(`it lacks the moment ${moment}`);
        checkSame(tensors, other, moment);
    }
    const unknown = Object.keys(saved.moments).find(moment => !Object.hasOwn(own.moments, moment));
    if (unknown !== undefined)
        throw foreignState(`it has the moment ${unknown}, which is not kept here`);
    copyOver(own.parameters, saved.parameters);
    for (const [moment, tensors] of Object.entries(own.moments))
        copyOver(tensors, saved.moments[moment]);
}
/** @throws MedspanError `input` unless names and shapes are the same */
function checkSame(own, saved, what) {
    for (const name of saved.keys())
        if (!own.has(name))
            throw foreignState(`${what} has the unknown name ${name}`);
    for (const [name, tensor] of own) {
        const other = saved.get(name);
        if (other === undefined)
            throw foreignState(`${what} lacks ${name}`);
        if (other.shape.join() !== tensor.shape.join())
            throw foreignState(`${what} ${name} has shape [${other.shape}], expected [${tensor.shape}]`);
    }
}
function copyOver(own, saved) {
    for (const [name, { data }] of own)
        data.set(saved.get(name).data);
}
