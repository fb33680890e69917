/**
 * @file Schemas of the files of a run folder, of which each is written once: strict for those who continue a run, and made
 * lenient here for those who show it, since another version may have written it.
 */
import { z } from 'zod'

/** Whether a value is an object with fields of its own, no list and no dictionary. */
type IsRecord<T> = T extends readonly unknown[]
  ? false
  : T extends object
    ? string extends keyof T
      ? false
      : true
    : false

/** An object of objects, of which any part may be missing; an object of plain values is there whole or not at all. */
export type Lenient<T> = {
  readonly [Key in keyof T]?:
    | (true extends { [Inner in keyof T[Key]]: IsRecord<NonNullable<T[Key][Inner]>> }[keyof T[Key]]
        ? IsRecord<NonNullable<T[Key]>> extends true
          ? Lenient<T[Key]>
          : T[Key]
        : T[Key])
    | undefined
}

/** The same objects, in which whatever is missing or of another form is left out, but for what is `required`. */
export function lenient<Shape extends z.ZodRawShape, Required extends keyof Shape & string = never>(
  schema: z.ZodObject<Shape>,
  required: readonly Required[] = [],
): z.ZodType<
  Lenient<z.output<z.ZodObject<Shape>>> &
    Pick<z.output<z.ZodObject<Shape>>, Required & keyof z.output<z.ZodObject<Shape>>>
> {
  return lenientObject(schema, required) as never
}

function lenientObject(schema: z.ZodObject, required: readonly string[] = []): z.ZodObject {
  const entries = Object.entries(schema.shape).map(([key, value]) => {
    const own = value as z.ZodType
    return [key, required.includes(key) ? own : soften(own).optional().catch(undefined)] as const
  })
  return z.object(Object.fromEntries(entries))
}

/** What stands for a value that is missing in a file that is read strictly is not what stands for it here. */
function unwrapped(schema: z.ZodType): z.ZodType {
  const isWrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  return isWrapped ? unwrapped(schema.unwrap() as z.ZodType) : schema
}

function soften(schema: z.ZodType): z.ZodType {
  const inner = unwrapped(schema)
  if (!(inner instanceof z.ZodObject)) return inner
  const isOfObjects = Object.values(inner.shape).some(
    value => unwrapped(value as z.ZodType) instanceof z.ZodObject,
  )
  return isOfObjects ? lenientObject(inner) : inner
}

/** A dictionary whose keys are data, such as types: `z.record` leaves out `__proto__`. */
export function dictionaryOf<Value extends z.ZodType>(value: Value) {
  return z
    .unknown()
    .transform(given =>
      typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.entries(given) : given,
    )
    .pipe(z.array(z.tuple([z.string(), value])))
    .transform(entries => Object.fromEntries(entries) as Record<string, z.output<Value>>)
}
