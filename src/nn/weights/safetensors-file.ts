/**
 * @file Files of safetensors, of which no more is in memory than is wanted.
 */
import { type FloatTensor, sizeOf, type TensorSpec } from '../tensors.ts'
import { damaged } from './damage.ts'
import type { FloatType } from './floats.ts'
import { scaleNameOf } from './quantization.ts'
import { type Entry, floatTypeOf, headerLengthOf, parseHeader } from './safetensors.ts'
import {
  type PositionedFile,
  readBytes,
  readFloat32,
  readFloats,
  readScaledRows,
  type StoredTensors,
  withFile,
} from './stored.ts'

/**
 * The floating tensors of a file, each straight into an array of its own.
 * @throws MedspanError `input` as `parseSafetensors` does, and where there is no such file.
 */
export async function readSafetensorsTensors(path: string): Promise<StoredTensors> {
  const { tensors, skipped } = await outlineSafetensors(path, () => true)
  return { tensors: tensors as Map<string, FloatTensor>, skipped }
}

/**
 * The same with those numbers alone that are wanted: of other tensors only what the header says.
 * @throws MedspanError as `readSafetensorsTensors`
 */
export function outlineSafetensors(
  path: string,
  isWanted: (name: string) => boolean,
): Promise<StoredTensors<TensorSpec>> {
  return withFile(path, async file => {
    const { entries, dataBegin } = await readHeader(file)
    const scales = rowScales(entries, path)
    const tensors = new Map<string, TensorSpec>()
    const skipped: string[] = []
    /** What is read as it stands: tensors that lie one behind the other. */
    const runs: { readonly begin: number; end: number; readonly targets: Float32Array[] }[] = []
    for (const entry of entries) {
      const { name, shape, begin, end } = entry
      const scale = scales.get(name)
      const type = floatTypeOf(entry, path)
      if (scale === undefined && (type === undefined || isScale(name, scales))) skipped.push(name)
      else if (!isWanted(name)) tensors.set(name, { shape })
      else if (scale !== undefined) {
        const { entry: own, type: scaleType } = scale
        const factors = await readFloats(file, scaleType, dataBegin + own.begin, sizeOf(own.shape))
        const rows = { columns: shape[1]!, name: own.name }
        tensors.set(name, { shape, data: await readScaledRows(file, dataBegin + begin, factors, rows) })
      } else if (type === 'F32') {
        const data = new Float32Array(sizeOf(shape))
        tensors.set(name, { shape, data })
        const last = runs.at(-1)
        if (last?.end === begin) {
          last.targets.push(data)
          last.end = end
        } else runs.push({ begin, end, targets: [data] })
      } else
        tensors.set(name, { shape, data: await readFloats(file, type!, dataBegin + begin, sizeOf(shape)) })
    }
    for (const { begin, targets } of runs) await readFloat32(file, dataBegin + begin, targets)
    return { tensors, skipped }
  })
}

type Scales = ReadonlyMap<string, { readonly entry: Entry; readonly type: FloatType }>

/** Where the scales of each matrix of int8 stand: one for each of its rows. */
function rowScales(entries: readonly Entry[], path: string): Scales {
  const byName = new Map(entries.map(entry => [entry.name, entry]))
  const scales = new Map<string, { entry: Entry; type: FloatType }>()
  for (const { name, dtype, shape } of entries) {
    if (dtype !== 'I8' || shape.length !== 2) continue
    const entry = byName.get(scaleNameOf(name))
    if (entry === undefined)
      throw damaged(path, `expected the scales of its rows in ${scaleNameOf(name)}, got no such tensor`, name)
    const type = floatTypeOf(entry, path)
    if (type === undefined || ![`${shape[0]}`, `${shape[0]},1`].includes(entry.shape.join()))
      throw damaged(
        path,
        `expected a floating scale for each of ${shape[0]} rows, got ${entry.dtype} of shape [${entry.shape.join(', ')}]`,
        entry.name,
      )
    scales.set(name, { entry, type })
  }
  return scales
}

/** Whether a tensor is the scales of another. */
function isScale(name: string, scales: Scales): boolean {
  const suffix = scaleNameOf('')
  return name.endsWith(suffix) && scales.has(name.slice(0, -suffix.length))
}

/**
 * Reads the header of a file and holds it against the file's length: what was cut off or is none is found without
 * reading the tensors.
 * @throws MedspanError `input` as `parseSafetensors` does, and where there is no such file.
 */
export async function checkSafetensorsFile(path: string): Promise<void> {
  await withFile(path, readHeader)
}

async function readHeader(file: PositionedFile): Promise<{ entries: Entry[]; dataBegin: number }> {
  const prefix = await readBytes(file, 0, Math.min(8, file.size))
  const length = headerLengthOf(prefix, file.size, file.path)
  const dataBegin = 8 + length
  const header = await readBytes(file, 8, length)
  return { entries: parseHeader(header, file.size - dataBegin, file.path), dataBegin }
}

/** Like `parseSafetensors`, from a file, tensor by tensor, so that the file is never in memory twice. */
export async function readSafetensorsFile(path: string): Promise<Map<string, FloatTensor>> {
  return (await readSafetensorsTensors(path)).tensors
}
