/** A placed box. */
export interface Rect {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Below this a box cannot be read. */
export const leastZoom = 0.6
const margin = 14

/**
 * Where to look at a graph that does not fit at the least zoom: at the box `focus`, else at the first, without showing
 * more emptiness than need be. Undefined when everything fits.
 */
export function viewportOf(
  rects: readonly Rect[],
  room: { readonly width: number; readonly height: number },
  focus: string | undefined,
): { readonly x: number; readonly y: number; readonly zoom: number } | undefined {
  const right = Math.max(0, ...rects.map(({ x, width }) => x + width)) * leastZoom
  const bottom = Math.max(0, ...rects.map(({ y, height }) => y + height)) * leastZoom
  if (right <= room.width && bottom <= room.height) return undefined
  const at = rects.find(({ id }) => id === focus) ?? rects[0]
  if (at === undefined) return undefined
  return {
    x: along((at.x + at.width / 2) * leastZoom, right, room.width),
    y: along((at.y + at.height / 2) * leastZoom, bottom, room.height),
    zoom: leastZoom,
  }
}

function along(middle: number, length: number, room: number): number {
  if (length + 2 * margin <= room) return (room - length) / 2
  return Math.min(margin, Math.max(room - length - margin, room / 2 - middle))
}
