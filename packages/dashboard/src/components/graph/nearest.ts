/** A box in a drawing. */
export interface Spot {
  readonly id: string
  readonly x: number
  readonly y: number
}

const directions: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

// Across the direction counts more, so that a row of boxes is walked along and not left.
const acrossWeight = 3

/** The box that an arrow key leads to from another; undefined when there is none, or it is no arrow. */
export function nearest(spots: readonly Spot[], from: string, key: string): string | undefined {
  const direction = directions[key]
  const here = spots.find(({ id }) => id === from)
  if (direction === undefined || here === undefined) return undefined
  const [dx, dy] = direction
  let best: { readonly id: string; readonly cost: number } | undefined
  for (const { id, x, y } of spots) {
    const along = (x - here.x) * dx + (y - here.y) * dy
    if (along <= 1) continue
    const across = Math.abs((x - here.x) * dy) + Math.abs((y - here.y) * dx)
    const cost = along + across * acrossWeight
    if (best === undefined || cost < best.cost) best = { id, cost }
  }
  return best?.id
}
