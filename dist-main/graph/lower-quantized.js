import { quantizedNames } from "./quantize.js";
/**
 * x W + b: x becomes uint8 with one scale for all of it, when it is known (DynamicQuantizeLinear); products are added up in
 * int32. Several maps of one x share what it becomes.
 * @param inputs x [N,in], a weight in int8 [in,out] and perhaps b [out]
 */
export function lowerQuantizedLinear(emitter, out, inputs) {
    const [x, weight, bias] = inputs;
    const { numbers, scales } = quantizedNames(weight);
    const own = (part) => `${quantized}_${part}`;
    const quantized = emitter.once(`quantized ${x}`, name => {
        emitter.node('DynamicQuantizeLinear', [x], [name, `${name}_scale`, `${name}_zero`]);
    });
    const sums = emitter.node('MatMulInteger', [quantized, numbers, own('zero')]);
    const real = emitter.node('Cast', [sums], undefined, { to: { int: emitter.dataType('float') } });
    const scale = emitter.node('Mul', [own('scale'), scales]);
    if (bias === undefined)
        emitter.node('Mul', [real, scale], [out]);
    else
        emitter.node('Add', [emitter.node('Mul', [real, scale]), bias], [out]);
}
/** Rows of a table in int8, each multiplied with its scale. */
export function lowerQuantizedGather(emitter, out, [table, indices]) {
    const { numbers, scales } = quantizedNames(table);
    const [rows, scale] = [numbers, scales].map(name => emitter.node('Gather', [name, indices], undefined, { axis: { int: 0 } }));
    const real = emitter.node('Cast', [rows], undefined, { to: { int: emitter.dataType('float') } });
    emitter.node('Mul', [real, scale], [out]);
}
