// Controls, and marks that turn the direction of all that follows: no name needs them, and they hide what is written.
const hidden = /(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu

/** A text without controls and halves of characters; line breaks are `\n`. */
export function plainText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(hidden, '')
}

/** A text in one line. */
export function oneLine(text: string): string {
  return plainText(text)
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .trim()
}

/** A text of at most `most` UTF-16 units that ends in `…` where something was left out. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  let end = Math.max(0, most - 1)
  // A joined emoji is left whole or out.
  while (end > 0 && belongsToTheLast(text.charCodeAt(end))) end -= 1
  return `${text.slice(0, end).replace(/\u200D+$/, '')}…`
}

/** The second half of a character, a joiner, a variation or an accent. */
function belongsToTheLast(code: number): boolean {
  const isHalf = code >= 0xdc00 && code <= 0xdfff
  return isHalf || code === 0x200d || code === 0xfe0f || (code >= 0x300 && code <= 0x36f)
}
