import type { Incidents } from '../../incidents/incidents.ts'
import type { RunJournal, RunRecord } from '../../journal/journal.ts'
import type { ScheduleJournal } from '../../schedule/schedule-journal.ts'
import { exposition, type Family, type Sample } from './exposition.ts'

/** So many of the newest runs are looked at for each scrape. */
const newest = 1000

/**
 * Gives figures of the journal, which survive the process and hold for all of them: how the last run of each deployment
 * ended and when one last succeeded, what runs, what waits, and what has an incident that nobody works on. In Prometheus' text format.
 */
export function journalFigures(
  journal: RunJournal,
  schedules: Pick<ScheduleJournal, 'dispatches'>,
  incidents?: Pick<Incidents, 'troubles'>,
): () => Promise<string> {
  const succeeded = new Map<string, RunRecord>()
  return async () => {
    const runs = await journal.runs({ limit: newest })
    const running = await journal.runs({ running: true, limit: newest })
    const open = await schedules.dispatches({ open: true })
    const last = newestOf(runs)
    // A success that newer runs have pushed out of sight is still the last one.
    for (const [key, run] of newestOf(runs.filter(({ status }) => status === 'succeeded'))) {
      succeeded.set(key, run)
    }
    return exposition([
      family('sluice_last_run_timestamp_seconds', 'When the last run began', stamps(last, 'startedAt', true)),
      family(
        'sluice_last_success_timestamp_seconds',
        'When a run last succeeded',
        stamps(succeeded, 'finishedAt', false),
      ),
      family('sluice_runs_running', 'Runs that a process has', counted(running)),
      family(
        'sluice_dispatches_waiting',
        'Runs that are due and wait for their start',
        counted(open.filter(({ status }) => status === 'waiting')),
      ),
      family(
        'sluice_incidents_open',
        'What blocks or fails and nobody has acknowledged',
        counted((await incidents?.troubles()) ?? []),
      ),
    ])
  }
}

function family(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: 'gauge', help, samples }
}

/** The first of each pipeline and deployment: records come newest first. */
function newestOf(runs: readonly RunRecord[]): ReadonlyMap<string, RunRecord> {
  return new Map(runs.toReversed().map(run => [`${run.pipeline}/${run.deployment}`, run]))
}

function stamps(
  runs: ReadonlyMap<string, RunRecord>,
  when: 'startedAt' | 'finishedAt',
  withStatus: boolean,
): readonly Sample[] {
  return [...runs.values()].flatMap(run => {
    const { pipeline, deployment, status, [when]: at } = run
    if (at === undefined) return []
    const labels = { pipeline, deployment, ...(withStatus && { status }) }
    return [{ labels, value: at.getTime() / 1000 }]
  })
}

function counted(
  items: readonly { readonly pipeline: string; readonly deployment: string }[],
): readonly Sample[] {
  const groups = Map.groupBy(items, ({ pipeline, deployment }) => JSON.stringify({ pipeline, deployment }))
  return [...groups.values()].flatMap(group => {
    const [first] = group
    if (first === undefined) return []
    return [{ labels: { pipeline: first.pipeline, deployment: first.deployment }, value: group.length }]
  })
}
