import {
  get,
  i32,
  jumpInto,
  lines,
  loadF64,
  loadI32,
  loadV128,
  op,
  set,
  storeF64,
  storeI32,
  tee,
  wordOf,
  type Code,
  type ValueType,
  type WasmFunction,
} from '../../wasm/assembler.ts'
import { groupParts } from './masks.ts'
import { partLeaves } from './parts.ts'

/** Addresses of what a forest has in its memory, stored at these addresses. */
export const header = {
  /** Of inputs: {@link inputFields}. */
  inputs: 0,
  inputsEnd: 4,
  /** Of each row and input: the address of a row of the first group's table. */
  places: 8,
  /** Bytes of the places of a row. */
  placesStride: 12,
  /** Bytes of a group's table. */
  tableBytes: 16,
  leaves: 20,
  leavesEnd: 24,
  values: 28,
  results: 32,
} as const

/** Fields of an input. */
export const inputFields = {
  /** Its number among the values. */
  input: 0,
  /** The address before the limits. */
  limits: 4,
  /** How often the limits can be halved, less one. */
  steps: 8,
  /** The address of the places of intervals. */
  places: 12,
  bytes: 16,
} as const

const [vectors, lanes, vectorBytes] = [groupParts / 4, 4, 16]
const doubleBytes = 8
/** Halvings of limits: a forest has fewer than 2^20 of them. */
const mostSteps = 20

const [rows, stride] = [0, 1]
const [input, inputsEnd, place, placesStride, placesEnd] = [2, 3, 4, 5, 6]
const [valueAt, first, intervals, placeAt] = [7, 8, 9, 10]
const [table, leaves, leavesEnd, result, at, row] = [11, 12, 13, 14, 15, 16]
const words = 17
const limits = words + vectors

/**
 * `(rows, stride)`: adds to each result the forest's value for a row; the values of an input begin `stride` bytes after
 * those of the input before. At least one row, input and group. So many rows are looked up together, so what is behind
 * the last one must be there, though it may be anything.
 */
export function scoreCode(together: number): WasmFunction {
  return {
    name: 'score',
    parameters: ['i32', 'i32'],
    locals: [
      ...repeated('i32', words - 2),
      ...repeated('v128', vectors),
      ...repeated('i32', together),
      ...repeated('f64', together),
    ],
    body: lines(
      lines(field(header.inputs), set(input), field(header.inputsEnd), set(inputsEnd)),
      lines(field(header.places), set(place), field(header.placesStride), set(placesStride)),
      lines(get(place), get(rows), get(placesStride), op.i32Multiply, op.i32Add, set(placesEnd)),
      searchInputs(together),
      lines(field(header.places), get(rows), get(placesStride), op.i32Multiply, op.i32Add, set(placesEnd)),
      lines(i32(0), set(table), field(header.leaves), set(leaves), field(header.leavesEnd), set(leavesEnd)),
      addGroups(),
    ),
  }
}

function repeated(type: ValueType, count: number): readonly ValueType[] {
  return Array.from({ length: count }, () => type)
}

function field(address: number): Code {
  return lines(i32(0), loadI32(address))
}

/** Input by input, so that its limits stay in the cache. */
function searchInputs(together: number): Code {
  const fieldOf = (offset: number) => lines(get(input), loadI32(offset))
  const each = (work: (i: number) => Code) => lines(...Array.from({ length: together }, (_, i) => work(i)))
  return lines(
    op.loop,
    lines(
      field(header.values),
      fieldOf(inputFields.input),
      get(stride),
      op.i32Multiply,
      op.i32Add,
      set(valueAt),
    ),
    lines(fieldOf(inputFields.limits), set(first), fieldOf(inputFields.places), set(intervals)),
    lines(get(place), set(placeAt)),
    op.loop,
    each(i => lines(get(valueAt), loadF64(i * doubleBytes), set(limits + together + i))),
    each(i => lines(get(first), set(limits + i))),
    search(together, fieldOf(inputFields.steps)),
    each(i =>
      lines(
        lines(
          get(placeAt),
          get(intervals),
          get(limits + i),
          get(first),
          op.i32Sub,
          i32(1),
          op.i32ShrU,
          op.i32Add,
        ),
        lines(loadI32(), storeI32(), get(placeAt), get(placesStride), op.i32Add, set(placeAt)),
      ),
    ),
    lines(get(valueAt), i32(together * doubleBytes), op.i32Add, set(valueAt)),
    lines(get(placeAt), get(placesEnd), op.i32LtU, op.repeatIf),
    op.end,
    // The next input's place lies behind; so does the end of its rows.
    lines(get(place), i32(4), op.i32Add, set(place), get(placesEnd), i32(4), op.i32Add, set(placesEnd)),
    lines(get(input), i32(inputFields.bytes), op.i32Add, tee(input), get(inputsEnd), op.i32LtU, op.repeatIf),
    op.end,
  )
}

