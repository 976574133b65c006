import type { ContentSketch } from '../../quality/load/content-sketch.ts'

// 48 bits tell the rows of a load apart; the last digits are the same for all.
const kept = 12
const hexDigits = 16

/** A sketch as the detail of a metric, about 3 kB; the number of rows is the metric's value. */
export function sketchDetail({ sum, xor, smallest }: ContentSketch): string {
  return JSON.stringify({ sum, xor, smallest: smallest.map(hash => hash.slice(0, kept)).join('') })
}

/** The sketch again, of hashes shortened as in {@link shortSketch}; undefined where the text is none. */
export function sketchOfDetail(rows: number, detail: string | undefined): ContentSketch | undefined {
  if (detail === undefined) return undefined
  const { sum, xor, smallest } = JSON.parse(detail) as Readonly<Record<string, unknown>>
  if (typeof sum !== 'string' || typeof xor !== 'string' || typeof smallest !== 'string') return undefined
  return { rows, sum, xor, smallest: smallest.match(/.{12}/g)?.map(padded) ?? [] }
}

/** A sketch whose hashes are as those that come from a detail. */
export function shortSketch(sketch: ContentSketch): ContentSketch {
  return { ...sketch, smallest: sketch.smallest.map(hash => padded(hash.slice(0, kept))) }
}

function padded(hash: string): string {
  return hash.padEnd(hexDigits, '0')
}
