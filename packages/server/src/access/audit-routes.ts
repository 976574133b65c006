import { z } from 'zod'
import { auditEntrySchema, type AuditLine } from '../api/audit-entry.ts'
import { cursorPosition, cursorText } from '../http/cursor.ts'
import { pageOf, pageQuery } from '../http/page-query.ts'
import { route } from '../http/route.ts'
import type { AuditEntry, AuditLog } from './audit-log.ts'

/** Reading the audit log. */
export function auditRoutes(audit: AuditLog) {
  return [
    route({
      method: 'GET',
      path: '/v1/audit',
      summary: 'Who changed something and who was turned away, the newest first.',
      role: 'admin',
      scope: 'all',
      query: z.strictObject({
        ...pageQuery,
        client: z.string().min(1).max(400).optional(),
        outcome: z.enum(['done', 'refused', 'failed']).optional(),
      }),
      response: pageOf(auditEntrySchema),
      async handle({ query: { cursor, limit, client, outcome } }) {
        const found = await audit.list({
          limit: limit + 1,
          ...(cursor !== undefined && { before: cursorPosition('audit', cursor, z.number().int()) }),
          ...(client !== undefined && { client }),
          ...(outcome !== undefined && { outcome }),
        })
        const shown = found.slice(0, limit)
        const last = shown.at(-1)
        return {
          items: shown.map(lineOf),
          ...(found.length > limit && last !== undefined && { next: cursorText('audit', last.id) }),
        }
      },
    }),
  ] as const
}

function lineOf({ at, ...entry }: AuditEntry): AuditLine {
  return { ...entry, at: at.toISOString() }
}
