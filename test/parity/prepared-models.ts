import {
  boostedTrees,
  category,
  dates,
  daysBetween,
  fitModel,
  groupedFolds,
  isotonic,
  logisticRegression,
  model,
  numeric,
  platt,
  rawSql,
  ridge,
  type DataSession,
  type DatasetRef,
  type ModelArtifact,
  type ModelSpec,
} from '@sluice/core'
import { generatedRowsSql, uniform } from './generated-rows.ts'

interface Row {
  id: number
  balance: number | null
  age: number | null
  spend: number | null
  visits: number | null
  rating: number | null
  city: string | null
  plan: string | null
  campaign: string | null
  referrer: string | null
  newsletter: boolean | null
  signed_up: Date | null
  last_seen: Date | null
  bought: number
  revenue: number
}

const exact = model<Row>('exact', {
  key: 'id',
  target: 'bought',
  prepare: c => [
    numeric(c.balance).impute('median', { indicator: true }).clip(0.01, 0.99).standardize(),
    numeric(c.age).impute('mean').standardize(),
    numeric(c.spend).impute('median').robust(),
    numeric(c.visits).impute({ constant: 0 }).minMax({ clip: true }),
    numeric(c.rating).impute('median').bins(6, { encode: 'one-hot' }),
    category(c.city).oneHot({ minFrequency: 0.01 }),
    category(c.newsletter).oneHot(),
    category(c.plan).ordinal(),
    category(c.campaign).target(),
    category(c.referrer).frequency(),
    dates(c.last_seen).parts('month', 'dayOfWeek', 'hour').impute('median'),
    daysBetween(c.signed_up, c.last_seen).impute('median').standardize(),
  ],
  learn: logisticRegression(),
  calibrate: isotonic(),
  decide: { maximize: 'f1' },
})

const inexact = model<Row>('inexact', {
  key: 'id',
  target: 'bought',
  prepare: c => [
    numeric(c.spend, c.visits, c.rating).impute('median').clip(0.01, 0.99).log1p().standardize(),
    numeric(c.balance).impute('median').clip(0.02, 0.98).minMax(),
    numeric(c.age).impute('median').bins(5),
    category(c.city, c.plan).oneHot({ maxCategories: 6 }),
    category(c.campaign).target(),
  ],
  learn: logisticRegression({ classWeight: 'balanced' }),
  calibrate: platt(),
})

const regression = model<Row>('regression', {
  key: 'id',
  target: 'revenue',
  prepare: c => [
    numeric(c.balance, c.spend).impute('median').clip(0.01, 0.99).robust({ unitVariance: true }),
    numeric(c.age, c.visits, c.rating).impute('median').clip(0.01, 0.99).standardize(),
    category(c.city, c.newsletter).oneHot({ minFrequency: 20, unknown: 'zeros' }),
    category(c.referrer).ordinal(),
    dates(c.signed_up).parts('year', 'dayOfYear').impute('median').minMax(),
  ],
  learn: ridge({ alpha: 2 }),
})

const trees = model<Row>('trees', {
  key: 'id',
  target: 'bought',
  prepare: c => [
    numeric(c.balance, c.age, c.spend, c.visits, c.rating),
    category(c.city, c.plan, c.campaign).codes({ maxCategories: 40 }),
    category(c.newsletter).codes(),
    daysBetween(c.signed_up, c.last_seen),
  ],
  // Far too deep, so that every column is split often.
  learn: boostedTrees({ trees: 12, leaves: 63, minLeafRows: 2 }),
  calibrate: isotonic(),
  decide: { maximize: 'f1' },
})

const specs: readonly ModelSpec[] = [exact, inexact, regression, trees].map(
  spec => spec as unknown as ModelSpec,
)

/** The names of the models, in order. */
export const modelNames: readonly string[] = specs.map(({ name }) => name)

const folds = 3
const plan = { folds: groupedFolds({ folds }), dates: [], horizonDays: 28 }

/** Whole pipelines, fitted as training does it: one of exact operations only, one with log1p and exp, a regression, trees. */
export async function preparedModels(data: DataSession): Promise<readonly ModelArtifact[]> {
  const artifacts: ModelArtifact[] = []
  for (const spec of specs) {
    const rows = await trainingRows(data, spec.target)
    const definition = { digest: 'parity', sql: { text: 'generated', values: [] }, sources: {} }
    artifacts.push(await fitModel({ spec, rows, plan, definition, lineage }, { data }))
  }
  return artifacts
}

const lineage = {
  pipeline: 'parity',
  deployment: 'test',
  run: 'test',
  asOf: '2026-03-02',
  trainingDates: [],
  evaluationDates: [],
}

function trainingRows(data: DataSession, target: string): Promise<DatasetRef> {
  const rows = generatedRowsSql({ first: 10_000_000, rows: 8_000, wild: false })
  const liking = `coalesce(age, 40) / 90 + (city LIKE 'Z%')::INT + (newsletter IS TRUE)::INT - (plan = 'plan 1')::INT`
  const bought = `CAST(coalesce(${liking}, 0) + 2 * ${uniform(99)} > 2 AS DOUBLE)`
  const revenue = `coalesce(${liking}, 0) * 30 + 10 * ${uniform(98)}`
  return data.save(
    rawSql(`
      SELECT * EXCLUDE (i), "${target}" AS "__target" FROM (
        SELECT *, ${bought} AS bought, ${revenue} AS revenue,
          CAST(CAST(id AS BIGINT) % ${folds} AS DOUBLE) AS "__fold",
          TIMESTAMP '2026-03-02' AS "__as_of", CAST(id AS BIGINT) % 11 <> 0 AS "__learn"
        FROM (SELECT *, CAST(id AS BIGINT) AS i FROM (${rows}))
      ) ORDER BY id`),
  )
}
