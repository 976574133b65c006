import type { OnnxTensor } from './onnx-file.ts'
import type { Constant, ElementType } from './row-value.ts'

/** Numbers of ONNX's element types. */
export const elementTypes: Readonly<Record<number, ElementType>> = {
  1: 'float',
  2: 'integer',
  3: 'integer',
  5: 'integer',
  6: 'integer',
  7: 'integer',
  8: 'text',
  9: 'boolean',
  11: 'double',
}

const rawReaders: Readonly<Record<number, readonly [number, (view: DataView, at: number) => number]>> = {
  1: [4, (view, at) => view.getFloat32(at, true)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [1, (view, at) => view.getInt8(at)],
  5: [2, (view, at) => view.getInt16(at, true)],
  6: [4, (view, at) => view.getInt32(at, true)],
  7: [8, (view, at) => Number(view.getBigInt64(at, true))],
  9: [1, (view, at) => view.getUint8(at)],
  11: [8, (view, at) => view.getFloat64(at, true)],
}

/** The values of a tensor; `fail` throws with what is wrong with it. */
export function constantOf(tensor: OnnxTensor, fail: (reason: string) => never): Constant {
  const { dims, dataType = 0, dataLocation = 0, rawData } = tensor
  const element = elementTypes[dataType] ?? fail(`its element type ${dataType} is not supported`)
  if (dataLocation !== 0) fail('its values are in another file, which is not supported')
  if (!dims.every(size => Number.isSafeInteger(size) && size >= 0)) {
    fail(`its dimensions are ${dims.join(' × ')}`)
  }
  const values =
    rawData !== undefined && rawData.length > 0 ? raw(rawData, dataType, fail) : stored(tensor, element)
  const count = dims.reduce((product, size) => product * size, 1)
  if (count !== values.length) fail(`it has ${values.length} values for ${dims.join(' × ') || 'one'}`)
  return { kind: 'constant', element, dims: [...dims], values }
}

function raw(bytes: Uint8Array, dataType: number, fail: (reason: string) => never): readonly number[] {
  const [size, read] = rawReaders[dataType] ?? fail('raw values are numbers')
  if (bytes.length % size !== 0) fail(`it has ${bytes.length} bytes, which is not a multiple of ${size}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Array.from({ length: bytes.length / size }, (_, i) => read(view, i * size))
}

function stored(tensor: OnnxTensor, element: ElementType): readonly (number | string)[] {
  if (element === 'float') return tensor.floatData
  if (element === 'double') return tensor.doubleData
  if (element === 'text') return tensor.stringData.map(text => new TextDecoder().decode(text))
  return tensor.int64Data.length > 0 ? tensor.int64Data : tensor.int32Data
}
