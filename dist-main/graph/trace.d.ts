import { type Dim, type DType, type Graph, type Node, type OpAttrs, type OpKind, type TensorType } from './ir.ts';
/** A value in a graph under construction. */
export declare class Tensor {
    readonly builder: Builder;
    readonly place: number;
    constructor(builder: Builder, place: number);
    get type(): TensorType;
    get shape(): readonly Dim[];
    get dtype(): DType;
}
/** The nodes of a graph so far; new ones are appended. */
export declare class Builder {
    readonly nodes: Node[];
    constructor(nodes?: readonly Node[]);
    apply<K extends OpKind>(kind: K, attrs: OpAttrs[K], inputs: readonly Tensor[]): Tensor;
    tensor(place: number): Tensor;
    finish(outputs: Readonly<Record<string, Tensor>>): Graph;
}
/** The type of an input: `float('B', 128)`. */
export declare const float: (...shape: Dim[]) => TensorType;
export declare const int: (...shape: Dim[]) => TensorType;
export declare const uint: (...shape: Dim[]) => TensorType;
/** Records `body` as a graph whose inputs are `inputs` and whose outputs are what it returns, by name. */
export declare function trace(inputs: ReadonlyMap<string, TensorType>, body: (input: (name: string) => Tensor) => Readonly<Record<string, Tensor>>): Graph;
type Operand = Tensor | number;
export declare const add: (a: Operand, b: Operand) => Tensor;
export declare const sub: (a: Operand, b: Operand) => Tensor;
export declare const mul: (a: Operand, b: Operand) => Tensor;
export declare const div: (a: Operand, b: Operand) => Tensor;
export declare const xor: (a: Operand, b: Operand) => Tensor;
export declare const equal: (a: Operand, b: Operand) => Tensor;
export declare const less: (a: Operand, b: Operand) => Tensor;
export declare const neg: (a: Tensor) => Tensor;
export declare const exp: (a: Tensor) => Tensor;
export declare const log: (a: Tensor) => Tensor;
export declare const sqrt: (a: Tensor) => Tensor;
export declare const cos: (a: Tensor) => Tensor;
export declare const sin: (a: Tensor) => Tensor;
export declare const tanh: (a: Tensor) => Tensor;
export declare const sigmoid: (a: Tensor) => Tensor;
export declare const erf: (a: Tensor) => Tensor;
export declare const gelu: (a: Tensor) => Tensor;
export declare const geluTanh: (a: Tensor) => Tensor;
export declare const softmax: (a: Tensor) => Tensor;
/** x / (1 + exp(-x)); neither it nor its derivative overflows (Ramachandran et al. 2017, arXiv 1710.05941). */
export declare const silu: (x: Tensor) => Tensor;
/** max(x, 0); at 0 its derivative is 1. */
export declare const relu: (x: Tensor) => Tensor;
/** a where the condition holds, else b. A number takes the other operand's type; two numbers are floats. */
export declare function select(condition: Tensor, a: Operand, b: Operand): Tensor;
export declare const shiftRight: (a: Tensor, bits: number) => Tensor;
export declare function cast(a: Tensor, to: DType): Tensor;
/** 0, 1, …, size-1 in the graph of `like`. [size] */
export declare function iota(like: Tensor, size: Dim, dtype?: 'int' | 'uint'): Tensor;
/** The same numbers wherever the graph runs, in the graph of `like`. [n] */
export declare function vector(like: Tensor, values: readonly number[], dtype?: 'float' | 'int'): Tensor;
export interface ProductOptions {
    readonly transA?: boolean;
    readonly transB?: boolean;
}
/** [..,M,K] [..,K,N] -> [..,M,N] */
export declare function matmul(a: Tensor, b: Tensor, { transA, transB }?: ProductOptions): Tensor;
/** a b + c: [M,K] [K,N] [N] -> [M,N] */
export declare function gemm(a: Tensor, b: Tensor, c: Tensor, { transA, transB }?: ProductOptions): Tensor;
/** Sums over `axes`, which may count from the end; all of them when left out. */
export declare function sum(a: Tensor, axes?: readonly number[], keepDims?: boolean): Tensor;
/** The sum of the squares over `axes`; over all when left out. */
export declare function sumSquares(a: Tensor, axes?: readonly number[], keepDims?: boolean): Tensor;
/** Of each place and all before it along an axis, or with `reverse` all after it; the axis may count from the end. */
export declare function cumulativeSum(a: Tensor, axis: number, { reverse }?: {
    reverse?: boolean | undefined;
}): Tensor;
export declare function max(a: Tensor, axes: readonly number[], keepDims?: boolean): Tensor;
/** Over the last axis: [..,D], scale [D], shift [D]. */
export declare function layerNorm(x: Tensor, scale: Tensor, shift: Tensor, epsilon: number): Tensor;
/** x scale / sqrt(mean(x²) + epsilon), over the last axis, whose size is a number (Zhang and Sennrich 2019, equation 4). */
export declare function rmsNorm(x: Tensor, scale: Tensor, epsilon: number): Tensor;
export declare function reshape(a: Tensor, shape: readonly Dim[]): Tensor;
export declare const transpose: (a: Tensor, perm: readonly number[]) => Tensor;
export declare function broadcast(a: Tensor, shape: readonly Dim[]): Tensor;
/** Places begin to end-1 along an axis whose size is a number; the axis may count from the end. */
export declare function slice(a: Tensor, axis: number, begin: number, end: number): Tensor;
/** One after the other along an axis whose sizes are numbers; the axis may count from the end. */
export declare function concat(parts: readonly Tensor[], axis: number): Tensor;
/** Of each row of x [..,M], the places that indices [..,N] name: NumPy's `take_along_axis`. [..,N] */
export declare const takeAlong: (x: Tensor, indices: Tensor) => Tensor;
/** Adds updates [..,N] to the places `indices` [..,N] of rows of zeros [..,size]. */
export declare const scatterAlong: (updates: Tensor, indices: Tensor, size: Dim) => Tensor;
/**
 * Scores by distance become scores by position: x [..,T,2T] -> y [..,T,T] with y[i,j] = x[i, T+j-i], for attention
 * with relative positions (Huang et al. 2018, arXiv 1809.04281, section 3.4.1). Where `takeAlong` would take the same
 * places in every sequence and head, this copies memory only, in its derivative too.
 */
