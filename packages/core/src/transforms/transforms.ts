import { bins } from './bins.ts'
import { clip } from './clip.ts'
import { codes } from './codes.ts'
import { cyclic } from './cyclic.ts'
import { dateCycles } from './date-cycles.ts'
import { dateParts } from './date-parts.ts'
import { frequency } from './frequency.ts'
import { hash } from './hash.ts'
import { holidays } from './holidays.ts'
import { impute } from './impute.ts'
import { log1p } from './log1p.ts'
import { minMax } from './min-max.ts'
import { oneHot } from './one-hot.ts'
import { ordinal } from './ordinal.ts'
import { power } from './power.ts'
import { quantile } from './quantile.ts'
import { robust } from './robust.ts'
import { spline } from './spline.ts'
import { standardize } from './standardize.ts'
import { target } from './target.ts'
import { tfidf } from './tfidf.ts'
import type { Transform, TransformKind } from './transform.ts'

const kinds = [
  impute,
  clip,
  standardize,
  minMax,
  robust,
  log1p,
  quantile,
  power,
  spline,
  cyclic,
  oneHot,
  ordinal,
  codes,
  target,
  frequency,
  bins,
  dateParts,
  dateCycles,
  holidays,
  hash,
  tfidf,
]
const byName: ReadonlyMap<string, TransformKind> = new Map(
  kinds.map(kind => [kind.kind, kind as unknown as TransformKind]),
)

/** The behaviour of a transform. */
export function transformKind({ kind }: Transform): TransformKind {
  const found = byName.get(kind)
  if (found === undefined) {
    throw new TypeError(`no transform "${kind}"; there are: ${[...byName.keys()].join(', ')}`)
  }
  return found
}

/** Every kind of transform there is. */
export const transformKinds: readonly TransformKind[] = [...byName.values()]
