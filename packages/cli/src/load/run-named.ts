import type { RunJournal, RunRecord } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'

/** The run whose id begins with `prefix`, when there is exactly one. */
export async function runNamed(journal: RunJournal, prefix: string): Promise<RunRecord> {
  const found = await journal.find(prefix)
  const [first] = found
  if (first === undefined) {
    throw new UsageInvalid({ reason: `no run "${prefix}"`, next: 'See which there are: sluice runs' })
  }
  if (found.length > 1) {
    throw new UsageInvalid({
      reason: `"${prefix}" names several runs`,
      known: found.slice(0, 5).map(({ id }) => id),
    })
  }
  return first
}
