/**
 * @file Tensors at rest: parameters, gradients and moments as plain arrays with a shape.
 */
/** How many elements a shape holds. */
export function sizeOf(shape) {
    return shape.reduce((product, size) => product * size, 1);
}
