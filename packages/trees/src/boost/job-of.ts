import type { BinnedColumn, TreeRows } from '../data/tree-rows.ts'
import { codesOf } from '../grow/grower.ts'
import { blockRows, layoutOf, slotsFor, workspaceOf } from '../grow/workspace.ts'
import { wasmParts } from '../kernel/wasm-kernel.ts'
import type { BoostSettings, Job, Part } from './job.ts'
import { lossOf } from './objectives/loss-of.ts'

/** What a job may use. */
export interface Room {
  readonly threads: number
  readonly histogramBytes: number
}

/** Lays out what the threads of a job share. */
export function jobOf(
  settings: BoostSettings,
  training: TreeRows,
  validation: TreeRows | undefined,
  { threads, histogramBytes }: Room,
): { readonly job: Job; readonly base: readonly number[] } {
  const loss = lossOf(settings.objective)
  const base = loss.base(training.target, training.weight)
  const bins = training.columns.map(codesOf)
  const sizes = {
    rows: training.rows,
    outputs: loss.outputs,
    bins,
    slots: slotsFor(settings.grow.leaves, bins, histogramBytes),
    leaves: settings.grow.leaves,
    threads,
    lossTables: loss.tables === undefined ? 0 : 2 * loss.tables.shares.length,
  }
  const { bytes } = layoutOf(sizes)
  const wasm = wasmParts(training.columns.length, bytes)
  const buffer = wasm?.memory.buffer ?? new SharedArrayBuffer(bytes)
  const { scores, target, lossTables } = workspaceOf(buffer, sizes)
  target.set(training.target)
  if (loss.tables !== undefined) {
    lossTables.set(loss.tables.shares)
    lossTables.set(loss.tables.costs, loss.tables.shares.length)
  }
  const isShared = threads > 1
  const job: Job = {
    settings,
    sizes,
    buffer,
    training: partOf({ ...training, target }, scores, base, isShared),
    validation:
      validation && partOf(validation, sharedDoubles(validation.rows * loss.outputs), base, isShared),
    wasm,
  }
  return { job, base }
}

function partOf(rows: TreeRows, scores: Float64Array, base: readonly number[], isShared: boolean): Part {
  base.forEach((margin, output) => scores.fill(margin, output * rows.rows, (output + 1) * rows.rows))
  return {
    rows: rows.rows,
    columns: isShared ? rows.columns.map(shareColumn) : rows.columns,
    target: isShared ? shareDoubles(rows.target) : rows.target,
    weight: rows.weight && isShared ? shareDoubles(rows.weight) : rows.weight,
    scores,
    losses: sharedDoubles(Math.ceil(rows.rows / blockRows)),
  }
}

function sharedDoubles(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * 8))
}

function shareDoubles(values: Float64Array): Float64Array {
  if (values.buffer instanceof SharedArrayBuffer) return values
  const shared = sharedDoubles(values.length)
  shared.set(values)
  return shared
}

function shareColumn(column: BinnedColumn): BinnedColumn {
  if (column.codes.buffer instanceof SharedArrayBuffer) return column
  const codes = new Uint8Array(new SharedArrayBuffer(column.codes.length))
  codes.set(column.codes)
  return { ...column, codes }
}
