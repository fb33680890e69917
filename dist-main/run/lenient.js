/**
 * @file Schemas of the files of a run folder, of which each is written once: strict for those who continue a run, and made
 * lenient here for those who show it, since another version may have written it.
 */
import { z } from 'zod';
/** The same objects, in which whatever is missing or of another form is left out, but for what is `required`. */
export function lenient(schema, required = []) {
    return lenientObject(schema, required);
}
function lenientObject(schema, required = []) {
    const entries = Object.entries(schema.shape).map(([key, value]) => {
        const own = value;
        return [key, required.includes(key) ? own : soften(own).optional().catch(undefined)];
    });
    return z.object(Object.fromEntries(entries));
}
/** What stands for a value that is missing in a file that is read strictly is not what stands for it here. */
function unwrapped(schema) {
    const isWrapped = schema instanceof z.ZodOptional ||
        schema instanceof z.ZodExactOptional ||
        schema instanceof z.ZodDefault ||
        schema instanceof z.ZodReadonly;
    return isWrapped ? unwrapped(schema.unwrap()) : schema;
}
function soften(schema) {
    const inner = unwrapped(schema);
    if (!(inner instanceof z.ZodObject))
        return inner;
    const isOfObjects = Object.values(inner.shape).some(value => unwrapped(value) instanceof z.ZodObject);
    return isOfObjects ? lenientObject(inner) : inner;
}
/** A dictionary whose keys are data, such as types: `z.record` leaves out `__proto__`. */
export function dictionaryOf(value) {
    return z
        .unknown()
        .transform(given => typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.entries(given) : given)
        .pipe(z.array(z.tuple([z.string(), value])))
        .transform(entries => Object.fromEntries(entries));
}
