import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  MeterProvider,
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkContract } from '../testing/contract-case.ts'
import { observerContract, type TestedObserver } from '../testing/observer-contract.ts'
import { jsonLog } from './log/json-log.ts'
import { openLineage } from './lineage/open-lineage.ts'
import { openTelemetry } from './otel/open-telemetry.ts'
import { prometheus } from './prometheus/prometheus.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-observe-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const linesOf = async (path: string) =>
  (await readFile(path, 'utf8').catch(() => '')).split('\n').filter(line => line !== '')

const makers: Readonly<Record<string, () => TestedObserver>> = {
  'json-log': () => {
    const lines: string[] = []
    return {
      observer: jsonLog({ write: line => lines.push(line), level: 'debug' }),
      arrived: async () => lines,
    }
  },
  prometheus: () => {
    const observer = prometheus()
    return {
      observer,
      arrived: async () =>
        observer
          .text()
          .split('\n')
          .filter(line => line !== ''),
    }
  },
  openlineage: () => {
    const file = join(folder, 'lineage', 'events.jsonl')
    return { observer: openLineage({ file }), arrived: () => linesOf(file) }
  },
  opentelemetry: () => {
    const spans = new InMemorySpanExporter()
    const points = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
    const reader = new PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 60_000 })
    const observer = openTelemetry({
      tracerProvider: new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }),
      meterProvider: new MeterProvider({ readers: [reader] }),
    })
    const arrived = async () => {
      await reader.forceFlush()
      const made = spans.getFinishedSpans().map(span => ({
        name: span.name,
        attributes: span.attributes,
        events: span.events,
        status: span.status,
      }))
      return [...made, ...points.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics)].map(one =>
        JSON.stringify(one),
      )
    }
    return { observer, arrived }
  },
}

describe.each(Object.entries(makers))('%s', (kind, make) => {
  test.each(observerContract)('contract: $name', contract =>
    checkContract(contract, async () => ({ subject: make(), dispose: async () => undefined })),
  )

  test('is called by its kind', () => expect(make().observer.kind).toBe(kind))
})
