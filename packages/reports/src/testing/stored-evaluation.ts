import { readFileSync } from 'node:fs'
import type { EvaluationData } from '@sluice/core'

/** The stored evaluation of a training of `examples/retail`: who buys yogurt within four weeks. */
export function storedEvaluation(): EvaluationData {
  const file = new URL('../fixtures/yogurt.json', import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as EvaluationData
}

/** Texts that mean something to the page and must stay as they are. */
const words = new Set([
  'format',
  'task',
  'sample',
  'use',
  'kind',
  'method',
  'metric',
  'better',
  'type',
  'asOf',
  'date',
])

/** The evaluation with `more` behind every text that people wrote: names, categories, reasons. */
export function withTexts<T>(value: T, more: string): T {
  const changed = (node: unknown, name: string): unknown => {
    if (typeof node === 'string') return words.has(name) || node === 'date' ? node : node + more
    if (Array.isArray(node)) return node.map(item => changed(item, name))
    if (typeof node !== 'object' || node === null) return node
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, changed(child, key)]))
  }
  return changed(value, '') as T
}
