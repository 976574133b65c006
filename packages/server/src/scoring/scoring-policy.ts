import type { ScoringPolicy } from '@sluice/core'

/** The defaults of {@link ScoringPolicy}. */
export const strictPolicy: ScoringPolicy = { absent: 'refuse', unknown: 'refuse', outOfDomain: 'report' }
