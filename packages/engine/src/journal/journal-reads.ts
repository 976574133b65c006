import type { Database } from './database.ts'
import {
  eventOf,
  outputOf,
  runOf,
  stepOf,
  type EventRow,
  type OutputRow,
  type RunRow,
  type StepRow,
} from './journal-rows.ts'
import type { Journal, RunFilter, RunRecord } from './journal.ts'

type Reads = Pick<Journal, 'output' | 'run' | 'find' | 'runs' | 'latest' | 'steps' | 'events'>

/** What can be asked of the journal. */
export function journalReads(db: Database): Reads {
  return {
    output(key) {
      const row = db.get<OutputRow>('SELECT output, checks, run FROM outputs WHERE key = ?', key)
      return row && outputOf(row)
    },
    run: id => db.all<RunRow>('SELECT * FROM runs WHERE id = ?', id).map(runOf)[0],
    find: prefix =>
      db
        .all<RunRow>(
          'SELECT * FROM runs WHERE substr(id, 1, ?) = ? ORDER BY started_at DESC, id DESC',
          prefix.length,
          prefix,
        )
        .map(runOf),
    runs: filter => listRuns(db, filter ?? {}),
    latest: (pipeline, deployment, asOf) =>
      db
        .all<RunRow>(
          'SELECT * FROM runs WHERE pipeline = ? AND deployment = ? AND as_of = ? ORDER BY started_at DESC, rowid DESC LIMIT 1',
          pipeline,
          deployment,
          asOf.toISOString(),
        )
        .map(runOf)[0],
    steps: run => db.all<StepRow>('SELECT * FROM steps WHERE run = ? ORDER BY position', run).map(stepOf),
    events: run => db.all<EventRow>('SELECT * FROM events WHERE run = ? ORDER BY id', run).map(eventOf),
  }
}

function listRuns(
  db: Database,
  { pipeline, deployment, unfinished, limit = 50 }: RunFilter,
): readonly RunRecord[] {
  return db
    .all<RunRow>(
      `SELECT * FROM runs
       WHERE (?1 IS NULL OR pipeline = ?1) AND (?2 IS NULL OR deployment = ?2) AND (?3 = 0 OR status <> 'succeeded')
       ORDER BY started_at DESC, rowid DESC LIMIT ?4`,
      pipeline ?? null,
      deployment ?? null,
      unfinished === true ? 1 : 0,
      limit,
    )
    .map(runOf)
}
