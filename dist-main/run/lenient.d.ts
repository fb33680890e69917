/**
 * @file Schemas of the files of a run folder, of which each is written once: strict for those who continue a run, and made
 * lenient here for those who show it, since another version may have written it.
 */
import { z } from 'zod';
/** Whether a value is an object with fields of its own, no list and no dictionary. */
type IsRecord<T> = T extends readonly unknown[] ? false : T extends object ? string extends keyof T ? false : true : false;
/** An object of objects, of which any part may be missing; an object of plain values is there whole or not at all. */
export type Lenient<T> = {
    readonly [Key in keyof T]?: (true extends {
        [Inner in keyof T[Key]]: IsRecord<NonNullable<T[Key][Inner]>>;
    }[keyof T[Key]] ? IsRecord<NonNullable<T[Key]>> extends true ? Lenient<T[Key]> : T[Key] : T[Key]) | undefined;
};
/** The same objects, in which whatever is missing or of another form is left out, but for what is `required`. */
export declare function lenient<Shape extends z.ZodRawShape, Required extends keyof Shape & string = never>(schema: z.ZodObject<Shape>, required?: readonly Required[]): z.ZodType<Lenient<z.output<z.ZodObject<Shape>>> & Pick<z.output<z.ZodObject<Shape>>, Required & keyof z.output<z.ZodObject<Shape>>>>;
/** A dictionary whose keys are data, such as types: `z.record` leaves out `__proto__`. */
export declare function dictionaryOf<Value extends z.ZodType>(value: Value): z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, Value], null>>>, z.ZodTransform<Record<string, z.output<Value>>, [...Value["_zod"]["optout"] extends "optional" ? [string, z.core.output<Value>?] : [string, z.core.output<Value>]][]>>;
export {};
