import { percent } from '../wording.ts'
import type { SuggestedCheck } from './suggest-checks.ts'

/** A suggested check as code to paste, with what it catches. */
export function suggestedCode({ candidate, minChange, catches, gain }: SuggestedCheck): string {
  const options = [
    ...(candidate.code.startsWith('check.metric({ sql') ? [`scale: '${candidate.scale}'`] : []),
    `minChange: ${minChange}`,
  ].join(', ')
  const separator = candidate.code.endsWith('(') ? '' : ', '
  return `${candidate.code}${separator}{ ${options} }), // catches ${percent(catches)} of its errors, ${percent(gain)} of all by itself`
}
