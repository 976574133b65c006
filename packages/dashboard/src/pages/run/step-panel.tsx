import type { Run, RunStep } from '@sluice/server'
import { X } from 'lucide-react'
import { useState } from 'react'
import { CheckList } from '../../components/check-list.tsx'
import { Status } from '../../components/status-mark.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { StepActions } from './step-actions.tsx'
import { StepAbout } from './step-about.tsx'
import { StepInputs, StepOutput } from './step-data.tsx'
import { StepRecipe } from './step-recipe.tsx'

/** Everything about one step. */
export function StepPanel({
  run,
  step,
  onClose,
}: {
  readonly run: Run
  readonly step: RunStep
  readonly onClose: () => void
}) {
  const bad = step.checks.filter(({ status }) => status === 'failed').length
  const [tab, setTab] = useState(bad > 0 ? 'checks' : 'about')
  const outputs = (step.output?.datasets.length ?? 0) + (step.output?.artifacts.length ?? 0)
  return (
    <section className="card step-panel" aria-label={`Step ${step.name}`}>
      <header>
        <div>
          <h2>{step.name}</h2>
          <Status status={step.status} />
        </div>
        <button
          type="button"
          className="button plain icon tight"
          aria-label="Close the step"
          onClick={onClose}
        >
          <X size={16} aria-hidden />
        </button>
      </header>
      <StepActions run={run} step={step} />
      <Tabs
        label={`About ${step.name}`}
        chosen={tab}
        onChoose={setTab}
        tabs={[
          { key: 'about', name: 'About', content: <StepAbout run={run} step={step} /> },
          {
            key: 'checks',
            name: bad > 0 ? `Checks: ${bad} failed` : 'Checks',
            count: bad > 0 ? undefined : step.checks.length,
            content: step.checks.length > 0 ? <CheckList checks={step.checks} /> : <NoChecks />,
          },
          { key: 'inputs', name: 'Inputs', count: step.inputs.length, content: <StepInputs step={step} /> },
          { key: 'output', name: 'Output', count: outputs, content: <StepOutput step={step} /> },
          { key: 'recipe', name: 'Recipe', content: <StepRecipe run={run.id} step={step} /> },
        ]}
      />
    </section>
  )
}

function NoChecks() {
  return (
    <p className="quiet">
      This step has no checks. Sources and scores have some by themselves; others are written with{' '}
      <code>expect</code> in the pipeline.
    </p>
  )
}
