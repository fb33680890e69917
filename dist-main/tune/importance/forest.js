/** Differences below this are none, as in scikit-learn. */
const leastGap = 1e-7;
/** The best split of the rows from `from` to `to`; undefined where no column has two values. */
function findSplit({ columns, y, orders, random }, from, to, total) {
    let best;
    let most = Number.NEGATIVE_INFINITY;
    const tried = random.shuffle(columns.map((_, column) => column));
    for (const column of tried) {
        const x = columns[column];
        const order = orders[column];
        let sum = 0;
        for (let i = from; i < to - 1; i++) {
            sum += y[order[i]];
            const here = x[order[i]];
            const next = x[order[i + 1]];
            if (next - here <= leastGap)
                continue;
            const count = i + 1 - from;
            const rest = total - sum;
            const gain = (sum * sum) / count + (rest * rest) / (to - from - count);
            if (gain > most) {
                most = gain;
                best = { column, threshold: (here + next) / 2, count };
            }
        }
    }
    return best;
}
function grow(sample, from, to, depth) {
    const { y, orders, columns, goesLeft, held } = sample;
    const first = orders[0];
    let total = 0;
    let same = true;
    for (let i = from; i < to; i++) {
        total += y[first[i]];
        same &&= y[first[i]] === y[first[from]];
    }
    const value = total / (to - from);
    const split = same || depth >= sample.maxDepth ? undefined : findSplit(sample, from, to, total);
    if (split === undefined)
        return { value };
    const { column, threshold, count } = split;
    const x = columns[column];
    for (let i = from; i < to; i++)
        goesLeft[first[i]] = x[first[i]] <= threshold ? 1 : 0;
    for (const order of orders) {
        let left = from;
        let right = 0;
        for (let i = from; i < to; i++)
            if (goesLeft[order[i]] === 1)
                order[left++] = order[i];
            else
                held[right++] = order[i];
        order.set(held.subarray(0, right), left);
    }
    return {
        value,
        split: {
            column,
            threshold,
            left: grow(sample, from, from + count, depth + 1),
            right: grow(sample, from + count, to, depth + 1),
        },
    };
}
/**
 * Grows one tree on a sample with replacement.
 *
 * @param columns each of them [rows], finite
 * @param y [rows], finite
 */
export function growTree(columns, y, maxDepth, random) {
    const rows = y.length;
    const drawn = Int32Array.from({ length: rows }, () => random.below(rows));
    // A row that is drawn twice is two rows.
    const sampleY = Float64Array.from(drawn, row => y[row]);
    const sampleColumns = columns.map(column => Float64Array.from(drawn, row => column[row]));
    const orders = sampleColumns.map(column => Int32Array.from({ length: rows }, (_, i) => i).sort((i, j) => column[i] - column[j] || i - j));
    return grow({
        columns: sampleColumns,
        y: sampleY,
        orders,
        goesLeft: new Uint8Array(rows),
        held: new Int32Array(rows),
        maxDepth,
        random,
    }, 0, rows, 0);
}
