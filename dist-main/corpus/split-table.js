/**
 * @file What a split gave: the distribution of each type in each split, and how far the splits are from the whole.
 */
import { namedType } from "../concepts/semantic-network.js";
import { renderColumns } from "../text/columns.js";
import { labelsDistribution, meanJensenShannon } from "./divergence.js";
import { byCount, sizeOf } from "./stats.js";
/** The three splits, in the order of the shares. */
export const splitNames = ['train', 'validation', 'test'];
/** Counts the types of each split. */
export function splitTable(splits) {
    const totals = new Map();
    const counted = splitNames.map(name => {
        const mentions = new Map();
        const documents = new Map();
        let untyped = 0;
        for (const document of splits[name]) {
            const own = new Set();
            for (const { types } of document.mentions) {
                const type = types[0];
                if (type === undefined)
                    untyped++;
                else {
                    own.add(type);
                    mentions.set(type, (mentions.get(type) ?? 0) + 1);
                    totals.set(type, (totals.get(type) ?? 0) + 1);
                }
            }
            for (const type of own)
                documents.set(type, (documents.get(type) ?? 0) + 1);
        }
        const column = { name, ...sizeOf(splits[name]), untyped };
        return { column, mentions, documents };
    });
    const types = byCount(totals).map(([type]) => type);
    const by = (key) => counted.map(({ column, [key]: counts }) => ({
        size: column.documents,
        counts: types.map(type => counts.get(type) ?? 0),
    }));
    const { value, unbounded } = labelsDistribution(by('documents'));
    const typed = counted.map(({ column }) => Math.max(1, column.mentions - column.untyped));
    return {
        columns: counted.map(({ column }) => column),
        rows: types.map(type => {
            const mentions = counted.map(one => one.mentions.get(type) ?? 0);
            return { type, mentions, shares: mentions.map((count, j) => count / typed[j]) };
        }),
        labelsDistribution: value,
        unbounded,
        jensenShannon: meanJensenShannon(by('mentions')),
    };
}
const figure = (count) => count.toLocaleString('en-US');
const percent = (share) => `${(100 * share).toFixed(1)} %`;
/** The table as text: sizes, then each type's mentions with their share of the split's, then the divergences. */
export function renderSplitTable(table) {
    const { columns, rows, labelsDistribution: ld, unbounded, jensenShannon } = table;
    const sizes = ['documents', 'sentences', 'tokens', 'mentions', 'untyped'].map(key => [
        key === 'untyped' ? '  without a type' : key,
        ...columns.flatMap(column => [figure(column[key]), '']),
    ]);
    const types = rows.map(({ type, mentions, shares }) => [
        `  ${namedType(type)}`,
        ...mentions.flatMap((count, j) => [figure(count), percent(shares[j])]),
    ]);
    const head = ['', ...columns.flatMap(({ name }) => [name, ''])];
    const left = unbounded === 0
        ? ''
        : ` (without ${unbounded} ${unbounded === 1 ? 'type' : 'types'} that all documents of a split have)`;
    return [
        renderColumns([head, ...sizes, ...types]),
        `divergence from the whole: LD ${ld.toFixed(4)} over documents${left}, JS ${jensenShannon.toFixed(5)} bits over mentions`,
    ].join('\n');
}
