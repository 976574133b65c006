import type { Notice, NoticeMessage, NoticeReason } from '../incidents/channel.ts'
import type { Incident, Occurrence } from '../incidents/incident.ts'

/** What a test changes of {@link testNotice}. */
export interface TestNoticeChange {
  readonly seq?: number
  readonly reason?: NoticeReason
  readonly message?: Partial<NoticeMessage>
  readonly incident?: Partial<Incident>
  /** The name of the client in the one occurrence. */
  readonly client?: string
}

const day = (time: string) => new Date(`2026-03-16T${time}Z`)

/** A notice as an engine makes it: a platform that returned no rows for one client. */
export function testNotice({
  seq = 1,
  reason = 'opened',
  message,
  incident,
  client = 'Acme Shoes',
}: TestNoticeChange = {}): Notice {
  return {
    kind: 'notice',
    reason,
    seq,
    at: day('06:04:00'),
    incident: { ...testIncident(client), ...incident },
    message: { ...testMessage(client), ...message },
  }
}

function testMessage(client: string): NoticeMessage {
  return {
    title: `BLOCKED · ${client} · campaign report`,
    headline: 'Meta Ads returned no rows. Expected about 20,100 (18,400–22,000 on Mondays).',
    likelyCause: 'Rate limit: the platform answered code 80000.',
    evidence: ['3 of 3 tries were throttled.', '0 of 42 pages were read.'],
    affected: ["The report was not published; people see Sunday's numbers.", 'Bolt Cycles has it too.'],
    unaffected: ['Nord Travel'],
    seen: 'First seen 06:01, the first time in 90 days.',
    commands: ['sluice resume run-7', 'sluice incidents show INC-7'],
    links: [{ label: 'Open the incident', url: 'https://sluice.example.com/incidents/INC-7?tab=a&run=7' }],
  }
}

function testIncident(client: string): Incident {
  const headline = 'Meta Ads returned no rows. Expected about 20,100 (18,400–22,000 on Mondays).'
  return {
    id: 'INC-7',
    rootCause: 'insights/not-empty',
    severity: 'block',
    state: 'open',
    headline,
    openedAt: day('06:01:00'),
    lastSeenAt: day('06:04:00'),
    occurrences: [testOccurrence(client, headline)],
    events: [{ at: day('06:01:00'), kind: 'opened', text: 'extract of Acme Shoes was blocked' }],
  }
}

function testOccurrence(client: string, headline: string): Occurrence {
  return {
    deployment: { name: 'acme', label: client },
    pipeline: 'campaign.report',
    run: 'run-7',
    step: 'extract',
    asOf: day('00:00:00'),
    at: day('06:01:00'),
    severity: 'block',
    headline,
    rootCause: 'insights/not-empty',
    checks: [
      {
        check: 'not-empty',
        severity: 'block',
        status: 'failed',
        subject: 'insights',
        message: 'insights has no rows',
        sample: [{ mail: 'someone@example.com' }],
      },
    ],
    resource: 'graph.facebook.com',
    notDone: ['the report'],
    unaffected: ['Nord Travel'],
    next: ['sluice resume run-7'],
  }
}
