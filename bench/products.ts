/**
 * @file How fast both libraries multiply the matrices of a model's linear maps: what a step could take at best.
 *
 * Each side is a process of its own with as many threads as a step has. The products are those of a layer in training, in
 * the form in which our graphs have them: x Wᵀ + b, dX = dY W and dW = dYᵀ X.
 */
import { join } from 'node:path'
import { Child, spawnPython } from './child.ts'
import { type LinearMap, productFlops } from './flops.ts'

/** ONNX Runtime's or PyTorch's products. */
export class Products {
  readonly #maps: readonly LinearMap[]
  readonly #child: Child

  private constructor(maps: readonly LinearMap[], child: Child) {
    this.#maps = maps
    this.#child = child
  }

  static ours(maps: readonly LinearMap[], threads: number): Products {
    const args = [join(import.meta.dirname, 'products-worker.js'), JSON.stringify(maps), String(threads)]
    return new Products(maps, new Child(process.execPath, args))
  }

  static peer(maps: readonly LinearMap[], threads: number): Products {
    return new Products(maps, spawnPython('products.py', [JSON.stringify(maps), String(threads)]))
  }

  /** GFLOP/s over products with each of these numbers of rows; the first time for a number warms up. */
  async measure(rows: readonly number[]): Promise<number> {
    const seconds = await this.#child.ask<number>(JSON.stringify(rows))
    const flops = rows.reduce((sum, count) => sum + productFlops(this.#maps, count), 0)
    return flops / seconds / 1e9
  }

  end(): void {
    this.#child.end()
  }
}
