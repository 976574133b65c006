import type { Run, RunStep } from '@sluice/server'
import { Fragment, type ReactNode } from 'react'
import { Link } from 'wouter'
import { Instant } from '../../components/instant.tsx'
import { ProblemText } from '../../components/problem-text.tsx'
import { duration } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'
import { StepMetrics } from './step-metrics.tsx'

const decided = {
  skipped: 'Skipped',
  failed: 'Marked as failed',
  anew: 'Done anew',
  taken: 'Taken over',
} as const

/** When a step ran, why it did not have to, why it failed. */
export function StepAbout({ run, step }: { readonly run: Run; readonly step: RunStep }) {
  return (
    <div className="stack-close">
      {step.error !== undefined && <ProblemText error={step.error} />}
      {step.memoised !== undefined && (
        <p>
          <span className="strong">Not worked on again. </span>
          {step.memoised.because}{' '}
          {step.memoised.run !== undefined && (
            <Link href={pathTo.run(step.memoised.run, step.name)}>The run that did the work</Link>
          )}
        </p>
      )}
      {step.decided !== undefined && (
        <p>
          <span className="strong">
            {decided[step.decided.action]} by {step.decided.who}:{' '}
          </span>
          {step.decided.why}
        </p>
      )}
      <dl className="facts">
        {factsOf(run, step).map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <StepMetrics metrics={step.metrics} />
    </div>
  )
}

function factsOf(run: Run, step: RunStep): readonly (readonly [name: string, value: ReactNode])[] {
  const facts: (readonly [string, ReactNode])[] = []
  if (step.startedAt !== undefined) {
    facts.push(['Started', <Instant key="at" at={step.startedAt} zone={run.zone} detail="clock" />])
    facts.push(['Took', duration(step.seconds)])
  }
  if (step.attempts > 0) facts.push(['Attempts', step.attempts])
  facts.push(['Waits for', <Steps key="needs" run={run} names={step.needs} />])
  const after = run.steps.filter(({ needs }) => needs.includes(step.name)).map(({ name }) => name)
  facts.push(['Needed by', <Steps key="after" run={run} names={after} />])
  if (step.key !== undefined) facts.push(['Key', <code key="key">{step.key.slice(0, 19)}…</code>])
  return facts
}

const shownNames = 8

function Steps({ run, names }: { readonly run: Run; readonly names: readonly string[] }) {
  if (names.length === 0) return <span className="quiet">nothing</span>
  return (
    <>
      {names.slice(0, shownNames).map((name, i) => (
        <Fragment key={name}>
          {i > 0 && ', '}
          <Link href={pathTo.run(run.id, name)} replace>
            {name}
          </Link>
        </Fragment>
      ))}
      {names.length > shownNames && ` and ${names.length - shownNames} more`}
    </>
  )
}
