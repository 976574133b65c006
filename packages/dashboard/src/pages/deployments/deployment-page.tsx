import { useQuery } from '@tanstack/react-query'
import type { Deployment } from '@sluice/server'
import { Fragment, type ReactNode } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/card.tsx'
import { Graph } from '../../components/graph/graph.tsx'
import { Ago, Instant, ZoneNote } from '../../components/instant.tsx'
import { JsonBlock } from '../../components/json-block.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { Status } from '../../components/status-mark.tsx'
import { deploymentQuery } from '../../data/deployments.ts'
import { duration } from '../../format/numbers.ts'
import { when } from '../../format/when.ts'
import { pathTo } from '../../format/path-to.ts'
import { DeploymentActions } from './deployment-actions.tsx'

const catchUps = {
  all: 'each missed run is made up for',
  latest: 'only the latest missed run is made up for',
  single: 'one run covers everything that was missed',
} as const

/** A deployment: when it runs, with what, and what people decided about it. */
export default function DeploymentPage({
  pipeline,
  deployment,
}: {
  readonly pipeline: string
  readonly deployment: string
}) {
  const query = useQuery(deploymentQuery(pipeline, deployment))
  if (query.data === undefined) {
    return (
      <Page title={`${deployment} · ${pipeline}`}>
        <Loaded query={query} lines={12}>
          {() => null}
        </Loaded>
      </Page>
    )
  }
  return <DeploymentView data={query.data} />
}

function DeploymentView({ data }: { readonly data: Deployment }) {
  const { label, deployment, pipeline, schedule, paused, lastRun, zone } = data
  return (
    <Page
      title={`${label ?? deployment} · ${pipeline}`}
      about={
        <span className="run-line">
          <span>
            {schedule === undefined ? 'It has no schedule: it is run by hand.' : `Runs ${schedule}.`}
          </span>
          {lastRun !== undefined && (
            <Link href={pathTo.run(lastRun.run)}>
              Last run: <Status status={lastRun.state} />
            </Link>
          )}
          <ZoneNote zone={zone} />
        </span>
      }
      actions={<DeploymentActions data={data} />}
    >
      {paused !== undefined && (
        <p className="notice">
          <span className="strong">Paused</span> by {paused.who}: “{paused.why}”. Nothing starts by itself
          until it is unpaused.
        </p>
      )}
      <div className="columns">
        <Card title="Next runs" note={zone}>
          <NextRuns data={data} />
        </Card>
        <Card title="Rules">
          <dl className="facts">
            {rulesOf(data).map(([name, value]) => (
              <Fragment key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </Fragment>
            ))}
          </dl>
        </Card>
      </div>
      <Plan data={data} />
      <Card title="Parameters" note="secrets are named, never shown">
        <JsonBlock value={data.params} label="Parameters" />
      </Card>
      {data.decisions.length > 0 && (
        <Card title="Decisions">
          <ol className="timeline">
            {data.decisions.map(({ at, kind, who, why }) => (
              <li key={`${at} ${kind}`}>
                <span className="quiet">
                  <Instant at={at} zone={zone} />
                </span>
                <span>
                  <span className="strong">{kind}</span> by {who}: {why}
                </span>
              </li>
            ))}
          </ol>
        </Card>
      )}
    </Page>
  )
}

function NextRuns({ data: { nextRuns, schedule, zone } }: { readonly data: Deployment }) {
  if (nextRuns.length === 0) {
    return (
      <p className="quiet">
        {schedule === undefined ? 'None: it has no schedule.' : 'None is due any more.'}
      </p>
    )
  }
  return (
    <ol className="stack-close">
      {nextRuns.map(({ at, note }) => (
        <li key={at}>
          <span className="strong">{when(at, zone)}</span>{' '}
          <span className="quiet small">
            <Ago at={at} zone={zone} />
          </span>
          {note !== undefined && <div className="caution small">{note}</div>}
        </li>
      ))}
    </ol>
  )
}

function rulesOf(data: Deployment): readonly (readonly [name: string, value: ReactNode])[] {
  const {
    cron,
    catchUp,
    deadlineSeconds,
    jitterSeconds,
    priority,
    resources,
    start,
    end,
    siblings,
    deployment,
  } = data
  const known: readonly (readonly [string, ReactNode | undefined])[] = [
    ['Cron', cron === undefined ? undefined : <code key="cron">{cron}</code>],
    ['Zone', data.zone],
    ['Missed runs', catchUp === undefined ? undefined : catchUps[catchUp]],
    ['Deadline', deadlineSeconds === undefined ? undefined : `${duration(deadlineSeconds)} after it is due`],
    ['Spread', jitterSeconds === undefined ? undefined : `starts up to ${duration(jitterSeconds)} later`],
    ['From', start],
    ['Until', end],
    ['Priority', priority === 0 ? undefined : priority],
    ['Uses', resources.length === 0 ? undefined : resources.join(', ')],
    [
      'Also of this client',
      siblings.length === 0 ? undefined : <Siblings key="s" names={siblings} deployment={deployment} />,
    ],
  ]
  return known.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

function Siblings({ names, deployment }: { readonly names: readonly string[]; readonly deployment: string }) {
  return names.map((name, i) => (
    <Fragment key={name}>
      {i > 0 && ', '}
      <Link href={pathTo.deployment(name, deployment)}>{name}</Link>
    </Fragment>
  ))
}

function Plan({ data: { steps, planError } }: { readonly data: Deployment }) {
  if (planError !== undefined) {
    return (
      <div className="failure">
        <h2>There is no plan for its next run</h2>
        <p>{planError}</p>
      </div>
    )
  }
  if (steps.length === 0) return null
  return (
    <Card title="Plan of the next run" note={`${steps.length} steps`} flush>
      <Graph
        label="Steps of the next run and what each waits for"
        boxes={steps.map(({ name }) => ({
          id: name,
          label: name,
          content: (
            <span className="cut" title={name}>
              {name}
            </span>
          ),
        }))}
        edges={steps.flatMap(({ name, needs }) => needs.map(need => ({ from: need, to: name })))}
        onChoose={nothing}
      />
    </Card>
  )
}

function nothing(): void {
  return
}
