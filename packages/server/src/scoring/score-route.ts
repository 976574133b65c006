import { z } from 'zod'
import { CHAMPION, type ScoringPolicy } from '@sluice/core'
import { sees } from '../access/principal.ts'
import { NotFound } from '../errors/not-found.ts'
import { json } from '../http/reply.ts'
import { route, type Route } from '../http/route.ts'
import type { ModelHost } from './model-host.ts'
import type { RequestLog } from './request-log.ts'
import { scoreRows } from './score-rows.ts'
import { strictPolicy } from './scoring-policy.ts'
import { scoreInShadow } from './shadow.ts'

/** How requests for scores are answered. */
export interface OnlineScoring {
  readonly host: ModelHost
  /** Default {@link strictPolicy}. */
  readonly policy?: ScoringPolicy
  /** Rows of a request at most; default 1000. */
  readonly mostRows?: number
  /** Where scored rows are kept. */
  readonly log?: RequestLog
  /** Share of the requests that are kept, 0 to 1; default 1. */
  readonly logShare?: number
  /** The alias of a model that scores the same rows without being heard, where it has one. */
  readonly shadow?: string
  readonly random?: () => number
}

const issue = z.object({ column: z.string(), problem: z.string(), message: z.string() })

const scored = z.object({
  margin: z.number().nullable().optional(),
  probability: z.number().nullable().optional(),
  decision: z.boolean().nullable().optional(),
  class: z.string().nullable().optional(),
  warnings: z.array(issue).optional(),
  error: issue.optional(),
})

const answer = z.object({
  model: z.string(),
  version: z.number().int(),
  alias: z.string(),
  /** One for each row, in the order of the rows. */
  scores: z.array(scored),
  refused: z.number().int(),
})

const bytesOfRow = 20_000

/** `POST /v1/models/{model}:score`: scores rows with the version that an alias points at. */
export function scoreRoute(options: OnlineScoring): Route {
  const { host, policy = strictPolicy, mostRows = 1000 } = options
  return route({
    method: 'POST',
    path: '/v1/models/{model}:score',
    summary:
      'Scores one or many rows with a model. Rows that do not fit its schema get an error, the others a score.',
    role: 'viewer',
    scope: 'client',
    // Nothing changes: it needs no key against repetition and no line in the audit log.
    effect: 'read',
    maxBodyBytes: mostRows * bytesOfRow,
    body: z.strictObject({
      rows: z.array(z.record(z.string(), z.unknown())).min(1).max(mostRows),
      alias: z.string().min(1).max(100).default(CHAMPION),
    }),
    response: answer,
    async handle({ params: { model }, body: { rows, alias } }, { principal, now }) {
      const [, client = model] = model.split('/')
      if (!sees(principal, client)) throw new NotFound({ subject: `model "${model}" with alias "${alias}"` })
      const served = host.ready(model, alias) ?? (await host.get(model, alias))
      const { scores, values, refused } = scoreRows(served, rows, policy)
      keep(options, { served, alias, scores, values, at: now() })
      const said = { model, version: served.version, alias, scores, refused }
      return refused === rows.length ? json(422, said) : said
    },
  })
}

interface Answered {
  readonly served: Awaited<ReturnType<ModelHost['get']>>
  readonly alias: string
  readonly scores: ReturnType<typeof scoreRows>['scores']
  readonly values: ReturnType<typeof scoreRows>['values']
  readonly at: Date
}

/** Logs the rows and lets a challenger score them, after the answer was made. */
function keep(options: OnlineScoring, { served, alias, scores, values, at }: Answered): void {
  const { log, logShare = 1, shadow, host, random = Math.random } = options
  if (log === undefined || (logShare < 1 && random() >= logShare)) return
  setImmediate(() => {
    values.forEach((row, i) => {
      if (row === undefined) return
      log.add(served, {
        at,
        version: served.version,
        alias,
        shadow: false,
        score: { ...scores[i] },
        values: row,
      })
    })
    if (shadow === undefined || shadow === alias) return
    const challenger = host.ready(served.model, shadow)
    if (challenger !== undefined) scoreInShadow({ challenger, alias: shadow, values, at }, log)
    // Nobody waits for a challenger: the first requests go without.
    else void host.get(served.model, shadow).catch(() => undefined)
  })
}
