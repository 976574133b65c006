import type { TreeRows } from '../data/tree-rows.ts'
import { BoostInvalid } from '../errors/boost-invalid.ts'
import { startCrew, type Crew } from '../threads/crew.ts'
import { nextTurn } from '../threads/next-turn.ts'
import type { Boosted, CurvePoint } from './boosted.ts'
import { checkRows } from './check-rows.ts'
import { boostedOf } from './forest-of.ts'
import { meanLoss } from './gradients.ts'
import { grownOf, type Grown } from './grown.ts'
import type { Job, Part } from './job.ts'
import { jobOf } from './job-of.ts'
import { begin, endRound, enter, growOutput, type Member } from './member.ts'
import type { BoostOptions } from './options.ts'
import { settingsOf } from './settings.ts'
import { bestRound, isOver } from './stopping.ts'

/** What learning happens in. */
export interface BoostContext {
  /** Rows that are not learned from, with the same columns and edges: for the curve and early stopping. */
  readonly validation?: TreeRows
  /** Threads at most, with the calling one. Default 1. The result does not depend on it. */
  readonly threads?: number
  /**
   * Memory for histograms of leaves, in bytes; where it does not do they are summed again. Default 512 MiB. The result
   * does not depend on it.
   */
  readonly histogramBytes?: number
  readonly signal?: AbortSignal
  readonly progress?: (point: CurvePoint) => void
}

/**
 * Learns boosted trees: each round adds a tree that reduces the loss most, over histograms of binned columns, as
 * LightGBM does (Ke et al. 2017). The same rows, options and seed give the same trees, bit for bit, on any number of
 * threads. The event loop gets its turn after every tree.
 *
 * @throws BoostInvalid for options or rows that do not fit; the reason of `signal` when it aborts.
 */
export async function boost(
  options: BoostOptions,
  training: TreeRows,
  context: BoostContext = {},
): Promise<Boosted> {
  const settings = settingsOf(options)
  context.signal?.throwIfAborted()
  const threads = training.rows < rowsWorthThreads ? 1 : threadsOf(context.threads)
  const crew = startCrew(threads)
  try {
    checkRows(options, training, context.validation)
    const { job, base } = jobOf(settings, training, context.validation, {
      threads,
      histogramBytes: context.histogramBytes ?? 512 * 2 ** 20,
    })
    const enlisted = crew.enlist(job)
    const member = enter(job, crew.team)
    await enlisted
    const boosted = await learn(begin(member), crew, base, context)
    await crew.end()
    return boosted
  } catch (error) {
    // Where another thread failed first, its error says why.
    throw (await crew.end()) ?? error
  }
}

// Starting a thread takes as long as some rounds of so many rows.
const rowsWorthThreads = 20_000

function threadsOf(threads = 1): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 64) return threads
  throw new BoostInvalid({
    where: 'context.threads',
    value: threads,
    expected: 'a whole number from 1 to 64',
  })
}

async function learn(
  member: Member,
  crew: Crew,
  base: readonly number[],
  context: BoostContext,
): Promise<Boosted> {
  const { job } = member
  const { settings, training, validation } = job
  const weights = [weightOf(training), validation === undefined ? 0 : weightOf(validation)] as const
  const curve: CurvePoint[] = []
  const rounds: (readonly Grown[])[] = []
  const isSampled = settings.rowFraction < 1 || settings.columnFraction < 1
  while (rounds.length < settings.rounds && !isOver(curve, settings)) {
    crew.allow(rounds.length + 1)
    const trees = await growRound(member, rounds.length, context.signal)
    if (!isSampled && trees.every(tree => tree.column.length === 0)) break
    rounds.push(trees)
    const point = pointOf(member, rounds.length, weights)
    curve.push(point)
    context.progress?.(point)
    context.signal?.throwIfAborted()
  }
  const best = bestOf(job, curve)
  return { ...boostedOf(base, rounds.slice(0, best), training.columns.length), curve, bestIteration: best }
}

/** As the other members' `runRound`, with turns of the event loop after each tree. */
async function growRound(member: Member, round: number, signal?: AbortSignal): Promise<readonly Grown[]> {
  const { training } = member.job
  const { tree, workspace } = member.grower
  const trees: Grown[] = []
  for (let output = 0; output < member.loss.outputs; output++) {
    growOutput(member, round, output)
    trees.push(grownOf(tree, training.columns, workspace.moved, training.weight))
    await nextTurn()
    signal?.throwIfAborted()
    member.team.barrier()
  }
  endRound(member, round)
  return trees
}

function bestOf({ settings }: Job, curve: readonly CurvePoint[]): number {
  return settings.earlyStopping === undefined
    ? curve.length
    : bestRound(curve, settings.earlyStopping.minDelta)
}

function pointOf(
  { job, loss }: Member,
  iteration: number,
  [own, other]: readonly [number, number],
): CurvePoint {
  const training = loss.report(meanLoss(job.training, own))
  if (job.validation === undefined) return { iteration, training }
  return { iteration, training, validation: loss.report(meanLoss(job.validation, other)) }
}

function weightOf({ rows, weight }: Part): number {
  return weight === undefined ? rows : weight.reduce((sum, w) => sum + w, 0)
}
