import type { Meter } from '@opentelemetry/api'
import { figures, type Figure, type FigureName } from '../figures.ts'
import { measuring } from '../measure.ts'
import type { ObservedEvent } from '../observer.ts'

type Take = (value: number, labels: Readonly<Record<string, string>>) => void

/** Counts and measures events with instruments of a meter. */
export function meter(of: Meter): (event: ObservedEvent) => void {
  const measured = measuring()
  const instruments = new Map(
    Object.entries(figures).map(([name, figure]) => [name as FigureName, instrument(of, name, figure)]),
  )
  return event => {
    for (const { figure, value, labels } of measured(event)) {
      instruments.get(figure)?.(value, attributes(labels))
    }
  }
}

function instrument(of: Meter, name: string, { kind, unit, description, bounds }: Figure): Take {
  const options = { unit, description }
  if (kind === 'counter') {
    const counter = of.createCounter(name, options)
    return (value, labels) => counter.add(value, labels)
  }
  const advice = bounds === undefined ? {} : { advice: { explicitBucketBoundaries: [...bounds] } }
  const histogram = of.createHistogram(name, { ...options, ...advice })
  return (value, labels) => histogram.record(value, labels)
}

/** Attributes have the names that spans give them. */
function attributes(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name === 'code' ? 'error.type' : `sluice.${name}`, value]),
  )
}
