// The MD5 Message-Digest Algorithm, RFC 1321. Not for secrets: databases have it, which is why it is here.
const shifts = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const
const sines = Uint32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))
const start = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476] as const

/** The first 32 bits of the MD5 of a text's UTF-8, as a number. */
export function hash(text: string | null): number {
  if (text === null) return Number.NaN
  const blocks = padded(new TextEncoder().encode(text))
  let [a, b, c, d]: readonly [number, number, number, number] = start
  for (let block = 0; block < blocks.length; block += 16) {
    const before = { a, b, c, d }
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const word = blocks[block + place(round, i)] as number
      const sum = (a + mixed(round, b, c, d) + (sines[i] as number) + word) | 0
      const shift = shifts[round]?.[i & 3] as number
      const next = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
      a = d
      d = c
      c = b
      b = next
    }
    a = (a + before.a) | 0
    b = (b + before.b) | 0
    c = (c + before.c) | 0
    d = (d + before.d) | 0
  }
  return bigEndian(a)
}

function mixed(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d)
  if (round === 1) return (d & b) | (~d & c)
  return round === 2 ? b ^ c ^ d : c ^ (b | ~d)
}

function place(round: number, i: number): number {
  if (round === 0) return i
  if (round === 1) return (5 * i + 1) % 16
  return round === 2 ? (3 * i + 5) % 16 : (7 * i) % 16
}

/** Words of 32 bits, the lowest byte first: the bytes, a 1, zeros, and the number of bits. */
function padded(bytes: Uint8Array): Uint32Array {
  const blocks = new Uint32Array(Math.ceil((bytes.length + 9) / 64) * 16)
  const put = (i: number, byte: number) =>
    (blocks[i >> 2] = (blocks[i >> 2] as number) | (byte << (8 * (i & 3))))
  bytes.forEach((byte, i) => put(i, byte))
  put(bytes.length, 0x80)
  blocks[blocks.length - 2] = bytes.length * 8
  blocks[blocks.length - 1] = Math.floor(bytes.length / 2 ** 29)
  return blocks
}

function bigEndian(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0
}
