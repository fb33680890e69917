import { type Graph, type Node, type OpKind } from './ir.ts';
import { type Tensor } from './trace.ts';
type Gradients = readonly (Tensor | null)[];
type Derivative<K extends OpKind> = (dy: Tensor, x: readonly Tensor[], y: Tensor, attrs: Node<K>['attrs']) => Gradients;
export declare const derivatives: {
    readonly [K in OpKind]: Derivative<K>;
};
/** The name of the gradient's output for the input `name`. */
export declare const gradientName: (name: string) => string;
/**
 * Adds to a graph the gradient of its scalar output `loss` with respect to each input in `wrt`, as outputs
 * called by `gradientName`. An input on which the loss does not depend has a gradient of zeros.
 */
export declare function withGradients(graph: Graph, loss: string, wrt: readonly string[]): Graph;
export {};
