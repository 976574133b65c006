import type { CheckDefinition } from './check.ts'
import { codeKind } from './kinds/code.ts'
import { constantKind } from './kinds/constant.ts'
import { copyKind } from './kinds/copy.ts'
import { driftKind } from './kinds/drift.ts'
import { freshKind } from './kinds/fresh.ts'
import type { CheckKind } from './kinds/kind.ts'
import { matchedKind } from './kinds/matched.ts'
import { metricKind } from './kinds/metric.ts'
import { notEmptyKind } from './kinds/not-empty.ts'
import { notNullKind } from './kinds/not-null.ts'
import { oneOfKind } from './kinds/one-of.ts'
import { rangeKind } from './kinds/range.ts'
import { ratioKind } from './kinds/ratio.ts'
import { restatedKind } from './kinds/restated.ts'
import { rowCountKind } from './kinds/row-count.ts'
import { schemaKind } from './kinds/schema.ts'
import { scoreDriftKind } from './kinds/score-drift.ts'
import { scoresKind } from './kinds/scores.ts'
import { slicesKind } from './kinds/slices.ts'
import { sqlKind } from './kinds/sql.ts'
import { totalKind } from './kinds/total.ts'
import { uniqueKeyKind } from './kinds/unique-key.ts'

type Kinds = {
  readonly [K in CheckDefinition['kind']]: CheckKind<Extract<CheckDefinition, { readonly kind: K }>>
}

const kinds: Kinds = {
  schema: schemaKind,
  'not-empty': notEmptyKind,
  'unique-key': uniqueKeyKind,
  'not-null': notNullKind,
  range: rangeKind,
  'one-of': oneOfKind,
  fresh: freshKind,
  'row-count': rowCountKind,
  matched: matchedKind,
  scores: scoresKind,
  drift: driftKind,
  'score-drift': scoreDriftKind,
  sql: sqlKind,
  total: totalKind,
  code: codeKind,
  metric: metricKind,
  ratio: ratioKind,
  constant: constantKind,
  copy: copyKind,
  slices: slicesKind,
  restated: restatedKind,
}

/** The behaviour of a check. */
export function kindOf<C extends CheckDefinition>({ kind }: C): CheckKind<C> {
  return kinds[kind] as unknown as CheckKind<C>
}
