/**
 * @file What requests and answers of REST hold: one schema checks them and is their description in `/openapi.json`.
 */
import { z } from 'zod';
/** How many documents a request may hold; any number of lines. */
export const MAX_DOCUMENTS = 1000;
/**
 * A list that is looked through up to its first fault, where `z.array` collects all of them: a body of nothing but faults
 * would take hundreds of times its memory.
 */
function listOf(element, limits = {}) {
    const { $schema: _, ...items } = z.toJSONSchema(element, { io: 'input' });
    const { maxItems = Number.POSITIVE_INFINITY } = limits;
    return z
        .unknown()
        .transform((value, context) => {
        const fail = (message, path = []) => {
            context.addIssue({ code: 'custom', message, path });
            return z.NEVER;
        };
        if (!Array.isArray(value))
            return fail('expected a list');
        if (value.length > maxItems)
            return fail(`expected at most ${maxItems}, got more`);
        const items = [];
        for (const [i, item] of value.entries()) {
            const { success, data, error } = element.safeParse(item);
            const issue = error?.issues[0];
            if (!success)
                return fail(issue?.message ?? 'expected another value', [i, ...(issue?.path ?? [])]);
            items.push(data);
        }
        return items;
    })
        .meta({ type: 'array', items, ...limits });
}
const offset = z.int().min(0);
export const spanSchema = z.strictObject({ begin: offset, end: offset });
const idSchema = z.union([z.string(), z.number()]);
const documentSchema = z.strictObject({
    id: idSchema.optional(),
    text: z.string(),
    sentences: listOf(spanSchema)
        .optional()
        .describe('In order and apart, in UTF-16 code units; found in the text by default.'),
    tokens: listOf(spanSchema)
        .optional()
        .describe('Words, each within a sentence; found in the sentences by default.'),
});
const settings = {
    model: z.string().optional().describe('Needed where several models are served.'),
    minScore: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe('Mentions with a lower score are left out; 0 by default.'),
};
export const tagRequestSchema = z
    .strictObject({
    ...settings,
    text: z.string().optional(),
    documents: listOf(documentSchema, { maxItems: MAX_DOCUMENTS }).optional(),
})
    .refine(({ text, documents }) => (text === undefined) !== (documents === undefined), {
    error: 'expected either a text or documents',
    when: () => true,
})
    .describe('Either a text or documents.');
const mentionSchema = z.object({
    begin: offset.describe('In UTF-16 code units.'),
    end: offset,
    text: z.string(),
    types: z.array(z.string()),
    names: z.array(z.string()).describe('The types as people are shown them: those of UMLS with their names.'),
    concepts: z.array(z.string()),
    score: z.number().min(0).max(1).optional(),
});
const taggedSchema = z.object({
    id: idSchema.optional(),
    text: z.string(),
    mentions: z.array(mentionSchema),
});
const usedModel = { model: z.string(), version: z.string() };
export const tagAnswerSchema = z.union([
    z.object({ ...usedModel, text: z.string(), mentions: z.array(mentionSchema) }),
    z.object({ ...usedModel, documents: z.array(taggedSchema) }),
]);
export const lineSchema = z.object({ id: idSchema.optional(), text: z.string() });
export const errorSchema = z.object({
    error: z.object({
        message: z.string(),
        hint: z.string().optional(),
        line: z.int().optional(),
        column: z.int().optional(),
        at: z.string().optional(),
    }),
});
export const lineAnswerSchema = z.union([taggedSchema, errorSchema.extend({ line: z.int().optional() })]);
export const modelsSchema = z.object({
    models: z.array(z.object({
        name: z.string(),
        version: z.string(),
        types: z.array(z.object({ type: z.string(), name: z.string() })),
    })),
});
export const statusSchema = z.object({ status: z.string() });
