import type { Objective } from '../options.ts'
import { binary } from './binary.ts'
import type { Loss } from './loss.ts'
import { multiclass } from './multiclass.ts'
import { poisson } from './poisson.ts'
import { quantile } from './quantile.ts'
import { squared } from './squared.ts'

/** The loss of an objective. */
export function lossOf(objective: Objective): Loss {
  switch (objective.kind) {
    case 'binary':
      return binary
    case 'squared':
      return squared
    case 'poisson':
      return poisson
    case 'quantile':
      return quantile(objective.alpha)
    case 'multiclass':
      return multiclass(objective.classes)
  }
}
