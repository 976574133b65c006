import {
  category,
  fitModel,
  foldPlanOf,
  isotonic,
  model,
  named,
  numeric,
  rawSql,
  type DataSession,
  type Learner,
  type ModelArtifact,
  type ModelSpec,
} from '@sluice/core'

const trainingRows = 60_000

interface Features {
  readonly customer: string
  readonly city: string | null
  readonly shop: string | null
  readonly device: string | null
}

/** Fits a model of 23 columns with every kind of preparation; its rows are the table `rows_given` of the session. */
export async function fittedRowModel(data: DataSession, learn: Learner): Promise<ModelArtifact> {
  const numbers = Array.from(
    { length: 20 },
    (_, i) =>
      `CASE WHEN hash(i, ${i}) % 10 < ${i % 4} THEN NULL ELSE (hash(i, ${i + 100}) % 10000) / ${i + 1} END::DOUBLE AS n${i}`,
  )
  await data.run(`CREATE TABLE rows_given AS
    SELECT *, CAST(coalesce(n0, 3000) + coalesce(n1, 900) * (1 + length(city) % 3) + hash(customer) % 4000 > 9000 AS DOUBLE) AS __target
    FROM (SELECT 'c' || i AS customer, 'city ' || hash(i, 1) % 60 AS city, 'shop ' || hash(i, 2) % 500 AS shop,
      ['phone', 'tablet', 'desktop', NULL][CAST(1 + hash(i, 3) % 4 AS INTEGER)] AS device, ${numbers.join(', ')},
      CAST(hash(i, 4) % 5 AS DOUBLE) AS __fold, TIMESTAMP '2026-01-05' AS __as_of, true AS __learn
      FROM range(${trainingRows}) t(i))`)
  const names = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `n${from + i}`)
  // Trees take gaps and categories as they are.
  const linear = learn.kind !== 'boosted-trees'
  const spec = model<Features>('row', {
    key: 'customer',
    target: 'bought',
    prepare: c => [
      numeric(named(names(0, 8)))
        .impute('median', { indicator: true })
        .clip(0.01, 0.99),
      numeric(named(names(8, 12)))
        .impute('median')
        .log1p()
        .standardize(),
      linear
        ? numeric(named(names(12, 20)))
            .impute('median')
            .standardize()
        : numeric(named(names(12, 20))),
      category(c.shop).target(),
      category(c.device).oneHot(),
      linear ? category(c.city).oneHot() : category(c.city).codes(),
    ],
    learn,
    calibrate: isotonic(),
    decide: { maximize: 'f1' },
  })
  const rows = await data.save(rawSql('SELECT * FROM rows_given'))
  const plan = { folds: foldPlanOf(5), dates: [new Date('2026-01-05')], horizonDays: 28 }
  const definition = { digest: 'bench', sql: { text: '', values: [] }, sources: {} }
  const lineage = { pipeline: 'bench', asOf: '2026-03-02', trainingDates: [], evaluationDates: [] }
  return fitModel({ spec: spec as unknown as ModelSpec, rows, plan, definition, lineage }, { data })
}
