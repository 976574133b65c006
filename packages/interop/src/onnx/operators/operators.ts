import { arithmetic } from './arithmetic.ts'
import { classes } from './classes.ts'
import { linear } from './linear.ts'
import type { Operator } from './operator.ts'
import { preparing } from './preparing.ts'
import { shape, shapeMl } from './shape.ts'
import { sums } from './sums.ts'
import { trees } from './trees.ts'

const standard: Readonly<Record<string, Operator>> = { ...arithmetic, ...shape, ...sums }
const machineLearning: Readonly<Record<string, Operator>> = {
  ...shapeMl,
  ...preparing,
  ...linear,
  ...trees,
  ...classes,
}

const sets: Readonly<Record<string, Readonly<Record<string, Operator>>>> = {
  '': standard,
  'ai.onnx': standard,
  'ai.onnx.ml': machineLearning,
}

/** What an operator does; nothing for one without an equivalent. */
export function operatorOf(domain: string, name: string): Operator | undefined {
  const set = Object.hasOwn(sets, domain) ? sets[domain] : undefined
  return set !== undefined && Object.hasOwn(set, name) ? set[name] : undefined
}
