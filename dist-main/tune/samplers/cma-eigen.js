/**
 * @file Eigenvalues and eigenvectors of symmetric matrices, by Jacobi's rotations.
 *
 * The cyclic method of Golub and Van Loan 2013 ("Matrix Computations", section 8.5.3): slower than others by a constant,
 * short, and accurate to the last bits for the small matrices of a search space.
 */
import { internal } from "../../errors.js";
/** The unit matrix. */
export function identity(size) {
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
        matrix[i * size + i] = 1;
    return matrix;
}
const mostSweeps = 60;
/**
 * Takes a symmetric matrix apart: `matrix = vectors diag(values) vectorsᵀ`. What is above the diagonal is what counts.
 *
 * @param matrix [n, n], finite
 */
export function decompose(matrix, size) {
    const a = Float64Array.from(matrix);
    for (let i = 0; i < size; i++)
        for (let j = 0; j < i; j++)
            a[i * size + j] = a[j * size + i];
    const v = identity(size);
    for (let sweep = 0;; sweep++) {
        let rotated = false;
        for (let p = 0; p < size - 1; p++)
            for (let q = p + 1; q < size; q++) {
                const off = a[p * size + q];
                const app = a[p * size + p];
                const aqq = a[q * size + q];
                // What changes neither diagonal element nor an eigenvalue in its last bit is nothing.
                if (Math.abs(off) <= Number.EPSILON * 0.25 * Math.sqrt(Math.abs(app * aqq)) || off === 0) {
                    a[p * size + q] = 0;
                    continue;
                }
                rotated = true;
                rotate(a, v, size, p, q);
            }
        if (!rotated)
            break;
        if (sweep >= mostSweeps)
            throw internal('the eigenvalues of a matrix do not converge');
    }
    const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => a[i * size + i] - a[j * size + j] || i - j);
    const values = new Float64Array(size);
    const vectors = new Float64Array(size * size);
    order.forEach((from, to) => {
        values[to] = a[from * size + from];
        for (let row = 0; row < size; row++)
            vectors[row * size + to] = v[row * size + from];
    });
    return { values, vectors };
}
/** Makes element (p, q) zero, p < q, of the upper triangle of `a`, and turns the columns of `v` along. */
function rotate(a, v, size, p, q) {
    const off = a[p * size + q];
    const theta = (a[q * size + q] - a[p * size + p]) / (2 * off);
    const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
    const c = 1 / Math.hypot(t, 1);
    const s = t * c;
    a[p * size + p] -= t * off;
    a[q * size + q] += t * off;
    a[p * size + q] = 0;
    for (let k = 0; k < size; k++) {
        const vp = v[k * size + p];
        const vq = v[k * size + q];
        v[k * size + p] = c * vp - s * vq;
        v[k * size + q] = s * vp + c * vq;
        if (k === p || k === q)
            continue;
        const kp = k < p ? k * size + p : p * size + k;
        const kq = k < q ? k * size + q : q * size + k;
        const ap = a[kp];
        const aq = a[kq];
        a[kp] = c * ap - s * aq;
        a[kq] = s * ap + c * aq;
    }
}
