export type DType = 'float' | 'int' | 'uint' | 'bool';
/** A size: a number, a symbol, or a product in canonical form such as `2*B*T`. */
export type Dim = number | string;
export interface TensorType {
    readonly shape: readonly Dim[];
    readonly dtype: DType;
}
type None = Readonly<Record<string, never>>;
/** The attributes of every primitive. Inputs are given in the comments as names with shapes. */
export interface OpAttrs {
    /** A value given when the graph is run. */
    input: {
        readonly name: string;
        readonly type: TensorType;
    };
    /** One number. */
    constant: {
        readonly value: number;
        readonly dtype: DType;
    };
    /** 0, 1, …, size-1. [size] */
    iota: {
        readonly size: Dim;
        readonly dtype: 'int' | 'uint';
    };
    /** Finite numbers, written once in the graph. [n] */
    vector: {
        readonly values: readonly number[];
        readonly dtype: 'float' | 'int';
    };
    add: None;
    sub: None;
    mul: None;
    div: None;
    /** Bitwise exclusive or of whole numbers. */
    xor: None;
    equal: None;
    less: None;
    /** (condition, a, b): a where the condition holds, else b. */
    select: None;
    neg: None;
    exp: None;
    log: None;
    sqrt: None;
    cos: None;
    sin: None;
    tanh: None;
    /** 1 / (1 + exp(-x)) */
    sigmoid: None;
    erf: None;
    /** x Φ(x), Φ the normal distribution function (Hendrycks and Gimpel 2016, arXiv 1606.08415). */
    gelu: None;
    /** Its approximation x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, in section 2 there. */
    geluTanh: None;
    /** Logical shift of a uint. */
    shiftRight: {
        readonly bits: number;
    };
    cast: {
        readonly to: DType;
    };
    /** (a [..,M,K], b [..,K,N]) -> [..,M,N]; trans swaps an operand's last two axes. No broadcasting. */
    matmul: {
        readonly transA: boolean;
        readonly transB: boolean;
    };
    /** (a [M,K], b [K,N], c [N]) -> a b + c [M,N] */
    gemm: {
        readonly transA: boolean;
        readonly transB: boolean;
    };
    sum: {
        readonly axes: readonly number[];
        readonly keepDims: boolean;
    };
    /** The sum of the squares. */
    sumSquares: {
        readonly axes: readonly number[];
        readonly keepDims: boolean;
    };
    /** Of each place and all before it along an axis. */
    cumulativeSum: {
        readonly axis: number;
        readonly reverse: boolean;
    };
    max: {
        readonly axes: readonly number[];
        readonly keepDims: boolean;
    };
    /** Over the last axis. */
    softmax: None;
    /** (x [..,D], scale [D], shift [D]): over the last axis (Ba et al. 2016, arXiv 1607.06450). */
    layerNorm: {
        readonly epsilon: number;
    };
    /** (x, scale, shift) -> the mean that layerNorm subtracts, [..,1]. */
    layerNormMean: {
        readonly epsilon: number;
    };
    /** (x, scale, shift) -> 1 / sqrt(variance + epsilon), [..,1]. */
    layerNormInvStd: {
        readonly epsilon: number;
    };
    reshape: {
        readonly shape: readonly Dim[];
    };
    transpose: {
        readonly perm: readonly number[];
    };
    /** Repeats axes of size 1, and adds leading ones. */
    broadcast: {
        readonly shape: readonly Dim[];
    };
    /** Places begin to end-1 along an axis whose size is a number. */
    slice: {
        readonly axis: number;
        readonly begin: number;
        readonly end: number;
    };
    /** One after the other along an axis whose sizes are numbers; all other axes are the same. */
    concat: {
        readonly axis: number;
    };
    /** (x [..,M], indices int [..,N]) -> [..,N]: of each row, the places that its row of indices names. */
    takeAlong: None;
    /** (updates [..,N], indices int [..,N]) -> [..,size]: adds each update to its place in a row of zeros. */
    scatterAlong: {
        readonly size: Dim;
    };
    /** x [..,T,2T] -> [..,T,T]: y[i,j] = x[i, T+j-i], so that column T+d holds distance d (column 0 is not used). */
    skew: None;
    /** y [..,T,T] -> [..,T,2T]: x[i, T+j-i] = y[i,j], and 0 elsewhere. */
    unskew: None;
    /**
     * (factors [B,T,L], matrix [L,L], steps int [B,T]) -> [B,T,L], all from 0: the forward algorithm of a chain, scaled
     * to sum 1 (Rabiner 1989, section V.A). The distribution before each position, q before the next: at a step of
     * 2, q ∝ factors (p matrix); at 1, where a chain starts, q ∝ factors; at 0, q = p. The first is uniform.
     */
    crfForward: None;
    /**
     * (dy [B,T,L], q [B,T,L], g [B,T,L], matrix [L,L], steps int [B,T]) -> [B,T,L]: back along the chain, from the
     * derivatives dy by the distribution before each position to h, those by the distribution after it. That
     * before a position of step 0 is dy + h, before others dy + ((h - sum(h q)) g) matrixᵀ.
     */
    chainBackward: None;
    /** (table [V,..D], indices int [..I]) -> [..I,..D] */
    gather: None;
    /** (updates [N,..D], indices int [N]) -> [rows,..D]: adds each update to its row of zeros. */
    scatterAdd: {
        readonly rows: Dim;
    };
}
export type OpKind = keyof OpAttrs;
/** Plain frozen data; `inputs` are places in the graph's list of nodes. */
export type Node<K extends OpKind = OpKind> = {
    [P in K]: {
        readonly kind: P;
        readonly attrs: OpAttrs[P];
        readonly inputs: readonly number[];
        readonly type: TensorType;
    };
}[K];
export interface Graph {
    readonly nodes: readonly Node[];
    /** Names and places of the results, in order. */
    readonly outputs: ReadonlyMap<string, number>;
}
/** Splits a size into its number and its symbols. */
export declare function factors(dim: Dim): {
    readonly coefficient: number;
    readonly symbols: readonly string[];
};
/** The product of sizes in canonical form. */
export declare function product(dims: readonly Dim[]): Dim;
export declare function sameShape(a: readonly Dim[], b: readonly Dim[]): boolean;
export declare function showType(type: TensorType): string;
/** The shape to which both broadcast, by NumPy's rule. */
export declare function broadcastShapes(a: readonly Dim[], b: readonly Dim[]): Dim[];
type ShapeRule<A> = (attrs: A, inputs: readonly TensorType[]) => TensorType;
/** What each primitive returns, given its attributes and the types of its inputs. */
export declare const shapeRules: {
    readonly [K in OpKind]: ShapeRule<OpAttrs[K]>;
};
export {};
