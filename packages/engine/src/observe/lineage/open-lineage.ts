import type { ObservedEvent, Observer } from '../observer.ts'
import { sqlParser } from './columns/sql-parser.ts'
import { lineageOf, type Making } from './lineage-events.ts'
import { intoFile, overHttp } from './lineage-sinks.ts'
import { Outbox } from './outbox.ts'

interface CommonOptions {
  /** The namespace of jobs and of what steps make; default `sluice`. */
  readonly namespace?: string
  /** Events that wait to be sent at most; of more the oldest are dropped. Default 1000. */
  readonly capacity?: number
  /** How long `close` waits for what has not been sent; default 5 s. */
  readonly closingMs?: number
  /** Gets what went wrong, in one sentence without address and key; default a warning of the process. */
  readonly onTrouble?: (message: string) => void
}

/** A lineage backend. */
interface HttpOptions extends CommonOptions {
  /** Where events are posted, such as `http://marquez:5000/api/v1/lineage`, or a reference: `env('OPENLINEAGE_URL')`. */
  readonly url: string
  /** A reference to the key that is sent as `Authorization: Bearer …`. */
  readonly apiKey?: string
  /** How long one try may take; default 10 s. */
  readonly timeoutMs?: number
  readonly fetch?: typeof fetch
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly sleep?: (ms: number) => Promise<unknown>
}

/** A file of one JSON event per line. */
interface FileOptions extends CommonOptions {
  readonly file: string
}

/** Options of {@link openLineage}: where to, and how. */
export type OpenLineageOptions = HttpOptions | FileOptions

const attempts = 5

/**
 * An observer that tells a lineage backend, or a file, which job made which dataset of which: events of OpenLineage 2-0-2
 * for runs and steps, with schemas, versions, column lineage of SQL, and what checks found. Events are sent in order while
 * runs go on; a backend that does not answer costs events and nothing else.
 */
export function openLineage(options: OpenLineageOptions): Observer {
  const { namespace = 'sluice', capacity = 1000, closingMs = 5_000 } = options
  const { onTrouble = message => process.emitWarning(`OpenLineage: ${message}`) } = options
  const parser = sqlParser()
  const sink = 'url' in options ? overHttp(options) : intoFile(options.file)
  const outbox = new Outbox<Making>({
    send: async make => sink(await make()),
    capacity,
    attempts,
    closingMs,
    onTrouble,
    ...('url' in options && options.sleep !== undefined && { sleep: options.sleep }),
  })
  const lineage = lineageOf(namespace, parser)
  return Object.freeze({
    kind: 'openlineage',
    observe: (event: ObservedEvent) => outbox.add(lineage(event)),
    async close() {
      await outbox.close()
      parser.close()
    },
  })
}
