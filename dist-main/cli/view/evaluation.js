/**
 * @file The evaluation of a part as text: intervals, kinds of matches and errors, groups, ancestors, what training knew,
 * calibration.
 */
import { namedType } from "../../concepts/semantic-network.js";
import { renderColumns } from "../../text/columns.js";
import { percent, renderInterval } from "./scores.js";
const classNames = {
    correct: 'correct',
    type: 'wrong type',
    border: 'wrong borders',
    both: 'wrong type and borders',
    missed: 'missed',
    spurious: 'spurious',
};
const modeNames = {
    strict: 'strict (borders and type)',
    exact: 'exact (borders)',
    partial: 'partial (overlap counts half)',
    type: 'type (overlap)',
};
const familiarityNames = {
    mention: 'in training, with this type',
    form: 'in training, with other types',
    new: 'not in training',
};
/** Everything that is said of a part, in tables; with a run's temperature, what it has done to the calibration. */
export function renderEvaluation(title, evaluation, temperature) {
    const { types, groups, ancestors, calibration, uncalibrated, seen, semeval, classes, resampling } = evaluation;
    const hasTraining = seen !== undefined;
    const order = Object.entries(types).sort(([a, one], [b, two]) => two.gold - one.gold || (a < b ? -1 : 1));
    return [
        `${title}: ${evaluation.documents} documents, exact span match`,
        `F1 ${renderInterval(evaluation.micro.f1)}, mean of types ${renderInterval(evaluation.macro.f1)}`,
        `${resampling.samples.toLocaleString('en-US')} samples of documents, seed ${resampling.seed}`,
        ...section([
            [
                'type',
                'precision',
                'recall',
                'f1',
                '95 % of f1',
                'gold',
                'found',
                'right',
                'no tag',
                ...(hasTraining ? ['in training'] : []),
            ],
            ...order.map(([type, { scores, gold, predicted, correct, lost, training }]) => [
                namedType(type),
                percent(scores.precision.estimate),
                percent(scores.recall.estimate),
                percent(scores.f1.estimate),
                renderBorders(scores.f1),
                ...[gold, predicted, correct, lost].map(String),
                ...(training === undefined ? [] : [String(training)]),
            ]),
        ]),
        ...section([
            ['match', 'precision', 'recall', 'f1', 'correct', 'incorrect', 'partial', 'missed', 'spurious'],
            ...Object.entries(semeval).map(([mode, score]) => [
                modeNames[mode],
                ...[score.precision, score.recall, score.f1].map(percent),
                ...[score.correct, score.incorrect, score.partial, score.missed, score.spurious].map(String),
            ]),
        ]),
        ...section([
            ['mentions', 'number'],
            ...Object.entries(classes).map(([name, count]) => [
                classNames[name],
                String(count),
            ]),
        ]),
        ...section(countedTable('surface form', Object.entries(seen?.caseFolded ?? {}).map(([name, score]) => [
            familiarityNames[name],
            score,
        ]))),
        ...section(countedTable('semantic group', sorted(groups))),
        ...section(countedTable('ancestor', sorted(ancestors))),
        ...(calibration.count === 0
            ? []
            : [
                '',
                `calibration of ${calibration.count} found mentions: expected error ` +
                    `${percent(calibration.equalWidth.expectedError)} (15 bins of equal width), ` +
                    `${percent(calibration.equalMass.expectedError)} (of equal mass); Brier ${calibration.brier.toFixed(4)}`,
            ]),
        ...(uncalibrated === undefined || temperature === undefined
            ? []
            : [
                `temperature ${temperature}: expected error ${percent(uncalibrated.equalWidth.expectedError)} → ` +
                    percent(calibration.equalWidth.expectedError),
            ]),
    ].join('\n');
}
function renderBorders({ lower, upper, samples }) {
    return samples === 0 ? '' : `${percent(lower)} to ${percent(upper)}`;
}
function sorted(scores) {
    return Object.entries(scores)
        .sort(([a, one], [b, two]) => two.gold - one.gold || (a < b ? -1 : 1))
        .map(([name, score]) => [namedType(name), score]);
}
function countedTable(title, rows) {
    return [
        [title, 'precision', 'recall', 'f1', 'gold', 'found', 'right'],
        ...rows.map(([name, { precision, recall, f1, gold, predicted, correct }]) => [
            name,
            ...[precision, recall, f1].map(percent),
            ...[gold, predicted, correct].map(String),
        ]),
    ];
}
/** A table after an empty line; nothing where it has a head alone. */
function section(rows) {
    return rows.length < 2 ? [] : ['', renderColumns(rows)];
}
