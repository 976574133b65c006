import type { ColumnData } from '@sluice/expr'
import { OnnxRunFailed } from '../../errors/onnx-run-failed.ts'

/** A tensor of `[rows, columns]` as onnxruntime takes and gives it. */
export interface TensorData {
  readonly type: string
  readonly data: ArrayLike<number | bigint | string | boolean>
  readonly dims: readonly number[]
}

/** An input: its columns side by side. */
export interface TensorInput {
  readonly name: string
  /** Element type of ONNX: 1 float … 11 double. */
  readonly elementType: number
  readonly columns: readonly string[]
}

type Filler = (length: number) => {
  readonly type: string
  readonly data: TensorData['data']
  set(at: number, value: unknown): void
}

const numeric =
  <A extends Float32Array | Float64Array | Int32Array>(type: string, make: (length: number) => A): Filler =>
  length => {
    const data = make(length)
    return { type, data, set: (at, value) => void (data[at] = Number(value ?? Number.NaN)) }
  }

/** Missing values: NaN for floats, empty for texts; whole numbers and booleans cannot be missing. */
const fillers: Readonly<Record<number, Filler>> = {
  1: numeric('float32', length => new Float32Array(length)),
  6: numeric('int32', length => new Int32Array(length)),
  11: numeric('float64', length => new Float64Array(length)),
  7: length => {
    const data = new BigInt64Array(length)
    return { type: 'int64', data, set: (at, value) => void (data[at] = BigInt(Math.trunc(Number(value)))) }
  },
  8: length => {
    const data = Array.from<string>({ length }).fill('')
    return { type: 'string', data, set: (at, value) => void (data[at] = String(value ?? '')) }
  },
  9: length => {
    const data = new Uint8Array(length)
    return { type: 'bool', data, set: (at, value) => void (data[at] = Number(value)) }
  },
}

const cannotBeMissing = new Set([6, 7, 9])

/** The columns of an input as one tensor, row by row. */
export function tensorOf(
  { name, elementType, columns }: TensorInput,
  given: Readonly<Record<string, ColumnData>>,
  rows: number,
): TensorData {
  const filler = fillers[elementType]
  if (filler === undefined) throw failed(name, `element type ${elementType} is not supported`)
  const { type, data, set } = filler(rows * columns.length)
  columns.forEach((column, k) => {
    const found = given[column] ?? failedNow(name, `there is no column "${column}"`)
    if ((found.type === 'text') !== (elementType === 8)) {
      throw failed(name, `column "${column}" is ${found.type}`)
    }
    for (let i = 0; i < rows; i++) {
      const value = valueAt(found, i)
      if (value === null && cannotBeMissing.has(elementType)) {
        throw failed(name, `column "${column}" is missing in row ${i}, but the input is of whole numbers`)
      }
      set(i * columns.length + k, value)
    }
  })
  return { type, data, dims: [rows, columns.length] }
}

function valueAt({ type, values }: ColumnData, row: number): number | string | boolean | null {
  const value = values[row]
  if (type === 'text') return value as string | null
  if (type === 'boolean') return value === 2 ? null : value === 1
  return Number.isNaN(value) ? null : (value as number)
}

/** An output as columns: `name`, or `name[0]`, `name[1]` … when there are several. */
export function columnsOfTensor(
  name: string,
  { data, dims, type }: TensorData,
  rows: number,
): Readonly<Record<string, ColumnData>> {
  const width = rows === 0 ? 0 : data.length / rows
  if (!Number.isInteger(width) || (dims[0] ?? 1) !== rows) {
    throw new OnnxRunFailed({
      doing: `reading output "${name}"`,
      reason: `it is ${dims.join(' × ')} for ${rows} rows`,
    })
  }
  return Object.fromEntries(
    Array.from({ length: width }, (_, k): [string, ColumnData] => {
      const at = (i: number) => data[i * width + k]
      const values: ColumnData =
        type === 'string'
          ? { type: 'text', values: Array.from({ length: rows }, (__, i) => String(at(i))) }
          : { type: 'number', values: Float64Array.from({ length: rows }, (__, i) => Number(at(i))) }
      return [width === 1 ? name : `${name}[${k}]`, values]
    }),
  )
}

function failed(input: string, reason: string): OnnxRunFailed {
  return new OnnxRunFailed({ doing: `making input "${input}"`, reason })
}

function failedNow(input: string, reason: string): never {
  throw failed(input, reason)
}
