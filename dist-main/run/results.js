/**
 * @file Result files with the keys that Hugging Face's `run_ner` writes, and scores as plain JSON.
 */
import { join } from 'node:path';
import { formatScoredDocuments } from "../metrics/mentions.js";
import { writeFileWhole, writeJsonWhole } from "../system/output.js";
import { formatTrainerState } from "./trainer-state.js";
export function plainScores(scores) {
    return { ...scores, types: Object.fromEntries(scores.types) };
}
export function mentionScores(evaluation) {
    const { correct, predicted, gold, lost, micro, macro } = evaluation;
    return { correct, predicted, gold, lost, micro, macro };
}
/**
 * Scores as `run_ner` names them, with and without `return_entity_level_metrics`: `eval_f1`, `eval_overall_f1`,
 * `eval_T038_f1`, ... A type's name stands as it is. Averages of ours end as scikit-learn's do (`eval_f1_macro`,
 * `eval_f1_weighted`), and so do strict mode (`eval_f1_strict`) and words without `O` (`eval_accuracy_inside`): who
 * looks for types before `_f1` finds types alone.
 */
export function metricsOf(prefix, scores) {
    const metrics = {};
    const { overall, macro, weighted, types } = scores.default;
    for (const key of ['accuracy', 'f1', 'precision', 'recall']) {
        metrics[`${prefix}_${key}`] = overall[key];
        metrics[`${prefix}_overall_${key}`] = overall[key];
    }
    for (const key of ['f1', 'precision', 'recall']) {
        metrics[`${prefix}_${key}_macro`] = macro[key];
        metrics[`${prefix}_${key}_weighted`] = weighted[key];
        metrics[`${prefix}_${key}_strict`] = scores.strict.overall[key];
        metrics[`${prefix}_${key}_macro_strict`] = scores.strict.macro[key];
    }
    metrics[`${prefix}_accuracy_inside`] = overall.insideAccuracy;
    for (const [type, score] of Object.entries(types))
        for (const key of ['f1', 'precision', 'recall', 'number'])
            metrics[`${prefix}_${type}_${key}`] = score[key];
    return metrics;
}
/** Scores by characters, with the borders of their 95 % intervals: `eval_f1_mentions`, `eval_f1_mentions_lower`, ... */
function mentionMetrics(prefix, { micro, macro }) {
    const metrics = {};
    for (const [end, scores] of [
        ['mentions', micro],
        ['mentions_macro', macro],
    ])
        for (const key of ['f1', 'precision', 'recall']) {
            const { estimate, lower, upper } = scores[key];
            metrics[`${prefix}_${key}_${end}`] = estimate;
            metrics[`${prefix}_${key}_${end}_lower`] = lower;
            metrics[`${prefix}_${key}_${end}_upper`] = upper;
        }
    return metrics;
}
/** Loss, scores and speed of a part. */
export function resultMetrics(prefix, result) {
    const { seconds, sentences, batches } = result;
    return {
        [`${prefix}_loss`]: result.loss,
        ...metricsOf(prefix, result),
        [`${prefix}_runtime`]: seconds,
        [`${prefix}_samples`]: sentences,
        [`${prefix}_samples_per_second`]: perSecond(sentences, seconds),
        [`${prefix}_steps_per_second`]: perSecond(batches, seconds),
    };
}
/** `train_loss` is the mean over all steps; a sample is a chunk, and each epoch sees all of them. */
export function trainMetrics(state, samples) {
    const { train_seconds: seconds, global_step: steps } = state;
    return {
        epoch: state.epoch,
        train_loss: state.total_loss / steps,
        train_runtime: seconds,
        train_samples: samples,
        train_samples_per_second: perSecond(samples * state.epoch, seconds),
        train_steps_per_second: perSecond(steps, seconds),
    };
}
function perSecond(count, seconds) {
    return seconds > 0 ? count / seconds : 0;
}
/** Writes a record with its keys sorted, as transformers does. */
export function writeMetrics(path, metrics) {
    const sorted = Object.entries(metrics).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return writeJsonWhole(path, Object.fromEntries(sorted));
}
/** Writes every result file of a run. */
export async function writeResults(runFolder, results) {
    const { state, validation, test, baseline, evaluations } = results;
    const train = trainMetrics(state, results.trainSamples);
    const evaluation = {
        epoch: state.epoch,
        ...resultMetrics('eval', validation),
        ...mentionMetrics('eval', evaluations.validation),
    };
    const prediction = { ...resultMetrics('predict', test), ...mentionMetrics('predict', evaluations.test) };
    const files = [
        ['train_results.json', train],
        ['eval_results.json', evaluation],
        ['predict_results.json', prediction],
        ['all_results.json', { ...train, ...evaluation, ...prediction }],
        [
            'baseline_results.json',
            { ...metricsOf('eval', baseline.validation), ...metricsOf('predict', baseline.test) },
        ],
    ];
    for (const [name, metrics] of files)
        await writeMetrics(join(runFolder, name), metrics);
    await writeFileWhole(join(runFolder, 'trainer_state.json'), formatTrainerState(state));
    const lines = results.predictions.map(tags => `${tags.join(' ')}\n`);
    await writeFileWhole(join(runFolder, 'predictions.txt'), lines.join(''));
    for (const part of ['validation', 'test']) {
        await writeFileWhole(join(runFolder, `predictions.${part}.jsonl`), formatScoredDocuments(results.scored[part]));
        await writeJsonWhole(join(runFolder, `evaluation.${part}.json`), evaluations[part]);
        // Their texts stand with the predictions.
        const bare = results.scoredBaseline[part].map(({ id, gold, predicted }) => ({ id, gold, predicted }));
        await writeFileWhole(join(runFolder, `baseline.${part}.jsonl`), formatScoredDocuments(bare));
    }
}
