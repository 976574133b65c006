import type { Json } from '@sluice/core'
import type { StepStatus } from '../journal/journal.ts'
import type { KeyParts } from '../plan/key-parts.ts'
import { rows, type WorkDatabase } from '../schedule/sql-work.ts'
import type { Dialect } from './dialect.ts'
import { lineOf, runColumns, type RunLineRow } from './run-line.ts'
import { conditions } from './run-views.ts'
import type { MadeLine, Views } from './views.ts'

type ContentViews = Pick<Views, 'madeOf' | 'datasets' | 'digests' | 'series' | 'readsOf'>

interface MadeRow extends RunLineRow {
  readonly step: string
  readonly position: number
  readonly step_status: StepStatus
  readonly output: string
  readonly parts: string | null
}

/** Reads of what steps made. */
export function contentViews(db: WorkDatabase, dialect: Dialect): ContentViews {
  const { seq } = dialect
  const columns = `${runColumns(seq)}, s.name AS step, s.position, s.status AS step_status, s.output, s.parts`
  return {
    madeOf: (digest, { deployments, limit }) =>
      db.read(function* () {
        const found = yield* rows<MadeRow>(
          `SELECT ${columns} FROM step_content t JOIN steps s ON s.run = t.run AND s.name = t.step
           JOIN runs r ON r.id = s.run
           WHERE t.digest = $1 AND s.output IS NOT NULL
             ${deployments === undefined ? '' : `AND ${dialect.oneOf('r.deployment', '$3')}`}
           ORDER BY r.${seq} DESC, s.position LIMIT $2`,
          deployments === undefined ? [digest, limit] : [digest, limit, JSON.stringify(deployments)],
        )
        return found.map(madeOf)
      }),
    datasets: query => datasets(db, dialect, columns, query),
    readsOf: runs =>
      db.read(function* () {
        const found = yield* rows<{ run: string; step: string; parts: string; output: string | null }>(
          `SELECT run, name AS step, parts, output FROM steps WHERE ${dialect.oneOf('run', '$1')} AND parts IS NOT NULL
           ORDER BY run, position`,
          [JSON.stringify(runs)],
        )
        return found.map(({ run, step, parts, output }) => ({
          run,
          step,
          parts: JSON.parse(parts) as KeyParts,
          ...(output !== null && { output: JSON.parse(output) as Json }),
        }))
      }),
    digests: (prefix, limit) =>
      db.read(function* () {
        const found = yield* rows<{ digest: string }>(
          `SELECT DISTINCT digest FROM step_content WHERE digest >= $1 AND digest < $2 AND kind = 'dataset'
           ORDER BY digest LIMIT $3`,
          [prefix, `${prefix}\u{10FFFF}`, limit],
        )
        return found.map(({ digest }) => digest)
      }),
    series: ({ pipeline, deployment }, step, limit) =>
      db.read(function* () {
        const found = yield* rows<MadeRow>(
          `SELECT ${columns} FROM runs r JOIN steps s ON s.run = r.id AND s.name = $3
           WHERE r.pipeline = $1 AND r.deployment = $2 AND s.output IS NOT NULL
           ORDER BY r.as_of DESC, r.${seq} DESC LIMIT $4`,
          [pipeline, deployment, step, limit],
        )
        return found.map(madeOf)
      }),
  }
}

/** How many pages of runs are looked at for one page of datasets. */
const looksAtMost = 50

/** Page by page of runs, so that the history behind a page costs nothing. */
function datasets(
  db: WorkDatabase,
  dialect: Dialect,
  columns: string,
  { beforePosition = 0, before, ...query }: Parameters<Views['datasets']>[0],
): Promise<readonly MadeLine[]> {
  const { seq } = dialect
  const { limit } = query
  return db.read(function* () {
    const found: MadeLine[] = []
    // The run of the cursor may have more.
    let next = before === undefined ? undefined : before + 1
    for (let look = 0; look < looksAtMost && found.length < limit; look += 1) {
      const { where, values } = conditions({ ...query, ...(next !== undefined && { before: next }) }, dialect)
      const page = yield* rows<{ seq: number; id: string }>(
        `SELECT r.${seq} AS seq, r.id FROM runs r ${where} ORDER BY r.${seq} DESC LIMIT $1`,
        values,
      )
      if (page.length === 0) break
      const made = yield* rows<MadeRow>(
        `SELECT ${columns} FROM runs r JOIN steps s ON s.run = r.id
         WHERE ${dialect.oneOf('r.id', '$1')} AND CAST(s.output AS text) LIKE '%"kind":"dataset"%'
         ORDER BY r.${seq} DESC, s.position DESC`,
        [JSON.stringify(page.map(({ id }) => id))],
      )
      found.push(
        ...made.map(madeOf).filter(line => line.run.seq !== before || line.position < beforePosition),
      )
      next = page.at(-1)?.seq
    }
    return found.slice(0, limit)
  })
}

function madeOf(row: MadeRow): MadeLine {
  return {
    run: lineOf(row),
    step: row.step,
    position: row.position,
    status: row.step_status,
    output: JSON.parse(row.output) as Json,
    ...(row.parts !== null && { parts: JSON.parse(row.parts) as KeyParts }),
  }
}