/** Enters at the step that halves the limits, and runs through the smaller ones: nothing is guessed. */
function search(together: number, steps: Code): Code {
  const step = (k: number) => {
    const bytes = 2 ** k * doubleBytes
    return lines(
      ...Array.from({ length: together }, (_, i) =>
        lines(
          lines(get(limits + i), i32(bytes), op.i32Add, get(limits + i)),
          // Limits are addressed from the one before the first.
          lines(get(limits + i), loadF64(bytes), get(limits + together + i), op.f64LessOrEqual),
          lines(op.select, set(limits + i)),
        ),
      ),
    )
  }
  return lines(
    ...Array.from({ length: mostSteps }, () => op.block),
    lines(steps, jumpInto(mostSteps)),
    ...Array.from({ length: mostSteps }, (_, i) => lines(op.end, step(mostSteps - 1 - i))),
  )
}

/** Group by group, so that its table stays in the cache. */
function addGroups(): Code {
  const each = (work: (vector: number) => Code) =>
    lines(...Array.from({ length: vectors }, (_, i) => work(i)))
  const rowOfTable = lines(get(at), loadI32(), get(table), op.i32Add, set(valueAt))
  const wordsAt = (vector: number) => lines(get(valueAt), loadV128(vector * vectorBytes))
  return lines(
    op.loop,
    lines(field(header.places), set(row), field(header.results), set(result)),
    op.loop,
    lines(get(row), set(at), get(row), get(placesStride), op.i32Add, set(row)),
    rowOfTable,
    each(vector => lines(wordsAt(vector), set(words + vector))),
    op.loop,
    rowOfTable,
    each(vector => lines(get(words + vector), wordsAt(vector), op.v128And, set(words + vector))),
    lines(get(at), i32(4), op.i32Add, tee(at), get(row), op.i32LtU, op.repeatIf),
    op.end,
    lines(get(result), get(result), loadF64(), sumOfLeaves(), op.f64Add, storeF64()),
    lines(get(result), i32(doubleBytes), op.i32Add, set(result)),
    lines(get(row), get(placesEnd), op.i32LtU, op.repeatIf),
    op.end,
    lines(field(header.tableBytes), get(table), op.i32Add, set(table)),
    lines(get(leaves), i32(groupParts * partLeaves * doubleBytes), op.i32Add, tee(leaves)),
    lines(get(leavesEnd), op.i32LtU, op.repeatIf),
    op.end,
  )
}

/** The leaves of a group, in one sum for each lane: sums of leaves are exact in any order. */
function sumOfLeaves(): Code {
  const leaf = (vector: number, lane: number) =>
    lines(
      lines(get(words + vector), wordOf(lane), op.i32CountZeros, i32(3), op.i32Shl, get(leaves), op.i32Add),
      loadF64((vector * lanes + lane) * partLeaves * doubleBytes),
    )
  const sums = Array.from({ length: lanes }, (_, lane) =>
    lines(
      leaf(0, lane),
      ...Array.from({ length: vectors - 1 }, (_, i) => lines(leaf(i + 1, lane), op.f64Add)),
    ),
  )
  return lines(...sums, op.f64Add, op.f64Add, op.f64Add)
}
