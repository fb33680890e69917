/**
 * @file The dense gradient of a table of which a batch touches few rows.
 */
/** @param table [V,D], row-major; it is written to, and zero at first */
export function createRowGradient(table, columns) {
    const touched = new Set();
    const row = (id) => table.subarray(id * columns, (id + 1) * columns);
    return {
        add(ids, gradients, factor = 1) {
            for (const [n, id] of ids.entries()) {
                touched.add(id);
                const begin = id * columns;
                const from = n * columns;
                for (let d = 0; d < columns; d++)
                    table[begin + d] += gradients[from + d] * factor;
            }
        },
        scale(factor) {
            for (const id of touched) {
                const own = row(id);
                for (let d = 0; d < columns; d++)
                    own[d] *= factor;
            }
        },
        squaredNorm() {
            let total = 0;
            for (const id of touched)
                for (const value of row(id))
                    total += value * value;
            return total;
        },
        clear() {
            for (const id of touched)
                row(id).fill(0);
            touched.clear();
        },
    };
}
