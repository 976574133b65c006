/** Inclusive ranges of code points. */
export type Ranges = readonly (readonly [first: number, last: number])[]

/**
 * The characters between words. Spelled out, because engines have Unicode of different years: up to Cyrillic it is what
 * Python's `\w` leaves out, and beyond it punctuation, symbols and pictures. Every other character belongs to words.
 */
export const separators: Ranges = [
  [0x00, 0x2f],
  [0x3a, 0x40],
  [0x5b, 0x5e],
  [0x60, 0x60],
  [0x7b, 0xa9],
  [0xab, 0xb1],
  [0xb4, 0xb4],
  [0xb6, 0xb8],
  [0xbb, 0xbb],
  [0xbf, 0xbf],
  [0xd7, 0xd7],
  [0xf7, 0xf7],
  [0x2c2, 0x2c5],
  [0x2d2, 0x2df],
  [0x2e5, 0x2eb],
  [0x2ed, 0x2ed],
  [0x2ef, 0x36f],
  [0x375, 0x375],
  [0x37e, 0x37e],
  [0x384, 0x385],
  [0x387, 0x387],
  [0x3f6, 0x3f6],
  [0x482, 0x489],
  [0x2000, 0x206f],
  [0x207a, 0x207e],
  [0x208a, 0x208f],
  [0x20a0, 0x20ff],
  [0x2190, 0x245f],
  [0x2500, 0x2775],
  [0x2794, 0x2bff],
  [0x3000, 0x3004],
  [0x3008, 0x3020],
  [0x3030, 0x3030],
  [0x303d, 0x303f],
  [0x30fb, 0x30fb],
  [0xfe00, 0xfe6f],
  [0xff00, 0xff0f],
  [0xff1a, 0xff20],
  [0xff3b, 0xff40],
  [0xff5b, 0xff65],
  [0xffe0, 0xffff],
  [0x1f000, 0x1faff],
]

/** Where there are capitals of one small letter each: Latin, Greek and Cyrillic. */
const alphabets: Ranges = [
  [0x41, 0x5a],
  [0xc0, 0x17f],
  [0x386, 0x3ab],
  [0x400, 0x52f],
]

const pairs = alphabets.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i))
    .map(letter => [letter, letter.toLowerCase()] as const)
    .filter(([letter, small]) => small !== letter && small.length === 1),
)

/** Capitals, and their small letters in the same places. */
export const capitals: string = pairs.map(([capital]) => capital).join('')
export const smallLetters: string = pairs.map(([, small]) => small).join('')
