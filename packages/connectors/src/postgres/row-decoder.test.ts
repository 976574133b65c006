import { describe, expect, test } from 'vitest'
import type { Chunk } from '@sluice/core'
import type { PostgresColumn, Wire } from './columns.ts'
import { RowDecoder } from './row-decoder.ts'

const column = (name: string, wire: Wire): PostgresColumn => ({
  name,
  wire,
  type: wire === 'text' ? 'text' : 'number',
  nullable: true,
  send: name,
  isInteger: wire === 'int8',
  sqlType: 'text',
})

/** Rows of (text, int8) as COPY sends them. */
function copyBytes(rows: readonly (readonly [text: string | null, integer: bigint | null])[]): Buffer {
  const field = (content: Buffer | null) => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(content?.length ?? -1)
    return content === null ? length : Buffer.concat([length, content])
  }
  const int8 = (value: bigint) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64BE(value)
    return bytes
  }
  const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
  const body = rows.map(([text, integer]) =>
    Buffer.concat([
      Buffer.from([0, 2]),
      field(text === null ? null : Buffer.from(text)),
      field(integer === null ? null : int8(integer)),
    ]),
  )
  return Buffer.concat([header, ...body, Buffer.from([0xff, 0xff])])
}

function decode(bytes: Buffer, pieceLength: number): readonly Chunk[] {
  const chunks: Chunk[] = []
  const refuseInteger = (name: string): never => {
    throw new Error(`${name} is inexact`)
  }
  const decoder = new RowDecoder([column('t', 'text'), column('n', 'int8')], {
    emit: chunk => chunks.push(chunk),
    refuseInteger,
  })
  const piece = Buffer.alloc(pieceLength)
  for (let at = 0; at < bytes.length; at += pieceLength) {
    // pg reuses its buffer, so the decoder must not keep a view of it.
    const length = bytes.copy(piece, 0, at, at + pieceLength)
    decoder.push(piece.subarray(0, length))
  }
  decoder.flush()
  return chunks
}

const rows = [
  ['é', 5n],
  [null, null],
  ['', -(2n ** 53n - 1n)],
] as const

test.each([1, 2, 3, 7, 16, 1000])('rows arrive whole in pieces of %i bytes', pieceLength => {
  expect(decode(copyBytes(rows), pieceLength)).toEqual([
    {
      rows: 3,
      columns: {
        t: { type: 'text', values: ['é', null, ''] },
        n: { type: 'number', values: Float64Array.of(5, NaN, -(2 ** 53 - 1)) },
      },
    },
  ])
})

describe('chunks', () => {
  test.each([
    [0, []],
    [2048, [2048]],
    [5000, [2048, 2048, 904]],
  ])('%i rows', (count, sizes) => {
    const many = Array.from({ length: count }, (_, i) => [`t${i}`, BigInt(i)] as const)
    const chunks = decode(copyBytes(many), 65_536)
    expect(chunks.map(chunk => chunk.rows)).toEqual(sizes)
    expect(chunks.flatMap(chunk => [...(chunk.columns['n']?.values ?? [])])).toEqual(
      many.map(([, n]) => Number(n)),
    )
  })
})

test('an integer beyond 2^53 is refused, not rounded', () => {
  expect(() => decode(copyBytes([['x', 2n ** 53n + 1n]]), 1000)).toThrow('n is inexact')
})
