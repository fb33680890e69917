/**
 * @file The dense gradient of a table of which a batch touches few rows.
 */

/** Zeros but for the rows that were touched. */
export interface RowGradient {
  /** The rows that were touched. */
  readonly touched: ReadonlySet<number>
  /** Adds the gradients of rows [N,D], times `factor`, to the rows `ids` [N], in order. */
  add(ids: Int32Array, gradients: Float32Array, factor?: number): void
  /** Multiplies what was touched. */
  scale(factor: number): void
  squaredNorm(): number
  /** Sets what was touched to zero again. */
  clear(): void
}

/** @param table [V,D], row-major; it is written to, and zero at first */
export function createRowGradient(table: Float32Array, columns: number): RowGradient {
  const touched = new Set<number>()
  const row = (id: number): Float32Array => table.subarray(id * columns, (id + 1) * columns)
  return {
    touched,
    add(ids, gradients, factor = 1) {
      for (const [n, id] of ids.entries()) {
        touched.add(id)
        const begin = id * columns
        const from = n * columns
        for (let d = 0; d < columns; d++) table[begin + d]! += gradients[from + d]! * factor
      }
    },
    scale(factor) {
      for (const id of touched) {
        const own = row(id)
        for (let d = 0; d < columns; d++) own[d]! *= factor
      }
    },
    squaredNorm() {
      let total = 0
      for (const id of touched) for (const value of row(id)) total += value * value
      return total
    },
    clear() {
      for (const id of touched) row(id).fill(0)
      touched.clear()
    },
  }
}
