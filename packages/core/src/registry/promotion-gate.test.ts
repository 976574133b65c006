import { expect, test } from 'vitest'
import type { Evaluation } from '../metrics/evaluation.ts'
import { promotionGate, type GateInput } from './promotion-gate.ts'

const of = (metrics: Partial<Record<string, number>>) => metrics as unknown as Evaluation
const auc = { metric: 'auc', tolerance: 0.005 } as const

test.each<[string, Partial<GateInput>, boolean, RegExp]>([
  ['the first version is promoted', { candidate: of({ auc: 0.7 }) }, true, /no champion yet/],
  [
    'a better version is promoted',
    { candidate: of({ auc: 0.8 }), champion: champion(0.75) },
    true,
    /0\.8000 against 0\.7500/,
  ],
  [
    'a version worse within tolerance is promoted',
    { candidate: of({ auc: 0.746 }), champion: champion(0.75) },
    true,
    /same rows/,
  ],
  [
    'a version worse beyond tolerance is refused',
    { candidate: of({ auc: 0.744 }), champion: champion(0.75) },
    false,
    /worse by more than 0\.005/,
  ],
  [
    'a version below the minimum is refused',
    { candidate: of({ auc: 0.55 }), rule: { ...auc, minimum: 0.6 } },
    false,
    /minimum 0\.6000/,
  ],
  [
    'a failed self-test is refused',
    { candidate: of({ auc: 0.9 }), selfTestFailures: ['row 3: sql margin 1, js margin 2'] },
    false,
    /row 3/,
  ],
  [
    'a metric that is not a number is refused',
    { candidate: of({ auc: Number.NaN, rows: 12 }) },
    false,
    /auc could not be computed on the 12 evaluation rows: it needs positive and negative ones .*promote by logLoss/,
  ],
  [
    'an unusable champion is named',
    { candidate: of({ auc: 0.7 }), championUnusable: 'champion v1 reads other columns' },
    true,
    /v1 reads other columns/,
  ],
])('%s', (_name, input, promote, why) => {
  const verdict = promotionGate({ rule: auc, candidate: of({}), selfTestFailures: [], ...input })
  expect(verdict.promote).toBe(promote)
  expect(verdict.why).toMatch(why)
})

test.each([
  [0.52, true],
  [0.55, false],
])('of log loss smaller is better: %s against 0.51 with tolerance 0.02', (value, promote) => {
  const rule = { metric: 'logLoss', tolerance: 0.02 } as const
  const verdict = promotionGate({
    rule,
    candidate: of({ logLoss: value }),
    champion: { version: 1, evaluation: of({ logLoss: 0.51 }) },
    selfTestFailures: [],
  })
  expect(verdict.promote).toBe(promote)
})

function champion(value: number) {
  return { version: 1, evaluation: of({ auc: value }) }
}
