import type { RunLine } from '@sluice/engine'
import type { State } from '../api/state.ts'

/** A run in one word. */
export function stateOf({ status, findings }: Pick<RunLine, 'status' | 'findings'>): State {
  if (status !== 'succeeded') return status
  if (findings === undefined) return 'good'
  return findings === 'failed' ? 'warnings' : 'learning'
}
