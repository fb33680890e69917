import { typeLabel } from "./analysis.js";
import { html } from "./html.js";
import { capital, countCell, headRow, numberCell, scoreCell, table } from "./scores.js";
const columns = ['Precision', 'Recall', 'F1'].map(number => ({ number }));
/** What is there and what is not, and the scores of each part. */
export function reportedTable({ scores, note }) {
    return [
        html `<p class="lead">${note}</p>`,
        scores.length > 0 &&
            table('Scores as the training has computed them, in per cent', headRow(['Part', ...columns, { number: 'Words right' }, { number: 'Loss' }]), scores.map(({ name, precision, recall, f1, accuracy, loss }) => html `<tr><th scope="row">${capital(name)}</th>${[precision, recall, f1, accuracy].map(scoreCell)}${loss === undefined ? scoreCell(undefined) : numberCell(loss.toFixed(4), loss)}</tr>`)),
    ];
}
/** The scores of each type of a part. */
export function reportedTypes({ name, types }, names) {
    const entries = Object.entries(types);
    if (entries.length === 0)
        return undefined;
    return table(html `Types on ${name}, in per cent`, headRow(['Type', { number: 'Gold' }, ...columns]), entries.map(([type, { gold, precision, recall, f1 }]) => html `<tr><th scope="row">${typeLabel(type, names)}</th>${countCell(gold)}${[precision, recall, f1].map(scoreCell)}</tr>`), 'plain sortable');
}