export declare const skew: (x: Tensor) => Tensor;
/** y [..,T,T] -> x [..,T,2T] with x[i, T+j-i] = y[i,j], and 0 elsewhere. */
export declare const unskew: (y: Tensor) => Tensor;
/**
 * The distribution before each position of chains, by the forward algorithm (Rabiner 1989, section V.A): [B,T,L].
 *
 * @param factors float [B,T,L], from 0: the weight of each label at each position
 * @param matrix float [L,L], from 0: the weight of label j after label i
 * @param steps int [B,T]: 1 where a chain starts, 2 where it goes on, 0 where it passes a position over
 */
export declare const crfForward: (factors: Tensor, matrix: Tensor, steps: Tensor) => Tensor;
/** What reaches each position from the distribution before it [B,T,L]: p matrix, or 1 where a chain starts. */
export declare function chainReach(before: Tensor, matrix: Tensor, steps: Tensor): Tensor;
/** Rows of a table: [V,..D], indices [..I] -> [..I,..D] */
export declare const gather: (table: Tensor, indices: Tensor) => Tensor;
/** Adds updates [N,..D] to rows `indices` [N] of zeros [rows,..D]. */
export declare const scatterAdd: (updates: Tensor, indices: Tensor, rows: Dim) => Tensor;
/** Sums away what broadcasting added, so that the result has `shape`: the derivative of broadcasting. */
export declare function sumTo(a: Tensor, shape: readonly Dim[]): Tensor;
export {};
