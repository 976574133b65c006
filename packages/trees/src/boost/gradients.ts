import { eachOwnBlock, ownRows } from '../grow/own-rows.ts'
import { blockRows } from '../grow/workspace.ts'
import { scaleFor, type Scale } from '../grow/scale.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { mix } from '../random/mix.ts'
import type { Team } from '../threads/team.ts'
import type { Part } from './job.ts'
import type { Block, Loss } from './objectives/loss.ts'

/** Room for a block of rows. */
export function emptyBlock(outputs: number): Block {
  const room = () => new Float64Array(outputs * blockRows)
  return { gradient: room(), hessian: room(), loss: new Float64Array(blockRows) }
}

/** Fills a block for rows, weighted, and keeps its loss. */
function fillBlock(loss: Loss, part: Part, block: Block, from: number, to: number): void {
  loss.fill(part, from, to, block)
  if (part.weight !== undefined) weigh(block, part.weight, from, to, loss.outputs)
  let sum = 0
  for (let row = 0; row < to - from; row++) sum += block.loss[row] as number
  part.losses[from / blockRows] = sum
}

function weigh(
  { gradient, hessian, loss }: Block,
  weight: Float64Array,
  from: number,
  to: number,
  outputs: number,
): void {
  for (let row = from; row < to; row++) {
    const w = weight[row] as number
    const i = row - from
    loss[i] = w * (loss[i] as number)
    for (let at = i; at < outputs * blockRows; at += blockRows) {
      gradient[at] = w * (gradient[at] as number)
      hessian[at] = w * (hessian[at] as number)
    }
  }
}

/** Writes the losses of the blocks that a member owns, nothing else. */
export function writeLosses(loss: Loss, part: Part, team: Team, block: Block): void {
  eachOwnBlock(team, part.rows, (from, to) => fillBlock(loss, part, block, from, to))
}

/** Mean loss of all rows, from those of the blocks. */
export function meanLoss(part: Part, totalWeight: number): number {
  let sum = 0
  for (const loss of part.losses) sum += loss
  return sum / totalWeight
}

/** Where gradients go. */
export interface Words {
  /** Of each output, in the order of the member's positions. */
  readonly words: readonly Int32Array[]
  /** Three numbers per member, the first two for the largest gradient and hessian. */
  readonly totals: Float64Array
  readonly seed: number
  /** The scale where it is known beforehand. */
  readonly scale: Scale | undefined
  /** What does the same for the only output and rows without weights, where there is such a thing. */
  readonly compiled: Kernel['logLoss']
}

/** Writes the gradients of the member's rows as words, and the losses; all members return the scale of the words. */
export function writeWords(loss: Loss, part: Part, team: Team, block: Block, to: Words): Scale {
  const scale = to.scale ?? measuredScale(loss, part, team, block, to.totals)
  const first = ownRows(team, part.rows).at
  eachOwnBlock(team, part.rows, (from, end, at) => {
    if (to.compiled !== undefined) {
      const words = to.words[0] as Int32Array
      const sum = to.compiled({ from, to: end }, words.subarray(at - first), scale, mix(to.seed, 0))
      part.losses[from / blockRows] = sum
      if (!Number.isNaN(sum)) return
    }
    fillBlock(loss, part, block, from, end)
    to.words.forEach((words, output) => {
      pack(block, output * blockRows, scale, mix(to.seed, output), words, at - first, from, end)
    })
  })
  return scale
}

function measuredScale(loss: Loss, part: Part, team: Team, block: Block, totals: Float64Array): Scale {
  let [gradient, hessian] = [0, 0]
  eachOwnBlock(team, part.rows, (from, to) => {
    fillBlock(loss, part, block, from, to)
    for (let output = 0; output < loss.outputs; output++) {
      const at = output * blockRows
      for (let i = at; i < at + to - from; i++) {
        gradient = Math.max(gradient, Math.abs(block.gradient[i] as number))
        hessian = Math.max(hessian, block.hessian[i] as number)
      }
    }
  })
  totals[3 * team.rank] = gradient
  totals[3 * team.rank + 1] = hessian
  team.barrier()
  for (let rank = 0; rank < team.size; rank++) {
    gradient = Math.max(gradient, totals[3 * rank] as number)
    hessian = Math.max(hessian, totals[3 * rank + 1] as number)
  }
  team.barrier()
  return scaleFor(gradient, hessian, hasConstantHessian(loss, part), part.rows)
}

function hasConstantHessian(loss: Loss, part: Part): boolean {
  return loss.constantHessian && part.weight === undefined
}

/** The scale that does for every round, where the largest gradient is known beforehand. */
export function knownScale(loss: Loss, part: Part): Scale | undefined {
  if (loss.largest === undefined) return undefined
  const heaviest = part.weight?.reduce((most, w) => Math.max(most, w), 0) ?? 1
  const { gradient, hessian } = loss.largest
  return scaleFor(gradient * heaviest, hessian * heaviest, hasConstantHessian(loss, part), part.rows)
}

/**
 * Rounds up or down by chance, so that sums of many small gradients are right on average; the chance depends on the
 * row and the seed alone.
 */
function pack(
  { gradient, hessian }: Block,
  at: number,
  { hessianBits, gradientUnit, hessianUnit }: Scale,
  salt: number,
  words: Int32Array,
  wordsAt: number,
  from: number,
  to: number,
): void {
  const [perGradient, perHessian] = [1 / gradientUnit, 1 / hessianUnit]
  for (let row = from; row < to; row++) {
    let chance = Math.imul(row ^ salt, 0x9e_37_79_b1)
    chance = Math.imul(chance ^ (chance >>> 15), 0x85_eb_ca_6b)
    chance ^= chance >>> 13
    const i = at + row - from
    const g = Math.floor((gradient[i] as number) * perGradient + (chance & 0xff_ff) / 65_536)
    const h = Math.floor((hessian[i] as number) * perHessian + (chance >>> 16) / 65_536)
    words[wordsAt + row - from] = (g << hessianBits) | h
  }
}
