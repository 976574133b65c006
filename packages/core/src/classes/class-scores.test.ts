import { column, compileJs } from '@sluice/expr'
import { describe, expect, test } from 'vitest'
import type { Json } from '../data/refs.ts'
import { packArrays } from '../artifact/packed-arrays.ts'
import { classScores } from './class-scores.ts'

function scored(...margins: readonly number[]) {
  const names = margins.map((_, i) => `m${i}`)
  const { margin, best } = classScores(names.map(name => column(name, 'number')))
  return compileJs({ margin, best }).row(Object.fromEntries(margins.map((value, i) => [`m${i}`, value])))
}

describe('of several classes', () => {
  test.each<[string, readonly number[], number, number]>([
    ['the greatest margin is the best class', [0, 2, 1], 1, -Math.log(Math.exp(-2) + Math.exp(-1))],
    ['the last may be it', [0, 1, 2], 2, -Math.log(Math.exp(-2) + Math.exp(-1))],
    ['of equal ones the first', [1, 3, 3], 1, -Math.log(Math.exp(-2) + 1)],
    ['all alike', [0, 0, 0, 0], 0, -Math.log(3)],
    ['far apart, nothing overflows', [-1000, 800], 1, Number.POSITIVE_INFINITY],
    ['nearly sure, nothing cancels', [-50, 0], 1, 50],
  ])('%s', (_name, margins, best, margin) => {
    const found = scored(...margins)
    expect(found['best']).toBe(best)
    if (Number.isFinite(margin)) expect(found['margin']).toBeCloseTo(margin, 12)
  })

  test('a hundred classes are stored in proportion to their number', () => {
    const size = (classes: number) => {
      const scores = classScores(Array.from({ length: classes }, (_, i) => column(`m${i}`, 'number')))
      return JSON.stringify(packArrays(scores as unknown as Json).manifest).length
    }
    expect(size(100) / size(10)).toBeLessThan(15)
    expect(Object.keys(scored(...Array.from({ length: 100 }, (_, i) => i)))).toEqual(['margin', 'best'])
  })
})
