/**
 * @file What INCEpTION sends to an external recommender, as far as it is needed: `MPredictionRequest` and `MTrainingRequest` of
 * its module inception-imls-external. Keys that are not known here are passed over, so that newer versions may send more.
 */
import { z } from 'zod';
import { describeIssues } from "../../config/problems.js";
import { formatError, MedspanError } from "../../errors.js";
import { parseJson } from "../../text/json.js";
/** INCEpTION's numbers; other clients have names. */
const id = z.union([z.string(), z.number()]);
const metadata = z.object({
    /** The full name of the layer's type. */
    layer: z.string().min(1),
    /** The feature of the layer that is predicted. */
    feature: z.string().min(1),
    projectId: id.nullish(),
    /** What annotations of the layer may cover. */
    anchoringMode: z.enum(['characters', 'singleToken', 'tokens', 'sentences']).default('characters'),
    /** Whether annotations of the layer may cross the border of a sentence. */
    crossSentence: z.boolean().default(false),
    /** What is to be predicted, in UTF-16 code units; older versions do not say. */
    range: z.object({ begin: z.number(), end: z.number() }).nullish(),
});
const document = z.object({ xmi: z.string(), documentId: id.nullish(), userId: z.string().nullish() });
const tagset = z.object({
    tags: z.array(z.object({ tag: z.string() })).nullish(),
    /** The features that take the tags. */
    targets: z.array(z.object({ type: z.string(), feature: z.string() })).nullish(),
});
export const predictionRequest = z.object({
    typeSystem: z.string(),
    document,
    metadata,
    tagsets: z.array(tagset).nullish(),
});
export const trainingRequest = z.object({ typeSystem: z.string(), documents: z.array(document), metadata });
/** Problems that a message names. */
const namedProblems = 5;
/** @throws MedspanError `input` for what is no JSON, or not of the schema; `unsafe-input` for what would fill the memory */
export function parseRequest(text, schema) {
    const value = parseJson(text, { path: 'the request' });
    const checked = schema.safeParse(value);
    if (checked.success)
        return checked.data;
    const problems = describeIssues(checked.error.issues, value, schema);
    const [first, ...others] = problems
        .slice(0, namedProblems)
        .map(({ path, message }) => formatError(new MedspanError('input', message, { where: { path: path.join('.') } })));
    throw new MedspanError('input', [first, ...others].join('; '), {
        where: { path: 'the request' },
        hint: 'expected what an external recommender of INCEpTION is sent: typeSystem, document or documents, and metadata',
    });
}
