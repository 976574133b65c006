import { expect, test } from 'vitest'
import { allNumbers, ofRole } from '../prepare/selector.ts'
import { numeric } from '../prepare/chain.ts'
import { resolveChains } from '../prepare/resolve-chains.ts'
import { platt } from '../calibration/calibrator.ts'
import { logisticRegression } from '../models/logistic-regression.ts'
import { ridge } from '../models/ridge.ts'
import { model, withRoles } from './model.ts'

interface Row {
  id: string
  spend_28d: number
  spend_90d: number
  visits: number
}

const schema = {
  columns: [
    { name: 'id', type: 'text', nullable: false },
    { name: 'spend_28d', type: 'number', nullable: false },
    { name: 'spend_90d', type: 'number', nullable: false },
    { name: 'visits', type: 'number', nullable: false },
  ],
} as const

test('columns are chosen by the roles that a model gives them', () => {
  const spec = model<Row>('m', {
    key: 'id',
    target: 'y',
    roles: { spend_28d: 'money', spend_90d: 'money' },
    prepare: () => [numeric(ofRole('money')).log1p(), numeric(allNumbers().except('spend_28d', 'spend_90d'))],
    learn: logisticRegression(),
  })
  const columns = { schema: withRoles(schema, spec.roles), exclude: ['id'] }
  const resolved = resolveChains(spec.preparation.chains, columns)
  expect(resolved.map(({ name, transforms }) => [name, transforms.length])).toEqual([
    ['spend_28d', 1],
    ['spend_90d', 1],
    ['visits', 0],
  ])
})

test('a regression has nothing to calibrate, and says so', () => {
  const make = () =>
    model<Row>('spend', {
      key: 'id',
      target: 'spend_90d',
      prepare: c => [numeric(c.visits)],
      learn: ridge(),
      calibrate: platt(),
    })
  expect(make).toThrow(
    'model "spend": calibrate makes probabilities, and ridge predicts an amount: leave it out',
  )
})
