/**
 * @file What is computed with weights in int8 (`quantize.ts`), in the standard operators that ONNX Runtime's own dynamic
 * quantisation emits, and which it fuses.
 */
import type { Emitter } from './emitter.ts'
import { quantizedNames } from './quantize.ts'

/**
 * x W + b: x becomes uint8 with one scale for all of it, when it is known (DynamicQuantizeLinear); products are added up in
 * int32. Several maps of one x share what it becomes.
 * @param inputs x [N,in], a weight in int8 [in,out] and perhaps b [out]
 * @param factor what x W is multiplied with
 */
export function lowerQuantizedLinear(
  emitter: Emitter,
  out: string,
  inputs: readonly string[],
  factor: number,
): void {
  const [x, weight, bias] = inputs as [string, string, string | undefined]
  const { numbers, scales } = quantizedNames(weight)
  const own = (part: string): string => `${quantized}_${part}`
  const quantized = emitter.once(`quantized ${x}`, name => {
    emitter.node('DynamicQuantizeLinear', [x], [name, `${name}_scale`, `${name}_zero`])
  })
  const sums = emitter.node('MatMulInteger', [quantized, numbers, own('zero')])
  const real = emitter.node('Cast', [sums], undefined, { to: { int: emitter.dataType('float') } })
  const whole = emitter.node('Mul', [own('scale'), scales])
  const scale = factor === 1 ? whole : emitter.node('Mul', [whole, emitter.constant(factor, 'float')])
  if (bias === undefined) emitter.node('Mul', [real, scale], [out])
  else emitter.node('Add', [emitter.node('Mul', [real, scale]), bias], [out])
}

/** Rows of a table in int8, each multiplied with its scale. */
export function lowerQuantizedGather(
  emitter: Emitter,
  out: string,
  [table, indices]: readonly string[],
): void {
  const { numbers, scales } = quantizedNames(table!)
  const [rows, scale] = [numbers, scales].map(name =>
    emitter.node('Gather', [name, indices!], undefined, { axis: { int: 0 } }),
  )
  const real = emitter.node('Cast', [rows!], undefined, { to: { int: emitter.dataType('float') } })
  emitter.node('Mul', [real, scale!], [out])
}
