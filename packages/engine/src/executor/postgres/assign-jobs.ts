import { randomUUID } from 'node:crypto'
import type { Queries } from '../../postgres/postgres-database.ts'
import type { StepJob } from './job-queue.ts'

/** Gives steps the jobs that will carry them; who had them before has them no longer. */
export async function assignJobs(
  tx: Queries,
  steps: readonly Omit<StepJob, 'id'>[],
): Promise<readonly StepJob[]> {
  if (steps.length === 0) return []
  const jobs = steps.map(step => ({ id: randomUUID(), ...step }))
  await tx.run(
    `UPDATE carried_steps c SET job = j.job, token = NULL FROM unnest($1::uuid[], $2::text[], $3::text[]) AS j (job, run, name)
     WHERE c.run = j.run AND c.name = j.name`,
    [jobs.map(({ id }) => id), jobs.map(({ run }) => run), jobs.map(({ step }) => step)],
  )
  return jobs
}
