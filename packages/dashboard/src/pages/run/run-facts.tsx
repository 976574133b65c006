import type { Run } from '@sluice/server'
import { Fragment, type ReactNode } from 'react'
import { Link } from 'wouter'
import { Ago, Instant } from '../../components/instant.tsx'
import { Card } from '../../components/card.tsx'
import { Command } from '../../components/command.tsx'
import { JsonBlock } from '../../components/json-block.tsx'
import { pathTo } from '../../format/path-to.ts'
import { statusLook } from '../../format/status.ts'

const origins = {
  schedule: 'its schedule',
  backfill: 'a backfill',
  retry: 'a retry',
  rerun: 'a re-run',
  hand: 'hand',
} as const

/** About a run as a whole, while no step is chosen. */
export function RunFacts({ run }: { readonly run: Run }) {
  return (
    <Card title="Run">
      <div className="stack-close">
        <p className="quiet">
          Choose a step in the graph, the timeline or the log to see its data, checks and recipe.
        </p>
        <dl className="facts">
          {factsOf(run).map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        </dl>
        <h3>Parameters</h3>
        <JsonBlock value={run.params} label="Parameters" />
        <h3>In a terminal</h3>
        <Command text={`sluice show ${run.id}`} />
      </div>
    </Card>
  )
}

function factsOf(run: Run): readonly (readonly [name: string, value: ReactNode])[] {
  const { origin, owner } = run
  return [
    ['Run', <code key="id">{run.id}</code>],
    [
      'Client',
      <Link key="client" href={pathTo.deployment(run.pipeline, run.deployment)}>
        {run.label ?? run.deployment}
      </Link>,
    ],
    ['Interval', <Interval key="interval" run={run} />],
    ['Started by', <Origin key="origin" run={run} />],
    ...(origin.why === undefined ? [] : ([['Because', origin.why]] as const)),
    [
      'Steps',
      Object.entries(run.counts)
        .map(([status, count]) => `${count} ${statusLook(status).word}`)
        .join(', '),
    ],
    ...(owner === undefined
      ? []
      : ([
          [
            'Worked on by',
            <span key="owner">
              {owner.host}, process {owner.pid}
              {owner.heardAt !== undefined && (
                <>
                  , heard <Ago at={owner.heardAt} />
                </>
              )}
            </span>,
          ],
        ] as const)),
  ]
}

function Interval({ run: { intervalStart, asOf, zone } }: { readonly run: Run }) {
  return (
    <>
      {intervalStart !== undefined && (
        <>
          <Instant at={intervalStart} zone={zone} /> to{' '}
        </>
      )}
      <Instant at={asOf} zone={zone} />
    </>
  )
}

function Origin({ run: { origin } }: { readonly run: Run }) {
  const isRun = origin.kind === 'retry' || origin.kind === 'rerun'
  return (
    <>
      {origins[origin.kind]}
      {isRun && origin.of !== undefined && (
        <>
          {' '}
          of <Link href={pathTo.run(origin.of)}>{origin.of}</Link>
        </>
      )}
      {origin.kind !== 'schedule' && `, ${origin.who}`}
    </>
  )
}
