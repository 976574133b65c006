import { useQuery } from '@tanstack/react-query'
import type { Incident } from '@sluice/server'
import { Link } from 'wouter'
import { Card } from '../../components/card.tsx'
import { CheckList } from '../../components/check-list.tsx'
import { Ago, Instant, ZoneNote } from '../../components/instant.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { Status } from '../../components/status-mark.tsx'
import { incidentQuery } from '../../data/incidents.ts'
import { pathTo } from '../../format/path-to.ts'
import { MessagePreview } from './message-preview.tsx'
import { IncidentActions } from './incident-actions.tsx'

/** An incident: what is wrong, why, what it stops, what happened, and what to say about it. */
export default function IncidentPage({ id }: { readonly id: string }) {
  const query = useQuery(incidentQuery(id))
  if (query.data === undefined) {
    return (
      <Page title="Incident">
        <Loaded query={query} lines={10}>
          {() => null}
        </Loaded>
      </Page>
    )
  }
  return <IncidentView incident={query.data} />
}

function IncidentView({ incident }: { readonly incident: Incident }) {
  const { headline, state, severity, openedAt, rootCause, cause, feedback, silence } = incident
  return (
    <Page
      title={headline}
      about={
        <span className="run-line">
          <Status status={state} />
          <span className="pill">{severity}</span>
          <code>{rootCause}</code>
          <span>
            opened <Instant at={openedAt} />, <Ago at={openedAt} />
          </span>
          <ZoneNote />
        </span>
      }
      actions={<IncidentActions incident={incident} />}
    >
      {silence !== undefined && (
        <p className="notice">
          Nobody is told of it until <Instant at={silence.until} />: {silence.who}, “{silence.why}”.
        </p>
      )}
      {feedback !== undefined && (
        <p className="notice">
          <span className="strong">{feedback.verdict === 'expected' ? 'Expected' : 'Real'}</span>, says{' '}
          {feedback.who}: “{feedback.why}”.
        </p>
      )}
      {cause !== undefined && (
        <Card title="Cause">
          <p>{cause}</p>
        </Card>
      )}
      <div className="columns">
        <Effects title="Not done because of it" lines={incident.notDone} none="Everything else goes on." />
        <Effects title="Goes on as planned" lines={incident.unaffected} none="Nothing else was planned." />
      </div>
      <Occurrences incident={incident} />
      <MessagePreview incident={incident} />
      <Card title="What happened">
        <ol className="timeline">
          {incident.events.map(({ at, kind, who, text }) => (
            <li key={`${at} ${kind}`}>
              <span className="quiet">
                <Instant at={at} />
              </span>
              <span>
                <span className="strong">
                  {kind}
                  {who !== undefined && ` by ${who}`}:{' '}
                </span>
                {text}
              </span>
            </li>
          ))}
        </ol>
      </Card>
    </Page>
  )
}

function Effects({
  title,
  lines,
  none,
}: {
  readonly title: string
  readonly lines: readonly string[]
  readonly none: string
}) {
  return (
    <Card title={title}>
      {lines.length === 0 ? (
        <p className="quiet">{none}</p>
      ) : (
        <ul className="evidence-plain">
          {lines.map(line => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Occurrences({ incident: { occurrences } }: { readonly incident: Incident }) {
  if (occurrences.length === 0) return null
  return (
    <Card title="Where it was seen">
      <ul className="checks">
        {occurrences.map(({ run, step, pipeline, label, deployment, at, checks }) => (
          <li key={`${run} ${step} ${at}`}>
            <p>
              <Link href={pathTo.run(run, step)} className="strong" data-row="">
                {label ?? deployment}
              </Link>{' '}
              <span className="quiet">
                {step} of {pipeline}, <Instant at={at} />
              </span>
            </p>
            <CheckList checks={checks.filter(({ status }) => status === 'failed')} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
