import { firstBinsOf, type Grower } from '../grow/grower.ts'
import { growTree } from '../grow/grow-tree.ts'
import type { Scale } from '../grow/scale.ts'
import { emptyTree } from '../grow/tree.ts'
import { ownRows } from '../grow/own-rows.ts'
import { wordsOf, workspaceOf } from '../grow/workspace.ts'
import { scriptKernel } from '../kernel/script-kernel.ts'
import { wasmKernel } from '../kernel/wasm-kernel.ts'
import { drawSome } from '../random/draw.ts'
import { mix } from '../random/mix.ts'
import { shareOf, type Team } from '../threads/team.ts'
import { addToOthers, addToSampled } from './add-tree.ts'
import { publishParts, rowsOfLeaf, writeLeafOfRow } from './leaf-rows.ts'
import { emptyBlock, knownScale, writeLosses, writeWords } from './gradients.ts'
import type { Job } from './job.ts'
import type { Block, Loss } from './objectives/loss.ts'
import { lossOf } from './objectives/loss-of.ts'
import { weightedQuantile } from './objectives/weighted-quantile.ts'
import { sampleRows } from './sample-rows.ts'
import { writeRowMajor } from './row-major.ts'

/** A thread's part in a job. */
export interface Member {
  readonly job: Job
  readonly team: Team
  readonly grower: Grower
  readonly loss: Loss
  readonly block: Block
  readonly known: Scale | undefined
  scale: Scale
}

/** Makes the calling thread a member, and copies its share of the codes; it waits for nobody. */
export function enter(job: Job, team: Team): Member {
  const { settings, sizes, training, buffer } = job
  const workspace = workspaceOf(buffer, sizes)
  const loss = lossOf(settings.objective)
  const firstBins = firstBinsOf(training.columns)
  const kernel =
    job.wasm === undefined
      ? scriptKernel(workspace, firstBins, team.rank)
      : wasmKernel(job.wasm, workspace, firstBins, team)
  const grower: Grower = {
    columns: training.columns,
    settings: settings.grow,
    workspace,
    team,
    kernel,
    tree: emptyTree(settings.grow.leaves),
    firstBins,
    slots: sizes.slots,
    free: [],
    leaves: [],
  }
  const known = knownScale(loss, training)
  writeRowMajor(training, workspace.rowMajor, team)
  return { job, team, grower, loss, block: emptyBlock(loss.outputs), known, scale: known as Scale }
}

/** Writes the first gradients with the other members, who must have entered. */
export function begin(member: Member): Member {
  member.scale = words(member, 0)
  member.team.barrier()
  return member
}

/** Salts, so that what is drawn for one purpose says nothing about another. */
const [roundingSalt, rowSalt, columnSalt] = [1, 2, 3]

function words({ job, team, grower, loss, block, known }: Member, round: number): Scale {
  const seed = mix(mix(job.settings.seed, roundingSalt), round)
  const { workspace } = grower
  const own = ownRows(team, job.sizes.rows)
  const words = Array.from({ length: loss.outputs }, (_, output) =>
    wordsOf(workspace, job.sizes, output, own),
  )
  const isPlain = loss.tables !== undefined && job.training.weight === undefined
  return writeWords(loss, job.training, team, block, {
    words,
    totals: workspace.totals,
    seed,
    scale: known,
    compiled: isPlain ? grower.kernel.logLoss : undefined,
  })
}

/** One round: a tree for each output, margins, losses, and the gradients of the next round. All members run it. */
export function runRound(member: Member, round: number): void {
  for (let output = 0; output < member.loss.outputs; output++) {
    growOutput(member, round, output)
    member.team.barrier()
  }
  endRound(member, round)
}

/** What follows the trees of a round. */
export function endRound(member: Member, round: number): void {
  const { job, team, loss, block } = member
  member.scale = words(member, round + 1)
  if (job.validation !== undefined) writeLosses(loss, job.validation, team, block)
  team.barrier()
}

/**
 * The tree of an output, in `grower.tree`, and its part in the margins. All members meet at a barrier before the next,
 * which uses the same arrays.
 */
export function growOutput(member: Member, round: number, output: number): void {
  const { job, team, grower, loss, scale } = member
  const { settings, training, validation } = job
  const { rows, columns } = training
  const { tree, workspace, kernel } = grower
  const { order, totals } = workspace
  const own = ownRows(team, rows)
  const words = wordsOf(workspace, job.sizes, output, own)
  const seed = mix(mix(settings.seed, rowSalt), round)
  const fraction = settings.rowFraction
  const sampled = sampleRows({ order, words, scale, totals, rows, fraction, seed }, kernel, team)
  growTree(grower, { ...sampled, scale, active: activeColumns(member, round, output) })
  if (loss.renew !== undefined) renew(member, loss.renew)
  for (let leaf = 0; leaf < tree.leaves; leaf++) (tree.value[leaf] as number) *= settings.learningRate
  const scores = training.scores.subarray(output * rows, (output + 1) * rows)
  addToSampled(tree, kernel, scores)
  const rest = { order, from: own.at + sampled.own, to: own.at + own.count }
  addToOthers(tree, columns, rest, scores)
  if (training.weight !== undefined) writeLeafOfRow(tree, workspace, rest, team)
  if (validation === undefined) return
  const [first, last] = shareOf(team, 0, validation.rows)
  const others = validation.scores.subarray(output * validation.rows, (output + 1) * validation.rows)
  addToOthers(tree, validation.columns, { order: undefined, from: first, to: last }, others)
}

function activeColumns({ job, loss }: Member, round: number, output: number): Uint8Array {
  const { settings, training } = job
  const count = training.columns.length
  if (settings.columnFraction >= 1) return new Uint8Array(count).fill(1)
  return drawSome(
    mix(mix(settings.seed, columnSalt), round * loss.outputs + output),
    count,
    settings.columnFraction,
  )
}

/** Gives leaves a quantile of the residuals of their rows; each member does every `size`-th leaf. */
function renew({ job, team, grower }: Member, alpha: number): void {
  const { target, weight, scores } = job.training
  const { tree, workspace } = grower
  const { values } = workspace
  publishParts(tree, workspace, team)
  for (let leaf = team.rank; leaf < tree.leaves; leaf += team.size) {
    const rows = rowsOfLeaf(tree, workspace, team, leaf)
    const residuals = Float64Array.from(rows, row => (target[row] as number) - (scores[row] as number))
    const weights = weight && Float64Array.from(rows, row => weight[row] as number)
    values[leaf] = weightedQuantile(residuals, weights, alpha)
  }
  team.barrier()
  tree.value.set(values.subarray(0, tree.leaves))
}
