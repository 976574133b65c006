import { measuring } from '../measure.ts'
import type { ObservedEvent, Observer } from '../observer.ts'
import { exposition } from './exposition.ts'
import { FigureStore } from './figure-store.ts'

/** An observer that adds figures up for Prometheus to fetch. */
export interface PrometheusObserver extends Observer {
  /** What was counted and measured since the process began, in Prometheus' text format. */
  text(): string
}

/** An observer that adds the figures of runs up; `serveMetrics` shows them. */
export function prometheus(): PrometheusObserver {
  const store = new FigureStore()
  const measured = measuring()
  return Object.freeze({
    kind: 'prometheus',
    observe(event: ObservedEvent) {
      for (const measurement of measured(event)) store.add(measurement)
    },
    text: () => exposition(store.families()),
    close: async () => undefined,
  })
}
