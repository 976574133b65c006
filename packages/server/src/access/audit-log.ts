import { setTimeout as pause } from 'node:timers/promises'
import { rows, type SqlInput, type WorkDatabase } from '@sluice/engine'

/** What somebody did, or wanted to do. */
export interface AuditNote {
  readonly at: Date
  /** Their name; `nobody` where nobody is known by what was sent. */
  readonly who: string
  readonly whoId: string
  readonly method: string
  /** Its pattern, such as `/v1/runs/{run}:cancel`. */
  readonly route: string
  /** Whose thing it was, where that is known. */
  readonly client?: string
  /** What it was about, such as `{ run: '01J…' }`; never a secret. */
  readonly things: Readonly<Record<string, string>>
  readonly status: number
  readonly requestId: string
  readonly address: string
}

/** What came of it: carried out, turned away, or tried in vain. */
export type AuditOutcome = 'done' | 'refused' | 'failed'

/** A note that was kept. */
export interface AuditEntry extends AuditNote {
  /** Larger is later. */
  readonly id: number
  readonly outcome: AuditOutcome
}

/** Which entries to list. */
export interface AuditQuery {
  /** Only those before this one. */
  readonly before?: number
  readonly limit: number
  readonly client?: string
  readonly outcome?: AuditOutcome
}

/** Who changed what and who was turned away; nothing of it is ever changed or deleted here. */
export interface AuditLog {
  /** Is kept soon, in the order of notes; nobody waits for it. `soon` finds out whose it is. */
  note(note: AuditNote, soon?: () => Promise<string | undefined>): void
  /** The newest first, those noted before included. */
  list(query: AuditQuery): Promise<readonly AuditEntry[]>
  /** Waits until everything is kept, at most a few seconds where the database is away. */
  close(): Promise<void>
}

type Waiting = readonly [AuditNote, (() => Promise<string | undefined>) | undefined]

const mostAtOnce = 100
/** Beyond this the database has been away for long, and the oldest are given up. */
const mostWaiting = 10_000
const againMs = 1_000
const triesAtClose = 3

/** The audit log in the database of an engine; `onTrouble` is told when it cannot be kept. */
export function auditLog(db: WorkDatabase, onTrouble: (error: unknown) => void): AuditLog {
  const waiting: Waiting[] = []
  let writing: Promise<void> | undefined
  let closing = false
  const writeAll = async (): Promise<void> => {
    for (let tries = 0; waiting.length > 0 && !(closing && tries >= triesAtClose);) {
      const batch = waiting.slice(0, mostAtOnce)
      try {
        await write(db, await Promise.all(batch.map(withClient)))
        waiting.splice(0, batch.length)
        tries = 0
      } catch (error) {
        if (tries === 0) onTrouble(error)
        tries += 1
        if (waiting.length > mostWaiting) waiting.splice(0, waiting.length - mostWaiting)
        await pause(closing ? 0 : againMs, undefined, { ref: false })
      }
    }
  }
  const written = (): Promise<void> => {
    writing ??= writeAll().finally(() => {
      writing = undefined
      // Noted after the last look.
      if (waiting.length > 0 && !closing) void written()
    })
    return writing
  }
  return {
    note(note, soon) {
      waiting.push([note, soon])
      void written()
    },
    async list(query) {
      await Promise.race([written(), pause(againMs)])
      return list(db, query)
    },
    async close() {
      closing = true
      await written()
    },
  }
}

async function withClient([note, soon]: Waiting): Promise<AuditNote> {
  const client = note.client ?? (await soon?.())
  return { ...note, ...(client !== undefined && { client }) }
}

function outcomeOf(status: number): AuditOutcome {
  if (status < 400) return 'done'
  return [401, 403, 404, 429].includes(status) ? 'refused' : 'failed'
}

async function write(db: WorkDatabase, notes: readonly AuditNote[]): Promise<void> {
  await db.transaction(function* () {
    for (const { at, who, whoId, method, route, client, things, status, requestId, address } of notes) {
      yield* rows(
        `INSERT INTO audit_log (at, who, who_id, method, route, client, things, status, outcome, request, address)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          at,
          who,
          whoId,
          method,
          route,
          client ?? null,
          JSON.stringify(things),
          status,
          outcomeOf(status),
          requestId,
          address,
        ],
      )
    }
  })
}

interface AuditRow {
  readonly id: number | string
  readonly at: string | Date
  readonly who: string
  readonly who_id: string
  readonly method: string
  readonly route: string
  readonly client: string | null
  readonly things: string
  readonly status: number
  readonly outcome: AuditOutcome
  readonly request: string
  readonly address: string
}

function list(
  db: WorkDatabase,
  { before, limit, client, outcome }: AuditQuery,
): Promise<readonly AuditEntry[]> {
  const values: SqlInput[] = []
  const conditions = [
    ...condition('id <', before, values),
    ...condition('client =', client, values),
    ...condition('outcome =', outcome, values),
  ]
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  values.push(limit)
  return db.read(function* () {
    const found = yield* rows<AuditRow>(
      `SELECT * FROM audit_log${where} ORDER BY id DESC LIMIT $${values.length}`,
      values,
    )
    return found.map(entryOf)
  })
}

function condition(left: string, value: SqlInput | undefined, values: SqlInput[]): readonly string[] {
  return value === undefined ? [] : [`${left} $${values.push(value)}`]
}

function entryOf(row: AuditRow): AuditEntry {
  return {
    id: Number(row.id),
    at: new Date(row.at),
    who: row.who,
    whoId: row.who_id,
    method: row.method,
    route: row.route,
    ...(row.client !== null && { client: row.client }),
    things: JSON.parse(row.things) as Readonly<Record<string, string>>,
    status: row.status,
    outcome: row.outcome,
    requestId: row.request,
    address: row.address,
  }
}
