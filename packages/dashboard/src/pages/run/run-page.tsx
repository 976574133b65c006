import { useQuery } from '@tanstack/react-query'
import type { Run } from '@sluice/server'
import { Link, useSearchParams } from 'wouter'
import { Instant, ZoneNote } from '../../components/instant.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { Status } from '../../components/status-mark.tsx'
import { runQuery } from '../../data/runs.ts'
import { duration } from '../../format/numbers.ts'
import { pathTo } from '../../format/path-to.ts'
import { Gantt } from './gantt.tsx'
import { RunActions } from './run-actions.tsx'
import { RunFacts } from './run-facts.tsx'
import { RunLog } from './run-log.tsx'
import { RunTrouble } from './run-trouble.tsx'
import { StepMap } from './step-map.tsx'
import { StepPanel } from './step-panel.tsx'
import './run.css'

/** A run: graph, timeline and log on one page, and a panel about the chosen step. */
export default function RunPage({ id }: { readonly id: string }) {
  const query = useQuery(runQuery(id))
  if (query.data === undefined) {
    return (
      <Page title={`Run ${id}`}>
        <Loaded query={query} lines={14}>
          {() => null}
        </Loaded>
      </Page>
    )
  }
  return <RunView run={query.data} />
}

function RunView({ run }: { readonly run: Run }) {
  const [search, setSearch] = useSearchParams()
  const chosen = search.get('step') ?? undefined
  const step = run.steps.find(({ name }) => name === chosen)
  const choose = (name: string | undefined) =>
    setSearch(name === undefined || name === chosen ? {} : { step: name }, { replace: true })
  const { label = run.deployment, pipeline } = run
  return (
    <Page title={`${label} · ${pipeline}`} about={<RunLine run={run} />} actions={<RunActions run={run} />}>
      <RunTrouble run={run} onChoose={choose} />
      <StepMap steps={run.steps} chosen={chosen} onChoose={choose} />
      <div className="run-columns" data-step={step !== undefined}>
        <div className="stack">
          <Gantt steps={run.steps} isRunning={run.status === 'running'} chosen={chosen} onChoose={choose} />
          <RunLog run={run} chosen={chosen} onChoose={choose} />
        </div>
        <div className="run-side">
          {step === undefined ? (
            <RunFacts run={run} />
          ) : (
            <StepPanel key={step.name} run={run} step={step} onClose={() => choose(undefined)} />
          )}
        </div>
      </div>
    </Page>
  )
}

function RunLine({ run }: { readonly run: Run }) {
  return (
    <span className="run-line">
      <span aria-live="polite">
        <Status status={run.state} />
      </span>
      <span>
        as of <Instant at={run.asOf} zone={run.zone} detail="day" />
      </span>
      <span>
        started <Instant at={run.startedAt} zone={run.zone} />, {run.status === 'running' ? 'for' : 'took'}{' '}
        {duration(run.seconds)}
      </span>
      {run.previous !== undefined && <Link href={pathTo.run(run.previous)}>← before</Link>}
      {run.next !== undefined && <Link href={pathTo.run(run.next)}>after →</Link>}
      <ZoneNote zone={run.zone} />
    </span>
  )
}
