import type { Notice, NoticeMessage } from '@sluice/core'

/** A part of a message under a heading of its own. */
export interface Section {
  readonly heading: string
  readonly items: readonly string[]
}

/** The parts of a message between headline and commands, in the order in which they are read, none empty. */
export function sectionsOf(message: NoticeMessage): readonly Section[] {
  const { likelyCause, evidence, affected, unaffected, seen } = message
  const sections = [
    { heading: 'Likely cause', items: likelyCause === undefined ? [] : [likelyCause] },
    { heading: 'Evidence', items: evidence },
    { heading: 'Affected', items: affected },
    { heading: 'Not affected', items: unaffected },
    { heading: 'Seen', items: seen === '' ? [] : [seen] },
  ]
  return sections.filter(({ items }) => items.length > 0)
}

const signs = { block: '🔴', error: '🔴', warn: '🟡' } as const

/** A sign for how bad it is now. */
export function signOf({ reason, incident }: Notice): string {
  if (reason === 'resolved' || incident.state === 'resolved') return '✅'
  return incident.state === 'acknowledged' ? '👀' : signs[incident.severity]
}

/** What a notice after the first adds, in words. */
export const reasonWords = {
  opened: 'Opened',
  spread: 'Spread',
  escalated: 'Escalated',
  repeated: 'Still open',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
} as const satisfies Record<Notice['reason'], string>
