/** Throws for bytes that are not as they must be. */
type Fail = (where: string, reason: string) => never

const deepest = 64

/**
 * Reads Universal Binary JSON (draft 12) as XGBoost writes it: objects, arrays with or without a type and a count,
 * numbers, texts, booleans and null.
 */
export function parseUbjson(bytes: Uint8Array, fail: Fail): unknown {
  const cursor = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at: 0, fail }
  const value = readValue(cursor, marker(cursor), 0)
  if (cursor.at !== bytes.length) fail(`byte ${cursor.at}`, 'there is more after the end of the model')
  return value
}

interface Cursor {
  readonly bytes: Uint8Array
  readonly view: DataView
  at: number
  readonly fail: Fail
}

/** Numbers by marker: how many bytes they take and how they are read. */
const numbers: Readonly<Record<string, readonly [number, (view: DataView, at: number) => number]>> = {
  i: [1, (view, at) => view.getInt8(at)],
  U: [1, (view, at) => view.getUint8(at)],
  I: [2, (view, at) => view.getInt16(at)],
  l: [4, (view, at) => view.getInt32(at)],
  L: [8, (view, at) => Number(view.getBigInt64(at))],
  d: [4, (view, at) => view.getFloat32(at)],
  D: [8, (view, at) => view.getFloat64(at)],
}

function readValue(cursor: Cursor, type: string, depth: number): unknown {
  if (depth > deepest) cursor.fail(`byte ${cursor.at}`, `is nested deeper than ${deepest}`)
  const number = Object.hasOwn(numbers, type) ? numbers[type] : undefined
  if (number !== undefined) return number[1](cursor.view, advance(cursor, number[0]))
  switch (type) {
    case '{':
      return readObject(cursor, depth)
    case '[':
      return readArray(cursor, depth)
    case 'S':
      return readText(cursor)
    case 'C':
      return String.fromCodePoint(cursor.bytes[advance(cursor, 1)] as number)
    case 'T':
      return true
    case 'F':
      return false
    case 'Z':
      return null
    default:
      return cursor.fail(`byte ${cursor.at - 1}`, `there is no type ${JSON.stringify(type)}`)
  }
}

function readObject(cursor: Cursor, depth: number): Readonly<Record<string, unknown>> {
  const fields = new Map<string, unknown>()
  while (peek(cursor) !== '}') {
    const name = readText(cursor)
    fields.set(name, readValue(cursor, marker(cursor), depth + 1))
  }
  cursor.at += 1
  return Object.fromEntries(fields)
}

function readArray(cursor: Cursor, depth: number): readonly unknown[] {
  const items: unknown[] = []
  if (peek(cursor) !== '$' && peek(cursor) !== '#') {
    while (peek(cursor) !== ']') items.push(readValue(cursor, marker(cursor), depth + 1))
    cursor.at += 1
    return items
  }
  const type = peek(cursor) === '$' ? (marker(cursor), marker(cursor)) : undefined
  if (marker(cursor) !== '#') cursor.fail(`byte ${cursor.at - 1}`, 'a typed array has no count')
  const count = readCount(cursor)
  // Each item takes at least a byte but for those that are nothing but their type.
  if (type !== undefined && !Object.hasOwn(numbers, type)) {
    cursor.fail(`byte ${cursor.at}`, `an array of type ${JSON.stringify(type)}`)
  }
  if (count > cursor.bytes.length - cursor.at) cursor.fail(`byte ${cursor.at}`, `an array of ${count} items`)
  for (let i = 0; i < count; i++) items.push(readValue(cursor, type ?? marker(cursor), depth + 1))
  return items
}

function readText(cursor: Cursor): string {
  const length = readCount(cursor)
  const start = advance(cursor, length)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(cursor.bytes.subarray(start, start + length))
  } catch {
    return cursor.fail(`byte ${start}`, 'is not UTF-8 text')
  }
}

function readCount(cursor: Cursor): number {
  const type = marker(cursor)
  const count = Object.hasOwn(numbers, type) ? readValue(cursor, type, 0) : -1
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count
  return cursor.fail(`byte ${cursor.at}`, 'is not a length')
}

function marker(cursor: Cursor): string {
  return String.fromCodePoint(cursor.bytes[advance(cursor, 1)] as number)
}

function peek({ bytes, at, fail }: Cursor): string {
  const byte = bytes[at]
  return byte === undefined ? fail(`byte ${at}`, 'the file is cut off') : String.fromCodePoint(byte)
}

function advance(cursor: Cursor, length: number): number {
  const start = cursor.at
  if (start + length > cursor.bytes.length) cursor.fail(`byte ${start}`, 'the file is cut off')
  cursor.at += length
  return start
}
