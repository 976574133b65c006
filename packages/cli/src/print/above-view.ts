import type { Output } from '../io.ts'

/** A view that is drawn in place, with everything that others write going above it. */
export interface AboveView {
  /** Writes of the view itself. */
  own(draw: () => void): void
  /** Others write as before. */
  release(): void
}

/**
 * Lets a view be drawn in place on outputs that others write to as well: alerts on the console, `console.log` in a
 * step. Before such a write the view is cleared; it is for the caller to draw it again.
 */
export function aboveView(outputs: readonly Output[], clear: () => void): AboveView {
  let drawing = false
  const own = (draw: () => void) => {
    const before = drawing
    drawing = true
    try {
      draw()
    } finally {
      drawing = before
    }
  }
  const originals = outputs.map(output => {
    const write = output.write
    output.write = function (...args: Parameters<typeof write>) {
      if (drawing) return write.apply(output, args)
      own(clear)
      const result = write.apply(output, args)
      // The view is drawn from the start of a line. Streams also take bytes.
      const [text] = args as readonly unknown[]
      if (typeof text === 'string' && !text.endsWith('\n')) write.call(output, '\n')
      return result
    }
    return () => {
      output.write = write
    }
  })
  return { own, release: () => originals.forEach(restore => restore()) }
}
