import type { FitContext } from './fit-on.ts'

const logEvery = 50

/** Tells the display every iteration of a fit, and the log every fiftieth with its loss. */
export function told(
  { progress, log }: Pick<FitContext, 'progress' | 'log'>,
  fit: string,
  before: number,
  { iterations, total }: { readonly iterations: number; readonly total: number },
): (iteration: number, loss: number) => void {
  return (iteration, loss) => {
    progress?.(before + Math.min(iteration, iterations), total)
    if (iteration % logEvery === 0) {
      log?.(`${fit}: ${iteration} of at most ${iterations}, loss ${loss.toPrecision(5)}`, {
        fit,
        iteration,
        loss,
      })
    }
  }
}
