import { Worker } from 'node:worker_threads'
import type { ColumnData, ExprNode } from '@sluice/expr'
import type { ScoreAnswer, ScoreOrder } from './score-worker.ts'

type Columns = Readonly<Record<string, ColumnData>>

interface Waiting {
  readonly resolve: (columns: Columns) => void
  readonly reject: (error: unknown) => void
}

/** A thread that computes expressions over batches, in the order it gets them. */
export class ScoreThread {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []

  constructor(outputs: Readonly<Record<string, ExprNode>>) {
    const file = import.meta.url.endsWith('.ts') ? './score-worker.ts' : './score-worker.js'
    this.#worker = new Worker(new URL(file, import.meta.url), { workerData: outputs })
    this.#worker.unref()
    this.#worker.on('message', (answer: ScoreAnswer) => {
      const waiting = this.#waiting.shift()
      if (answer.kind === 'scored') waiting?.resolve(answer.columns)
      else waiting?.reject(answer.error)
    })
    this.#worker.on('error', error => this.#failAll(error))
    this.#worker.on('exit', code => this.#failAll(new Error(`a scoring thread ended with code ${code}`)))
  }

  /** Batches that it has not answered yet. */
  get underWay(): number {
    return this.#waiting.length
  }

  /** Numbers are handed over, not copied: `columns` must not be read afterwards. */
  batch(columns: Columns, rows: number): Promise<Columns> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      const order: ScoreOrder = { columns, rows }
      this.#worker.postMessage(order, buffersOf(columns))
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #failAll(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

/** Memory that belongs to one column alone; what several share is copied. */
export function buffersOf(columns: Columns): ArrayBuffer[] {
  const owners = new Map<ArrayBuffer, number>()
  for (const { values } of Object.values(columns)) {
    if (!ArrayBuffer.isView(values) || !(values.buffer instanceof ArrayBuffer)) continue
    owners.set(values.buffer, (owners.get(values.buffer) ?? 0) + 1)
  }
  return [...owners].flatMap(([buffer, uses]) => (uses === 1 ? [buffer] : []))
}
