/**
 * @file What there is to say about a run: pure data, the same for every channel. It is also the body that a JSON
 * webhook gets, which docs/notification.schema.json describes.
 */
import { z } from 'zod';
export const eventKinds = ['success', 'failure', 'resume', 'unfinished'];
const fraction = z.number().min(0).max(1);
const count = z.int().min(0);
const scoreSchema = z
    .strictObject({
    precision: fraction.optional(),
    recall: fraction.optional(),
    f1: fraction.optional(),
    dictionary_f1: fraction.optional().describe('F1 of a dictionary of the training mentions.'),
})
    .describe('Micro averages over all mentions, from 0 to 1.');
const partSchema = z.strictObject({
    default: scoreSchema.describe("seqeval's default mode."),
    strict: scoreSchema.describe("seqeval's mode='strict', scheme=IOB2."),
});
const sizeSchema = z.strictObject({ documents: count, sentences: count });
export const outcomeSchema = z.strictObject({
    event: z.enum(eventKinds).describe('What happened to the run.'),
    run: z.string().describe("The name of the run's folder, without its path."),
    error: z.string().optional().describe('Of a failure: the message, without paths, keys and user names.'),
    medspan: z.string().optional().describe('The version that trains.'),
    seed: z.int().optional(),
    scores: z.strictObject({ validation: partSchema.optional(), test: partSchema.optional() }),
    types: z
        .array(z.strictObject({
        name: z.string(),
        validation_f1: fraction.optional(),
        test_f1: fraction.optional(),
        test_dictionary_f1: fraction.optional(),
        test_mentions: count.optional().describe('Gold mentions in the test part.'),
    }))
        .describe("The label set's types, in its order; scores in seqeval's default mode."),
    training: z
        .strictObject({
        epochs: z.number().min(0).optional(),
        seconds: z.number().min(0).optional(),
        loss: z.number().optional(),
    })
        .optional(),
    best: z
        .strictObject({ step: z.int(), epoch: z.number(), metric: z.string(), value: z.number() })
        .optional()
        .describe('The evaluation whose weights the run keeps.'),
    data: z.strictObject({ train: sizeSchema, validation: sizeSchema, test: sizeSchema }).optional(),
    warnings: count.describe('Kinds of things that were noticed.'),
    figures: z.array(z.strictObject({ name: z.string(), bytes: count })),
});
/** What an event means for who reads of it. */
export const headlines = {
    success: 'training finished',
    failure: 'training failed',
    resume: 'training resumes',
    unfinished: 'not finished',
};
/**
 * What a run folder's facts and an event come to.
 * @param options.name of the run folder, without its path
 * @param options.redact is applied to every text that is not ours
 */
export function renderOutcome(facts, event, options) {
    const { run, training, validation, test, baseline } = facts;
    const clean = (text) => options.redact(text.replace(unprintable, '')).replace(lineBreaks, ' ').trim();
    const summary = run?.summary;
    return dropUndefined({
        event: event.kind,
        run: clean(options.name),
        error: event.error === undefined ? undefined : clean(event.error),
        medspan: run?.versions?.medspan === undefined ? undefined : clean(run.versions.medspan),
        seed: run?.seed,
        scores: dropUndefined({
            validation: partOf('eval', validation, baseline),
            test: partOf('predict', test, baseline),
        }),
        types: (run?.types ?? [])
            .map(type => dropUndefined({
            name: clean(type),
            validation_f1: inUnit(validation[`eval_${type}_f1`]),
            test_f1: inUnit(test[`predict_${type}_f1`]),
            test_dictionary_f1: inUnit(baseline[`predict_${type}_f1`]),
            test_mentions: whole(test[`predict_${type}_number`]),
        }))
            .filter(row => Object.keys(row).length > 1),
        training: Object.keys(training).length === 0
            ? undefined
            : dropUndefined({
                epochs: positive(training.epoch),
                seconds: positive(training.train_runtime),
                loss: training.train_loss,
            }),
        best: summary?.best === undefined ? undefined : { ...summary.best, metric: clean(summary.best.metric) },
        data: summary?.counts === undefined ? undefined : dataOf(summary.counts),
        warnings: run?.warnings?.length ?? 0,
        figures: facts.figures.map(({ file, bytes }) => ({ name: figureName(options.redact(file)), bytes })),
    });
}
/** How much there is in each part. */
function dataOf({ train, validation, test }) {
    const count = ({ documents, sentences }) => ({ documents, sentences });
    return { train: count(train), validation: count(validation), test: count(test) };
}
/** A figure's name with characters alone that are safe in a header. */
export function figureName(file) {
    return file.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^(.{80}).+(\.png)$/i, '$1$2');
}
function partOf(prefix, own, baseline) {
    const score = (end) => dropUndefined({
        precision: inUnit(own[`${prefix}_precision${end}`]),
        recall: inUnit(own[`${prefix}_recall${end}`]),
        f1: inUnit(own[`${prefix}_f1${end}`]),
        dictionary_f1: inUnit(baseline[`${prefix}_f1${end}`]),
    });
    const part = { default: score(''), strict: score('_strict') };
    return part.default.f1 === undefined && part.strict.f1 === undefined ? undefined : part;
}
const inUnit = (value) => value !== undefined && value >= 0 && value <= 1 ? value : undefined;
const positive = (value) => (value !== undefined && value >= 0 ? value : undefined);
const whole = (value) => (Number.isSafeInteger(value) ? positive(value) : undefined);
/** Controls but line breaks, halves of characters, and marks that turn or hide text. */
const unprintable = /(?![\r\n\t])[\p{Cc}\p{Cf}\p{Cs}]/gu;
const lineBreaks = /[\r\n\t\u2028\u2029]+/g;
/** The same record without keys that have no value. */
function dropUndefined(record) {
    return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
