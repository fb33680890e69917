/**
 * @file Scores as a table for a terminal.
 */
import { renderColumns } from "../text/columns.js";
/** The rows of one set of scores: a row a type, then the averages. */
export function scoreRows(scores) {
    return [
        ...[...scores.types].map(([name, score]) => ({ name, score })),
        'line',
        { name: 'overall (micro)', score: scores.overall },
        { name: 'mean of types (macro)', score: scores.macro },
        { name: 'weighted mean', score: scores.weighted },
    ];
}
/**
 * Renders rows in columns: fractions as percentages with two decimals, gold mentions as a count.
 *
 * Ends without a line break; lines end without blanks.
 * @param heading the title of the first column
 */
export function renderScoreTable(rows, heading = '') {
    const titles = [heading, 'precision', 'recall', 'f1', 'mentions'];
    const cells = rows.map(row => (row === 'line' ? row : [row.name, ...numbers(row.score)]));
    return renderColumns([titles, 'line', ...cells]);
}
function numbers(score) {
    return [percent(score.precision), percent(score.recall), percent(score.f1), String(score.number)];
}
function percent(fraction) {
    return (100 * fraction).toFixed(2);
}
