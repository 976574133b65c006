import { AsyncLocalStorage } from 'node:async_hooks'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { context, ROOT_CONTEXT, trace, type Context, type ContextManager } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql, step } from '@sluice/core'
import { observedRuns } from '../../testing/observe/observed-run.ts'
import { openTelemetry } from './open-telemetry.ts'

/** What an SDK for Node registers: contexts that follow asynchronous calls. */
function asyncContexts(): ContextManager {
  const storage = new AsyncLocalStorage<Context>()
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) => storage.run(active, () => work.call(self as never, ...args)),
    bind: (active, target) => {
      if (typeof target !== 'function') return target
      return ((...args: unknown[]) =>
        storage.run(active, () => Reflect.apply(target, undefined, args))) as typeof target
    },
    enable: () => manager,
    disable: () => manager,
  }
  return manager
}

beforeAll(() => context.setGlobalContextManager(asyncContexts()))
afterAll(() => context.disable())

let spans: InMemorySpanExporter
let points: InMemoryMetricExporter
let reader: PeriodicExportingMetricReader
let tracerProvider: TracerProvider
let observe: ReturnType<typeof openTelemetry>[]

beforeEach(() => {
  spans = new InMemorySpanExporter()
  points = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  reader = new PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 60_000 })
  tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] })
  observe = [openTelemetry({ tracerProvider, meterProvider: new MeterProvider({ readers: [reader] }) })]
})
afterEach(() => reader.shutdown())

const spanOf = (name: string, attempt?: number) => {
  const found = spans
    .getFinishedSpans()
    .find(
      span => span.name === name && (attempt === undefined || span.attributes['sluice.attempt'] === attempt),
    )
  if (found === undefined) throw new Error(`no span ${name}`)
  return found
}

const rows = () =>
  step({ inputs: {}, run: (_inputs, { data }) => data.save(sql`SELECT * FROM range(3) AS r(a)`) })

test('a span for the run and one for each try, with what became of them', async () => {
  let tries = 0
  const flaky = step({
    inputs: {},
    retry: { attempts: 2, backoffMs: 1 },
    run: () => {
      tries += 1
      if (tries === 1) throw Object.assign(new Error('reset by hunter2-hunter2'), { code: 'ECONNRESET' })
      return tries
    },
  })
  const leaky = step({ inputs: {}, run: (_inputs, { secret }) => secret('env:KEY').length })
  await observedRuns(
    { leaky, flaky, rows: rows() },
    { observe, concurrency: 1, env: { KEY: 'hunter2-hunter2' } },
  )
  const run = spanOf('run shop')
  expect(run.attributes).toMatchObject({
    'sluice.pipeline': 'shop',
    'sluice.deployment': 'acme',
    'sluice.status': 'succeeded',
  })
  expect(spanOf('step flaky', 1)).toMatchObject({
    attributes: { 'error.type': 'step-failed', 'sluice.status': 'failed', 'sluice.step': 'flaky' },
    status: { code: 2 },
    parentSpanContext: { spanId: run.spanContext().spanId },
  })
  expect(spanOf('step flaky', 1).events.map(({ name }) => name)).toEqual(['exception'])
  expect(spanOf('step flaky', 2)).toMatchObject({
    attributes: { 'sluice.status': 'succeeded' },
    status: { code: 0 },
  })
  expect(spanOf('step rows').attributes).toMatchObject({ 'sluice.rows': 3, 'sluice.memoised': false })
  const all = spans.getFinishedSpans()
  expect(new Set(all.map(span => span.spanContext().traceId)).size).toBe(1)
  expect(all.length).toBe(5)
  const text = JSON.stringify(all.map(({ attributes, events, status }) => ({ attributes, events, status })))
  expect(text).toContain('reset by ‹secret›')
  expect(text).not.toContain('hunter2')
})

test('work that was there already has one span, which says so', async () => {
  const [first] = await observedRuns({ rows: rows() }, { observe }, 2)
  const [, memoised] = spans.getFinishedSpans().filter(({ name }) => name === 'step rows')
  expect(memoised?.attributes).toMatchObject({
    'sluice.memoised': true,
    'sluice.memoised_from': first?.run,
    'sluice.rows': 3,
  })
})

test('spans of what a step calls are below its try, also of calls at the same time', async () => {
  const server = createServer((request, response) => {
    setTimeout(() => response.end(request.url), 5)
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const tracer = tracerProvider.getTracer('http')
  const calling = (name: string) =>
    step({
      inputs: {},
      definition: name,
      run: (_inputs, { fetch }) =>
        tracer.startActiveSpan(`GET ${name}`, async span => {
          const text = await (await fetch(`http://127.0.0.1:${port}/${name}`)).text()
          tracer.startSpan(`after ${name}`).end()
          span.end()
          return text
        }),
    })
  await observedRuns({ one: calling('one'), two: calling('two') }, { observe })
  server.close()
  for (const name of ['one', 'two']) {
    const tried = spanOf(`step ${name}`).spanContext()
    expect(spanOf(`GET ${name}`).parentSpanContext?.spanId).toBe(tried.spanId)
    expect(spanOf(`after ${name}`).parentSpanContext?.spanId).toBe(spanOf(`GET ${name}`).spanContext().spanId)
    expect(spanOf(`after ${name}`).spanContext().traceId).toBe(tried.traceId)
  }
})

test('a run is below the span in which it was started', async () => {
  const tracer = tracerProvider.getTracer('test')
  await tracer.startActiveSpan('job', async span => {
    await observedRuns({ rows: rows() }, { observe })
    span.end()
  })
  expect(spanOf('run shop').parentSpanContext?.spanId).toBe(spanOf('job').spanContext().spanId)
})

test('figures are counted and measured under their names', async () => {
  const count = step({ inputs: { from: rows() }, run: ({ from }) => from.rows })
  const from = count.definition.inputs['from'] as ReturnType<typeof rows>
  await observedRuns({ rows: from, count }, { observe }, 2)
  await reader.forceFlush()
  const metrics = points
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(scope => scope.metrics))
  const values = (name: string) =>
    metrics
      .filter(metric => metric.descriptor.name === name)
      .flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }) => ({ ...attributes, value })))
  expect(values('sluice.runs')).toEqual([
    { 'sluice.pipeline': 'shop', 'sluice.deployment': 'acme', 'sluice.status': 'succeeded', value: 2 },
  ])
  expect(
    values('sluice.steps').map(point => [
      point['sluice.step' as never],
      point['sluice.status' as never],
      point.value,
    ]),
  ).toEqual([
    ['rows', 'succeeded', 1],
    ['count', 'succeeded', 1],
    ['rows', 'memoised', 1],
    ['count', 'memoised', 1],
  ])
  expect(values('sluice.step.rows')).toMatchObject([{ value: 3 }])
  expect(values('sluice.step.duration')).toMatchObject([{ value: { count: 1 } }, { value: { count: 1 } }])
  expect(values('sluice.step.queue')).toMatchObject([{ value: { count: 2 } }, { value: { count: 2 } }])
})

test('without an SDK nothing happens', async () => {
  expect(trace.getTracerProvider().getTracer('x').startSpan('y').isRecording()).toBe(false)
  const [summary] = await observedRuns({ rows: rows() }, { observe: [openTelemetry()] })
  expect(summary?.status).toBe('succeeded')
  expect(spans.getFinishedSpans()).toEqual([])
})
